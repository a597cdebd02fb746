"""Needs, lists of people, who goes where, and the decision that sends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people import actions as people
from toso.ground.people.models import Assignment, Organisation, Person
from toso.ground.people.queries import persons_with
from toso.ground.people.rules import Role, phone_digits
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.work.campaign.actions.plans import wave_to_run
from toso.work.campaign.models import Candidate, Deployment, Need, SendingList, Wave
from toso.work.campaign.queries import chain
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules import matching, needs
from toso.work.campaign.rules.needs import Remoteness
from toso.work.campaign.rules.service import Standing

MOST_ON_A_LIST = 500


@dataclass(frozen=True, slots=True)
class Want:
    """What a commune asks for."""

    wanted: int
    it_staff: int
    remoteness: Remoteness
    reasons: str
    contact: str
    disciplines: Sequence[str] = ()
    skills: Sequence[str] = ()
    lodging: str = ""


def _words(lines: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(nfc(line).split()) for line in lines if line.strip()))[:20]


@transaction.atomic
def register_need(*, wave_id: int, place: Place, want: Want, by: Person, scope: Scope, at: datetime) -> Need:
    """A commune asks for people in a wave; asked again before the term, the later word stands."""
    wave: Wave = queries.waves(scope).get(pk=wave_id)
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    is_own = scope.holds(*queries.COMMUNE, at_place=place.path)
    if place.level != Level.COMMUNE or not place.path.startswith(wave.campaign.place.path):
        raise Refusal(_("Chọn một xã, phường, đặc khu thuộc chiến dịch."), field="place")
    if not is_own and not queries.runs(wave.campaign, scope):
        raise Refusal(_("Tài khoản này không đăng ký thay %(place)s.") % {"place": place}, field="place")
    on = at.astimezone(VIETNAM).date()
    if on > wave.needs_until and not queries.runs(wave.campaign, scope):
        raise Refusal(
            _("Hạn đăng ký là hết ngày %(day)s. Gọi người điều phối để được đăng ký bổ sung.")
            % {"day": f"{wave.needs_until:%d/%m/%Y}"}
        )
    if not 1 <= want.wanted <= needs.MOST_WANTED:
        raise Refusal(_("Số người cần từ 1 đến %(most)s.") % {"most": needs.MOST_WANTED}, field="wanted")
    if not nfc(want.reasons).strip():
        raise Refusal(_("Ghi những việc xã cần giúp."), field="reasons")
    if not nfc(want.contact).strip():
        raise Refusal(_("Ghi tên và số điện thoại đầu mối của xã."), field="contact")
    need, _is_new = Need.objects.update_or_create(
        wave=wave,
        place=place,
        defaults={
            "wanted": want.wanted,
            "it_staff": want.it_staff,
            "remoteness": want.remoteness,
            "reasons": nfc(want.reasons).strip(),
            "contact": nfc(want.contact).strip()[:200],
            "disciplines": _words(want.disciplines),
            "skills": _words(want.skills),
            "lodging": nfc(want.lodging).strip()[:200],
            "registered_by": by,
            "registered_at": at,
        },
    )
    audit("campaign.need.registered", by=by, about=need, at=at, path=place.path, detail={"wanted": want.wanted})
    return need


def _changed(wave: Wave) -> None:
    wave.version += 1
    wave.save(update_fields=["version"])


def _refuse_stale(wave: Wave, seen_version: int) -> None:
    if wave.version != seen_version:
        raise Refusal(
            _("Danh sách của đợt vừa được người khác thay đổi. Xem bản mới rồi làm lại; chưa có gì bị ghi đè.")
        )


@transaction.atomic
def grant_seats(
    *, wave_id: int, seats: Mapping[int, int], seen_version: int, by: Person, scope: Scope, at: datetime
) -> int:
    """The coordinator decides how many each commune gets, by need. Returns how many seats in all."""
    wave = wave_to_run(wave_id, scope)
    _refuse_stale(wave, seen_version)
    rows = {need.pk: need for need in wave.needs.select_for_update()}
    for pk, count in seats.items():
        need = rows.get(pk)
        if need is None:
            continue
        if not 0 <= count <= needs.MOST_WANTED:
            raise Refusal(
                _("%(place)s: số người từ 0 đến %(most)s.") % {"place": need.place, "most": needs.MOST_WANTED}
            )
        need.granted = count
    Need.objects.bulk_update(rows.values(), ["granted"])
    _changed(wave)
    total = sum(need.granted or 0 for need in rows.values())
    audit("campaign.seats.granted", by=by, about=wave, at=at, path=wave.campaign.place.path, detail={"count": total})
    return total


@dataclass(frozen=True, slots=True)
class Listed:
    """One person as a sending organisation lists them; ``row`` is the line of the table, for the words of a fault."""

    row: int
    name: str
    phone: str
    kind: str
    discipline: str
    skills: Sequence[str] = ()
    home: Place | None = None
    unavailable: Sequence[tuple[date, date]] = ()
    leads: bool = False


@transaction.atomic
def hand_in_list(
    *,
    wave_id: int,
    organisation: Organisation,
    contact: str,
    contact_phone: str,
    rows: Sequence[Listed],
    by: Person,
    scope: Scope,
    at: datetime,
    is_sample: bool = False,
) -> SendingList:
    """The list of one sender, wholly or not at all. Handed in again it replaces whoever is not yet named.

    Somebody who came in an earlier wave is known again by name and telephone number.
    """
    wave: Wave = queries.waves(scope).select_for_update(of=("self",)).get(pk=wave_id)
    if not queries.lists_to_hand_in(wave, scope).filter(pk=organisation.pk).exists():
        raise Refusal(_("Đơn vị này không có trong danh sách cử người của đợt."), field="organisation")
    on = at.astimezone(VIETNAM).date()
    if on > wave.lists_until and not queries.runs(wave.campaign, scope):
        raise Refusal(_("Hạn gửi danh sách là hết ngày %(day)s.") % {"day": f"{wave.lists_until:%d/%m/%Y}"})
    if not nfc(contact).strip():
        raise Refusal(_("Ghi người liên hệ của đơn vị."), field="contact")
    if phone_digits(contact_phone) is None:
        raise Refusal(_("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."), field="contact_phone")
    _refuse_gaps(rows)
    sent, _is_new = SendingList.objects.update_or_create(
        wave=wave,
        organisation=organisation,
        defaults={
            "contact": " ".join(nfc(contact).split())[:120],
            "contact_phone": phone_digits(contact_phone) or "",
            "handed_in_by": by,
            "handed_in_at": at,
        },
    )
    persons = _known_or_new(rows, by=by, at=at, is_sample=is_sample)
    elsewhere = wave.candidates.filter(withdrawn_at__isnull=True, person__in=persons).exclude(sending=sent)
    if twice := elsewhere.select_related("person", "sending__organisation").first():
        raise Refusal(
            _("%(name)s đã có trong danh sách của %(organisation)s.")
            % {"name": twice.person, "organisation": twice.sending.organisation},
            field="rows",
        )
    _replace(sent, wave, rows, persons, at)
    _changed(wave)
    path = wave.campaign.place.path
    audit("campaign.list.handed_in", by=by, about=sent, at=at, path=path, detail={"count": len(rows)})
    return sent


def _refuse_gaps(rows: Sequence[Listed]) -> None:
    """A list with a gap is refused as a whole: the line and the column are named."""
    if not rows:
        raise Refusal(_("Danh sách chưa có ai."), field="rows")
    if len(rows) > MOST_ON_A_LIST:
        raise Refusal(_("Mỗi danh sách nhiều nhất %(most)s người.") % {"most": MOST_ON_A_LIST}, field="rows")
    seen: dict[tuple[str, str], int] = {}
    for one in rows:
        if sentence := _gap(one):
            raise Refusal(sentence, field="rows")
        key = (fold(one.name), phone_digits(one.phone) or "")
        if key in seen:
            words = {"row": one.row, "other": seen[key]}
            raise Refusal(_("Dòng %(row)s: trùng với dòng %(other)s.") % words, field="rows")
        seen[key] = one.row


def _gap(one: Listed) -> str:
    if len(one.name.split()) < 2:
        return _("Dòng %(row)s: ghi đủ họ và tên.") % {"row": one.row}
    if phone_digits(one.phone) is None:
        sentence = _("Dòng %(row)s: số điện thoại gồm 10 chữ số, bắt đầu bằng 0; đang ghi “%(text)s”.")
        return sentence % {"row": one.row, "text": one.phone[:30]}
    if not one.discipline.strip():
        return _("Dòng %(row)s: ghi chuyên ngành.") % {"row": one.row}
    if any(last < first for first, last in one.unavailable):
        return _("Dòng %(row)s: ngày bận kết thúc trước khi bắt đầu.") % {"row": one.row}
    return ""


def _known_or_new(rows: Sequence[Listed], *, by: Person, at: datetime, is_sample: bool) -> list[Person]:
    phones = {phone_digits(one.phone) or "" for one in rows}
    known = {
        (person.search, person.phone): person
        for person in Person.objects.filter(phone__in=phones, candidacies__isnull=False).distinct()
    }
    return [
        known.get((fold(one.name), phone_digits(one.phone) or ""))
        or people.create_person(name=one.name, phone=one.phone, by=by, at=at, is_sample=is_sample)
        for one in rows
    ]


def _replace(sent: SendingList, wave: Wave, rows: Sequence[Listed], persons: Sequence[Person], at: datetime) -> None:
    """Unnamed people of an earlier list make room; somebody named already keeps the row and its new words."""
    kept = {row.person_id: row for row in wave.candidates.all()}
    gone = [
        row
        for pk, row in kept.items()
        if row.sending_id == sent.pk and pk not in {person.pk for person in persons} and not hasattr(row, "deployment")
    ]
    Candidate.objects.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=at)
    fresh = []
    for one, person in zip(rows, persons, strict=True):
        row = kept.get(person.pk) or Candidate(wave=wave, person=person)
        row.sending, row.withdrawn_at = sent, None
        row.kind, row.discipline = nfc(one.kind).strip()[:60], " ".join(nfc(one.discipline).split())[:80]
        row.skills, row.home, row.leads = _words(one.skills), one.home, one.leads
        row.unavailable = [[first.isoformat(), last.isoformat()] for first, last in one.unavailable]
        if row.pk:
            row.save()
        else:
            fresh.append(row)
    Candidate.objects.bulk_create(fresh)


@transaction.atomic
def name_people(
    *,
    wave_id: int,
    chosen: Sequence[matching.Match],
    seen_version: int,
    by: Person,
    scope: Scope,
    at: datetime,
) -> list[Deployment]:
    """The coordinator names people for communes, from the proposal or otherwise. All or none."""
    wave = wave_to_run(wave_id, scope)
    _refuse_stale(wave, seen_version)
    communes = {place.pk: place for place in queries.communes_of(wave.campaign)}
    rows = {row.pk: row for row in chain.candidates(wave)}
    named = set(wave.deployments.values_list("candidate", flat=True))
    spans = _busy(wave, [rows[one.candidate].person_id for one in chosen if one.candidate in rows])
    made = []
    for one in chosen:
        candidate, place = rows.get(one.candidate), communes.get(one.place)
        if candidate is None or place is None:
            raise Refusal(_("Có người hoặc xã không còn trong danh sách của đợt. Tải lại trang."))
        if one.candidate in named:
            raise Refusal(_("%(name)s đã được phân công trong đợt này.") % {"name": candidate.person})
        if (other := spans.get(candidate.person_id)) is not None:
            raise Refusal(_overlap_sentence(other))
        made.append(
            Deployment(
                wave=wave,
                candidate=candidate,
                person=candidate.person,
                place=place,
                why=list(one.why),
                is_leader=candidate.leads,
                first_day=wave.first_day,
                last_day=wave.last_day,
                recorded_at=at,
            )
        )
    Deployment.objects.bulk_create(made)
    _changed(wave)
    audit("campaign.people.named", by=by, about=wave, at=at, path=wave.campaign.place.path, detail={"count": len(made)})
    return made


def _busy(wave: Wave, persons: Sequence[int]) -> dict[int, Deployment]:
    rows = Deployment.objects.filter(
        person__in=persons, first_day__lte=wave.last_day, last_day__gte=wave.first_day
    ).exclude(standing=Standing.WITHDRAWN)
    return {row.person_id: row for row in rows.select_related("person", "place")}


def _overlap_sentence(other: Deployment) -> str:
    return _("%(name)s đã được cử đến %(place)s từ %(first)s đến %(last)s; một người không ở hai nơi cùng lúc.") % {
        "name": other.person,
        "place": other.place,
        "first": f"{other.first_day:%d/%m/%Y}",
        "last": f"{other.last_day:%d/%m/%Y}",
    }


@transaction.atomic
def withdraw_deployment(*, deployment_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Deployment:
    """Somebody named does not go after all: an unsent name is dropped, a decided one stays with its reason."""
    row: Deployment = Deployment.objects.visible_to(scope).select_related("wave", "place").get(pk=deployment_id)
    wave = wave_to_run(row.wave_id, scope)
    row = Deployment.objects.select_for_update(of=("self",)).select_related("place").get(pk=row.pk)
    if row.standing not in {Standing.PROPOSED, Standing.DECIDED}:
        raise Refusal(_("Người này đã đến xã; ghi ngày kết thúc thay cho rút tên."))
    if row.standing == Standing.PROPOSED:
        detail = {"person": row.person_id}
        audit("campaign.deployment.dropped", by=by, about=row, at=at, path=row.place.path, detail=detail)
        row.delete()
        _changed(wave)
        return row
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do."), field="reason")
    row.standing, row.reason = Standing.WITHDRAWN, reason[:300]
    row.save(update_fields=["standing", "reason"])
    end_role(row, on=max(at.astimezone(VIETNAM).date(), row.first_day + timedelta(days=1)), by=by, at=at)
    _changed(wave)
    audit("campaign.deployment.withdrawn", by=by, about=row, at=at, path=row.place.path)
    return row


def end_role(deployment: Deployment, *, on: date, by: Person, at: datetime) -> None:
    """The role at the commune ends with the service, when it would last longer."""
    held = Assignment.objects.filter(
        person=deployment.person, place=deployment.place, role=Role.TEAM_MEMBER, starts_on=deployment.first_day
    )
    for row in held:
        if row.ends_on is None or row.ends_on > on:
            people.end_assignment(assignment_id=row.pk, ends_on=on, by=by, at=at)


@transaction.atomic
def decide_wave(
    *, wave_id: int, number: str, decided_on: date, seen_version: int, by: Person, scope: Scope, at: datetime
) -> int:
    """The decision sends everybody named. From the first day to the last each holds a role at the commune."""
    wave = wave_to_run(wave_id, scope)
    _refuse_stale(wave, seen_version)
    number = nfc(number).strip()
    if not number:
        raise Refusal(_("Ghi số quyết định."), field="number")
    if decided_on > wave.last_day:
        raise Refusal(_("Ngày quyết định không được sau ngày kết thúc đợt."), field="decided_on")
    rows = list(wave.deployments.filter(standing=Standing.PROPOSED).select_related("person", "place"))
    if not rows:
        raise Refusal(_("Chưa có ai được phân công để ra quyết định."))
    wave.decision_number, wave.decided_on = number[:60], decided_on
    wave.save(update_fields=["decision_number", "decided_on"])
    wave.deployments.filter(standing=Standing.PROPOSED).update(standing=Standing.DECIDED)
    for row in rows:
        people.assign(
            person=row.person,
            role=Role.TEAM_MEMBER,
            place=row.place,
            title=str(_("Thành viên được cử về xã")),
            starts_on=row.first_day,
            ends_on=row.last_day + timedelta(days=1),
            decision_number=number[:60],
            by=by,
            at=at,
        )
    _changed(wave)
    path = wave.campaign.place.path
    audit("campaign.wave.decided", by=by, about=wave, at=at, path=path, detail={"count": len(rows), "number": number})
    _tell(wave, rows, at)
    return len(rows)


def _tell(wave: Wave, rows: Sequence[Deployment], at: datetime) -> None:
    address = reverse("campaign:wave", args=[wave.pk])
    tell(
        persons=[row.person for row in rows],
        code="campaign.wave.decided",
        key=f"campaign.sent.{wave.pk}",
        title=_("Ông/bà có tên trong quyết định %(number)s: %(campaign)s")
        % {"number": wave.decision_number, "campaign": wave.campaign},
        address=reverse("campaign:mine"),
        place=wave.campaign.place,
        at=at,
    )
    on = at.astimezone(VIETNAM).date()
    for place in {row.place for row in rows}:
        tell(
            persons=persons_with(Role.COMMUNE_OFFICIAL, place.path, on),
            code="campaign.wave.expected",
            key=f"campaign.expected.{wave.pk}",
            title=_("Chuẩn bị tiếp nhận người hỗ trợ từ %(day)s") % {"day": f"{wave.first_day:%d/%m/%Y}"},
            address=address,
            place=place,
            at=at,
        )
