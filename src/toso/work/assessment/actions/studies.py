"""Opening a study of a commune, moving its days, and answering it area by area."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.uploads import CleanFile
from toso.plan.programme.actions import mark_changed
from toso.work.assessment import rules
from toso.work.assessment.models import Answer, Assessment, Criteria, Study
from toso.work.assessment.queries import studies as queries
from toso.work.assessment.rules import LEVELS, Round, Side


@transaction.atomic
def open_study(
    *,
    place: Place,
    label: str,
    first_day: date,
    last_day: date,
    by: Person,
    scope: Scope,
    at: datetime,
    criteria: Criteria | None = None,
) -> Study:
    """Watch a commune around a stay of support; without ``criteria``, by the version in use on its first day."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if place.level != Level.COMMUNE:
        raise Refusal(_("Đánh giá theo xã, phường, đặc khu. Chọn một xã."), field="place")
    if not queries.may_open(scope, place):
        raise Refusal(_("Tài khoản này không mở đợt đánh giá cho %(place)s.") % {"place": place}, field="place")
    label = nfc(label).strip()[:120]
    if not label:
        raise Refusal(_("Ghi tên đợt hỗ trợ."), field="label")
    _refuse_wrong_days(first_day, last_day)
    if Study.objects.standing().filter(place=place, label=label).exists():
        raise Refusal(
            _("%(place)s đã có đợt “%(label)s”. Mở đợt đó, hoặc đặt tên khác.") % {"place": place, "label": label},
            field="label",
        )
    used = criteria or queries.criteria_on(first_day) or queries.criteria_on(at.astimezone(VIETNAM).date())
    if used is None:
        raise Refusal(_("Chưa có bộ tiêu chí đánh giá nào dùng được vào ngày này."), field="first_day")
    study = Study.objects.create(
        place=place,
        criteria=used,
        label=label,
        first_day=first_day,
        last_day=last_day,
        opened_by=by,
        recorded_at=at,
        is_sample=place.is_sample,
    )
    audit("assessment.study.opened", by=by, about=study, at=at, path=place.path, detail={"label": label})
    return study


def _refuse_wrong_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise Refusal(_("Ngày kết thúc không được trước ngày bắt đầu."), field="last_day")
    if (last_day - first_day).days > rules.LONGEST_STAY:
        raise Refusal(_("Đợt hỗ trợ dài hơn một năm. Xem lại hai ngày."), field="last_day")


def _study(study_id: int, scope: Scope) -> Study:
    rows = Study.objects.visible_to(scope).standing().select_for_update(of=("self",))
    study: Study = rows.select_related("place", "criteria").get(pk=study_id)
    return study


@transaction.atomic
def move_study(*, study_id: int, first_day: date, last_day: date, by: Person, scope: Scope, at: datetime) -> Study:
    """Set the days of the stay anew when it began or ended otherwise; what is due moves along."""
    study = _study(study_id, scope)
    if not queries.may_open(scope, study.place):
        raise Refusal(_("Tài khoản này chỉ xem đợt đánh giá này."))
    _refuse_wrong_days(first_day, last_day)
    detail = {"from": f"{study.first_day}–{study.last_day}", "to": f"{first_day}–{last_day}"}
    study.first_day, study.last_day = first_day, last_day
    study.save(update_fields=["first_day", "last_day"])
    audit("assessment.study.moved", by=by, about=study, at=at, path=study.place.path, detail=detail)
    return study


@transaction.atomic
def drop_study(*, study_id: int, by: Person, scope: Scope, at: datetime) -> Study:
    """Take back a study that was opened by mistake, while nobody has answered it."""
    study = _study(study_id, scope)
    if not queries.may_open(scope, study.place):
        raise Refusal(_("Tài khoản này chỉ xem đợt đánh giá này."))
    if Answer.objects.standing().filter(assessment__study=study).exists():
        raise Refusal(_("Đã có người đánh giá nên không bỏ được đợt này."))
    study.superseded_at = at
    study.save(update_fields=["superseded_at"])
    audit("assessment.study.dropped", by=by, about=study, at=at, path=study.place.path)
    return study


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw in one area: a level, or none with the reason; with evidence where there is some."""

    level: int | None
    note: str = ""
    link: str = ""
    file: CleanFile | None = None


@transaction.atomic
def answer_area(
    *,
    study_id: int,
    when: Round,
    area: str,
    seen: Seen,
    by: Person,
    scope: Scope,
    at: datetime,
    side: Side | None = None,
) -> Answer:
    """Say the level of one area. Said again, it is the next version; the assessment is complete with the last area.

    A file that was added before stays when none is given. ``side`` is found from the scope when not given.
    """
    study = _study(study_id, scope)
    own = queries.side_of(scope, study.place)
    if own is None or (side is not None and side != own):
        raise Refusal(_("Tài khoản này không đánh giá %(place)s.") % {"place": study.place})
    today = at.astimezone(VIETNAM).date()
    _refuse_early(study, when, today)
    seen = _cleaned(study, area, seen)
    assessment, _is_new = Assessment.objects.select_for_update().get_or_create(
        study=study,
        round=when,
        side=own,
        defaults={"place": study.place, "recorded_at": at, "is_sample": study.is_sample},
    )
    answer = _next_version(assessment, area, seen, by=by, day=today, at=at)
    days = {answer.day, *_regain(study, own, when, area, at=at)}
    days |= _complete(study, assessment, on=today, at=at)
    mark_changed([(study.place_id, day) for day in days], at=at)
    detail = {"area": area, "round": str(when), "side": str(own), "reached": seen.level}
    audit("assessment.area.answered", by=by, about=study, at=at, path=study.place.path, detail=detail)
    return Answer.objects.standing().get(assessment=assessment, area=area)


def _refuse_early(study: Study, when: Round, today: date) -> None:
    span = queries.window_of(study, when)
    if not span.is_open(today):
        raise Refusal(
            _("Lượt này đánh giá được từ ngày %(day)s.") % {"day": f"{span.opens_on:%d/%m/%Y}"}, field="level"
        )


def _cleaned(study: Study, area: str, seen: Seen) -> Seen:
    if area not in {one["code"] for one in study.criteria.areas}:
        raise Refusal(_("Bộ tiêu chí của đợt này không có mục “%(area)s”.") % {"area": area})
    if seen.level is not None and seen.level not in LEVELS:
        raise Refusal(_("Chọn bậc từ 0 đến 4."), field="level")
    note = nfc(seen.note).strip()
    if len(note) > 1000:
        raise Refusal(_("Nhận xét dài nhất 1.000 chữ."), field="note")
    if seen.level is None and not note:
        raise Refusal(_("Chưa xem được thì ghi vì sao; để trống không phải là bậc 0."), field="note")
    return Seen(seen.level, note, _own_address(seen.link), seen.file)


def _own_address(link: str) -> str:
    """The path of a page of this house; an address of another is no evidence here."""
    link = link.strip()
    if not link:
        return ""
    path = "/" + link.split("://", 1)[1].partition("/")[2] if "://" in link else link
    try:
        resolve(path.partition("?")[0].partition("#")[0])
    except Resolver404 as error:
        raise Refusal(_("Địa chỉ này không phải trang của Tổ Số. Chép địa chỉ của bản ghi."), field="link") from error
    return path[:250]


def _next_version(assessment: Assessment, area: str, seen: Seen, *, by: Person, day: date, at: datetime) -> Answer:
    """A correction keeps the day of the first word: what changes is what was seen then."""
    old = Answer.objects.standing().filter(assessment=assessment, area=area).first()
    new = Answer(
        assessment=assessment,
        place_id=assessment.place_id,
        area=area,
        level=seen.level,
        note=seen.note,
        link=seen.link,
        day=old.day if old else day,
        by=by,
        recorded_at=at,
    )
    if seen.file is not None:
        new.file_name, new.digest = seen.file.name[:120], seen.file.digest
        new.file.save(seen.file.name, ContentFile(seen.file.content), save=False)
    elif old is not None and old.file:
        new.file, new.file_name, new.digest = old.file, old.file_name, old.digest
    if old is not None:
        old.superseded_at = at
        old.save(update_fields=["superseded_at"])
    new.save()
    return new


def _regain(study: Study, side: Side, when: Round, area: str, *, at: datetime) -> set[date]:
    """Set the gain of the answers of an area that this one concerns; the days whose figures that moves."""
    rows = Answer.objects.standing().filter(assessment__study=study, assessment__side=side, area=area)
    by_round = {Round(row.assessment.round): row for row in rows.select_related("assessment")}
    before = by_round.get(Round.BEFORE)
    days: set[date] = set()
    for later in rules.AFTERWARDS if when == Round.BEFORE else (when,):
        row = by_round.get(later)
        if row is None:
            continue
        gain = rules.change(before.level if before else None, row.level)
        if gain != row.gain:
            _set_gain(row, gain, at=at)
            days.add(row.day)
    return days


def _set_gain(row: Answer, gain: int | None, *, at: datetime) -> None:
    """An answer of this very act takes its gain; an older one gets a next version, so that the past can be read."""
    if row.recorded_at == at:
        row.gain = gain
        row.save(update_fields=["gain"])
        return
    Answer.objects.filter(pk=row.pk).update(superseded_at=at)
    row.pk, row.gain, row.recorded_at = None, gain, at
    row._state.adding = True
    row.save(force_insert=True)


def _complete(study: Study, assessment: Assessment, *, on: date, at: datetime) -> set[date]:
    if assessment.completed_on is not None:
        return set()
    answered = set(Answer.objects.standing().filter(assessment=assessment).values_list("area", flat=True))
    if {area["code"] for area in study.criteria.areas} - answered:
        return set()
    assessment.completed_on, assessment.completed_at = on, at
    assessment.save(update_fields=["completed_on", "completed_at"])
    return {on}
