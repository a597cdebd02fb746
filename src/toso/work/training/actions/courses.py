"""Offering a course, and the outlines that ship with the product."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.models import LegalDocument, Platform
from toso.work.training import rules
from toso.work.training.models import Course, Outline, Question
from toso.work.training.queries import sessions as queries
from toso.work.training.rules import Audience, Mode, Organiser

DATA = Path(__file__).parents[1] / "data" / "outlines.toml"
MOST_LINES = 40


@transaction.atomic
def load_outlines(*, at: datetime) -> int:
    """Write the shipped versions that are not there yet; what stands is never changed. Returns how many are new."""
    rows = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["outline"]
    names = {document.code: str(document) for document in LegalDocument.objects.all()}
    known = set(Outline.objects.values_list("code", "version"))
    new = []
    for row in rows:
        if (row["code"], row["version"]) in known:
            continue
        document, _comma, article = row["basis"].partition(", ")
        basis = f"{names[document]}, {article}" if document in names else row["basis"]
        columns = {name: row[name] for name in ("code", "version", "title", "audiences", "parts", "practice")}
        new.append(
            Outline(
                **columns,
                questions=row["questions"],
                basis=basis[:200],
                validity_months=row.get("validity_months"),
                valid_from=row["valid_from"],
                recorded_at=at,
            )
        )
    Outline.objects.bulk_create(new)
    return len(new)


@dataclass(frozen=True, slots=True)
class Syllabus:
    """What a course teaches and on what terms."""

    title: str
    audience: Audience
    mode: Mode
    organiser: Organiser
    organiser_name: str = ""
    organisation: Organisation | None = None
    basis: str = ""
    parts: Sequence[str] = ()
    practice: Sequence[str] = ()
    platform: Platform | None = None
    self_study_url: str = ""
    validity_months: int | None = None
    pass_percent: int = rules.PASS_PERCENT


@transaction.atomic
def offer_course(
    *, place: Place, syllabus: Syllabus, by: Person, scope: Scope, at: datetime, outline: Outline | None = None
) -> Course:
    """Offer a course of a place: contents of a shipped outline or one's own words (Plan 6863, IV.1.c)."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not queries.may_offer(scope, place):
        raise Refusal(_("Tài khoản này không mở khoá tập huấn của %(place)s.") % {"place": place}, field="place")
    course = Course(
        place=place,
        outline=outline,
        organisation=syllabus.organisation,
        made_by=by,
        recorded_at=at,
        is_sample=place.is_sample or by.is_sample,
    )
    _write(course, syllabus)
    course.save()
    Question.objects.bulk_create(
        [
            Question(
                course=course,
                text=one["text"],
                choices=one["choices"],
                right=one["right"],
                why=one["why"],
                made_by=None,
                recorded_at=at,
            )
            for one in (outline.questions if outline else ())
        ]
    )
    audit("training.course.offered", by=by, about=course, at=at, path=place.path, detail={"kind": course.audience})
    return course


def _write(course: Course, syllabus: Syllabus) -> None:
    """Put checked words into the course, not yet saved."""
    refuse_thin(syllabus)
    if not 1 <= syllabus.pass_percent <= 100:
        raise Refusal(_("Mức đạt từ 1 đến 100 phần trăm."), field="pass_percent")
    if syllabus.mode == Mode.SELF_STUDY and not syllabus.self_study_url:
        raise Refusal(_("Khoá tự học cần địa chỉ của nền tảng học."), field="self_study_url")
    course.title = nfc(syllabus.title).strip()[:200]
    course.audience, course.mode, course.organiser = syllabus.audience, syllabus.mode, syllabus.organiser
    course.organiser_name = nfc(syllabus.organiser_name).strip()[:200]
    course.basis, course.platform = nfc(syllabus.basis).strip()[:200], syllabus.platform
    course.parts, course.practice = clean_lines(syllabus.parts), clean_lines(syllabus.practice)
    course.self_study_url, course.validity_months = syllabus.self_study_url, syllabus.validity_months
    course.pass_percent = syllabus.pass_percent


@transaction.atomic
def change_course(
    *, course_id: int, syllabus: Syllabus, by: Person, scope: Scope, at: datetime, reason: str = ""
) -> Course:
    """Correct what a course teaches and on what terms, as long as nobody has taken part in it: what was taught, and
    what certificates say, stays. Whoever has signed up hears of it with the reason."""
    course: Course = queries.courses(scope).select_for_update(of=("self",)).get(pk=course_id)
    if not queries.may_offer(scope, course.place):
        raise Refusal(_("Chỉ %(place)s, nơi mở khoá, làm việc này.") % {"place": course.place})
    if course.closed_at is not None:
        raise Refusal(_("Khoá này đã đóng rồi."))
    if queries.was_taken_part_in(course):
        raise Refusal(_("Đã có người học khoá này nên nội dung giữ nguyên. Cần nội dung khác thì mở khoá mới."))
    enrolled = queries.enrolled_in(course)
    reason = nfc(reason).strip()[:300]
    if enrolled and not reason:
        raise Refusal(_("Đã có người đăng ký: ghi lý do sửa, họ sẽ được báo."), field="reason")
    _write(course, syllabus)
    course.save()
    tell(
        persons=[person for person in enrolled if person.pk != by.pk],
        code="training.course.changed",
        key=f"training.course.{course.pk}.{at:%Y%m%d%H%M%S}",
        title=_("Khoá %(course)s thay đổi: %(reason)s") % {"course": course.title, "reason": reason},
        address=reverse("training:course", args=[course.pk]),
        place=course.place,
        at=at,
    )
    detail = {"reason": reason, "told": len(enrolled)}
    audit("training.course.changed", by=by, about=course, at=at, path=course.place.path, detail=detail)
    return course


def refuse_thin(syllabus: Syllabus) -> None:
    """A course has a name and something that it teaches."""
    parts, practice = clean_lines(syllabus.parts), clean_lines(syllabus.practice)
    if not nfc(syllabus.title).strip():
        raise Refusal(_("Ghi tên khoá."), field="title")
    if not parts:
        raise Refusal(_("Ghi ít nhất một nội dung của khoá."), field="parts")
    if max(len(parts), len(practice)) > MOST_LINES:
        raise Refusal(_("Nhiều nhất %(most)s dòng.") % {"most": MOST_LINES}, field="parts")


def clean_lines(given: Sequence[str]) -> list[str]:
    """Lines as they are kept; empty ones are left out."""
    return [nfc(line).strip()[:300] for line in given if line.strip()]


@transaction.atomic
def close_course(*, course_id: int, by: Person, scope: Scope, at: datetime) -> Course:
    """No more classes of it are planned; those that were held stay."""
    course: Course = queries.courses(scope).select_for_update(of=("self",)).get(pk=course_id)
    if not queries.may_offer(scope, course.place):
        raise Refusal(_("Chỉ %(place)s, nơi mở khoá, làm việc này.") % {"place": course.place})
    if course.closed_at is not None:
        raise Refusal(_("Khoá này đã đóng rồi."))
    if course.sessions.filter(state=rules.SessionState.PLANNED).exists():
        raise Refusal(_("Khoá còn buổi sắp tới. Tổ chức hoặc huỷ các buổi đó trước."))
    course.closed_at = at
    course.save(update_fields=["closed_at"])
    audit("training.course.closed", by=by, about=course, at=at, path=course.place.path)
    return course
