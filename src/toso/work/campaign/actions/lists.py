"""The lists of people that sending organisations hand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people import actions as people
from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import phone_digits
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.work.campaign.models import Candidate, SendingList, Wave
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules.listing import plain_words

MOST_ON_A_LIST = 500


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


def home_of(text: str, names: Names) -> Place | None:
    """The commune of the province; somebody from elsewhere has no home here, which is no fault."""
    if not text.strip():
        return None
    try:
        return names.commune(text).place
    except Refusal:
        return None


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
    wave.mark_changed()
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
        row.skills, row.home, row.leads = plain_words(one.skills), one.home, one.leads
        row.unavailable = [[first.isoformat(), last.isoformat()] for first, last in one.unavailable]
        if row.pk:
            row.save()
        else:
            fresh.append(row)
    Candidate.objects.bulk_create(fresh)
