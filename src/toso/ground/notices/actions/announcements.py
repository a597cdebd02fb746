"""Saying something to many: announcing, reaching newcomers, acknowledging, reminding, withdrawing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices import rules
from toso.ground.notices.actions import tell
from toso.ground.notices.models import Announcement, Notice, NoticeQuerySet, Recipient
from toso.ground.notices.queries import announcements as queries
from toso.ground.notices.rules import AnnouncementKind, Channel
from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.uploads import CleanFile


@dataclass(frozen=True, slots=True)
class Paper:
    """Number, day and signer of what is announced; a directive has them."""

    number: str = ""
    dated_on: date | None = None
    signer: str = ""
    organisation: Organisation | None = None


NO_PAPER = Paper()


@transaction.atomic
def announce(
    *,
    place: Place,
    title: str,
    text: str,
    roles: Collection[str],
    places: Sequence[Place],
    from_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    until_on: date | None = None,
    kind: AnnouncementKind = AnnouncementKind.NOTICE,
    paper: Paper = NO_PAPER,
    asks_acknowledgement: bool = False,
    file: CleanFile | None = None,
) -> Announcement:
    """Announce to everybody who holds one of the roles at one of the places or below, in a span of days.

    A team is its hamlet with the roles of a team. Whoever comes to hold such a role while the
    announcement is in force is reached then.
    """
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not queries.may_announce(scope, place):
        raise Refusal(_("Tài khoản này không gửi thông báo của %(place)s.") % {"place": place}, field="place")
    title, text = _needed(title, _("Ghi tiêu đề."), "title"), _needed(text, _("Ghi nội dung."), "text")
    _refuse_wrong_address(place, places, roles)
    if until_on is not None and until_on <= max(from_on, localdate(at)):
        raise Refusal(_("Ngày kết thúc phải sau hôm nay và sau ngày bắt đầu."), field="until_on")
    if kind == AnnouncementKind.DIRECTIVE:
        _refuse_wrong_directive(place, paper, scope=scope, at=at)
    announcement = Announcement(
        place=place,
        kind=kind,
        title=title,
        text=text,
        number=nfc(paper.number).strip(),
        dated_on=paper.dated_on,
        signer=nfc(paper.signer).strip(),
        organisation=paper.organisation,
        roles=sorted(roles),
        from_on=from_on,
        until_on=until_on,
        asks_acknowledgement=asks_acknowledgement,
        made_by=by,
        made_at=at,
        is_sample=place.is_sample,
    )
    if file is not None:
        announcement.file_name, announcement.digest = file.name, file.digest
        ending = file.name.rpartition(".")[2]
        announcement.file.save(f"{file.digest[:16]}.{ending}", ContentFile(file.content), save=False)
    announcement.save()
    announcement.places.set(places)
    reached = _reach(announcement, at=at)
    detail = {"kind": kind, "reached": reached}
    audit("notices.announcement.made", by=by, about=announcement, at=at, path=place.path, detail=detail)
    return announcement


def _refuse_wrong_address(own: Place, places: Sequence[Place], roles: Collection[str]) -> None:
    if not roles or not set(roles) <= set(queries.ADDRESSED):
        raise Refusal(_("Chọn ít nhất một vai trò nhận."), field="roles")
    if not places:
        raise Refusal(_("Chọn ít nhất một nơi nhận."), field="places")
    for place in places:
        if not place.path.startswith(own.path):
            raise Refusal(_("%(place)s không thuộc %(own)s.") % {"place": place, "own": own}, field="places")


def _refuse_wrong_directive(place: Place, paper: Paper, *, scope: Scope, at: datetime) -> None:
    if not scope.holds(*queries.DIRECTORS, at_place=place.path):
        raise Refusal(_("Văn bản chỉ đạo do lãnh đạo xã hoặc cơ quan thường trực cấp tỉnh gửi."), field="kind")
    if not paper.number.strip():
        raise Refusal(_("Văn bản chỉ đạo cần có số."), field="number")
    if paper.dated_on is None or paper.dated_on > localdate(at):
        raise Refusal(_("Văn bản chỉ đạo cần có ngày ký, không ở tương lai."), field="dated_on")


def _needed(text: str, sentence: str, field: str) -> str:
    text = nfc(text).strip()
    if not text:
        raise Refusal(sentence, field=field)
    return text


def _reach(announcement: Announcement, *, at: datetime) -> int:
    """Send it to everybody addressed who was not sent it yet; returns how many. Before its day, nobody."""
    on = localdate(at)
    if not rules.is_in_force(announcement.from_on, announcement.until_on, on):
        return 0
    roots = announcement.places.values_list("path", flat=True)
    addressed = queries.audience(list(roots), announcement.roles, on=on)
    known = set(announcement.recipients.values_list("person_id", flat=True))
    new = {person: held for person, held in addressed.items() if person not in known | {announcement.made_by_id}}
    if not new:
        return 0
    Recipient.objects.bulk_create(
        [
            Recipient(announcement=announcement, person_id=person, place_id=place, role=role, sent_at=at)
            for person, (place, role) in new.items()
        ],
        batch_size=2000,
    )
    tell(
        persons=Person.objects.filter(pk__in=new),
        code="notices.announcement",
        key=_key(announcement),
        title=announcement.title,
        address=reverse("notices:announcement", args=[announcement.pk]),
        place=announcement.place,
        at=at,
    )
    return len(new)


def _key(announcement: Announcement) -> str:
    return f"notices.announcement.{announcement.pk}"


def _notices(announcement: Announcement) -> NoticeQuerySet:
    """What its recipients were told of it and have not settled: the first word and the reminders."""
    key = _key(announcement)
    return Notice.objects.filter(Q(key=key) | Q(key__startswith=f"{key}."), done_at__isnull=True)


@transaction.atomic
def reach_newcomers(*, at: datetime) -> int:
    """Send what is in force to whoever holds an addressed role by now, and what begins today to everybody."""
    running = Announcement.objects.in_force(localdate(at)).select_for_update(of=("self",), skip_locked=True)
    return sum(_reach(announcement, at=at) for announcement in running.select_related("place").order_by("pk"))


@transaction.atomic
def acknowledge(*, announcement_id: int, by: Person, at: datetime) -> Recipient:
    """Say oneself that one has read it. Again changes nothing."""
    recipient = Recipient.objects.select_for_update(of=("self",)).get(announcement=announcement_id, person=by)
    if recipient.acknowledged_at is None:
        _acknowledged(recipient, Channel.HOUSE, by=by, note="", at=at)
    return recipient


@transaction.atomic
def note_acknowledgement(
    *, recipient_id: int, channel: Channel, by: Person, scope: Scope, at: datetime, note: str = ""
) -> Recipient:
    """Note that somebody was told by telephone, on paper, at a meeting (Plan 6863, IV.2)."""
    rows = Recipient.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place", "person")
    recipient: Recipient = rows.get(pk=recipient_id)
    if not scope.holds(*queries.NOTERS, at_place=recipient.place.path):
        raise Refusal(_("Chỉ xã, tổ trưởng hoặc tỉnh ghi nhận thay."))
    if channel not in rules.BY_HAND:
        raise Refusal(_("Chọn đã báo bằng cách nào."), field="channel")
    if recipient.acknowledged_at is not None:
        raise Refusal(_("%(person)s đã xác nhận rồi.") % {"person": recipient.person.name})
    _acknowledged(recipient, channel, by=by, note=nfc(note).strip()[:200], at=at)
    return recipient


def _acknowledged(recipient: Recipient, channel: Channel, *, by: Person, note: str, at: datetime) -> None:
    recipient.acknowledged_at, recipient.channel, recipient.note = at, channel, note
    recipient.noted_by = None if channel == Channel.HOUSE else by
    recipient.save()
    _notices(recipient.announcement).filter(person=recipient.person_id).update(done_at=at)
    audit(
        "notices.announcement.acknowledged",
        by=by,
        about=recipient.announcement,
        at=at,
        path=recipient.place.path,
        detail={"channel": channel},
    )


@transaction.atomic
def remind_silent(*, announcement_id: int, by: Person, scope: Scope, at: datetime) -> int:
    """Tell again whoever in the scope has not acknowledged; each at most once a day. Returns how many."""
    announcement: Announcement = Announcement.objects.visible_to(scope).select_related("place").get(pk=announcement_id)
    if not scope.holds(*queries.NOTERS, Role.YOUTH_UNION):
        raise Refusal(_("Tài khoản này không nhắc người khác."))
    if announcement.withdrawn_at is not None or not announcement.asks_acknowledgement:
        raise Refusal(_("Thông báo này không chờ xác nhận."))
    today = localdate(at)
    silent = [
        row
        for row in queries.silent_ones(announcement, scope).select_for_update(of=("self",))
        if row.reminded_at is None or localdate(row.reminded_at) < today
    ]
    told = tell(
        persons=[row.person for row in silent],
        code="notices.announcement",
        key=f"{_key(announcement)}.{today}",
        title=_("Nhắc xác nhận: %(title)s") % {"title": announcement.title},
        address=reverse("notices:announcement", args=[announcement.pk]),
        place=announcement.place,
        at=at,
    )
    Recipient.objects.filter(pk__in=[row.pk for row in silent]).update(reminded_at=at)
    detail = {"reminded": told}
    audit(
        "notices.announcement.reminded", by=by, about=announcement, at=at, path=announcement.place.path, detail=detail
    )
    return told


@transaction.atomic
def withdraw_announcement(*, announcement_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Announcement:
    """Take it back, with the reason; it stays readable and is asked for no more."""
    rows = Announcement.objects.visible_to(scope).select_related("place").select_for_update(of=("self",))
    announcement: Announcement = rows.get(pk=announcement_id)
    if not queries.manages(announcement, scope):
        raise Refusal(_("Chỉ nơi gửi thu hồi được thông báo này."))
    if announcement.withdrawn_at is not None:
        raise Refusal(_("Thông báo này đã thu hồi rồi."))
    announcement.reason = _needed(reason, _("Ghi lý do thu hồi."), "reason")[:250]
    announcement.withdrawn_at = at
    announcement.save(update_fields=["reason", "withdrawn_at"])
    _notices(announcement).update(done_at=at)
    audit("notices.announcement.withdrawn", by=by, about=announcement, at=at, path=announcement.place.path)
    return announcement
