"""What is asked about forms."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from toso.ground.people.rules import Role
from toso.ground.places.models import Place as Unit
from toso.ground.places.rules import Level
from toso.ground.shared.asking import asked_often
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.plan.forms.models import Form, Opening, Submission, Version
from toso.plan.forms.rules.answers import day_of, values_at
from toso.plan.forms.rules.states import SubmissionState

SHOWN_AT_ONCE = 20
REVIEWERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER)
KEEPERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


@dataclass(frozen=True, slots=True)
class Wording:
    """A version that was published once, as one who fills it in meets it: an old one is still taken."""

    pk: int
    form_pk: int
    title: str
    is_sample: bool
    open_under: frozenset[str]  # those of the roots asked for under which the form may be filled in
    xform: str
    questions: Sequence[Mapping[str, Any]]


WORDINGS = """
SELECT form.form_id, version.version, version.id, version.digest, form.id, form.title, form.is_sample,
    ARRAY(SELECT root FROM unnest(%s::text[]) root WHERE EXISTS (
        SELECT FROM forms_opening opening JOIN places_place place ON place.id = opening.place_id
        WHERE opening.form_id = form.id AND opening.closed_at IS NULL
            AND (starts_with(root, place.path) OR starts_with(place.path, root))))
FROM unnest(%s::text[], %s::text[]) asked (form_id, version)
JOIN forms_form form ON form.form_id = asked.form_id
JOIN forms_version version ON version.form_id = form.id AND version.version = asked.version
WHERE version.published_at IS NOT NULL
"""


def wordings(names: Collection[tuple[str, str]], roots: Collection[str]) -> dict[tuple[str, str], Wording]:
    """Those of these versions (id of the form, version) that were published once; and under which of these roots of
    scopes their forms are open. Asked before every sending, so in few words."""
    with connection.cursor() as cursor:
        cursor.execute(
            WORDINGS, [sorted(roots), [form_id for form_id, _version in names], [each for _id, each in names]]
        )
        rows = cursor.fetchall()
    return {
        (form_id, version): Wording(pk, form_pk, title, is_sample, frozenset(open_under), *_words_of(pk, digest))
        for form_id, version, pk, digest, form_pk, title, is_sample, open_under in rows
    }


@lru_cache(maxsize=64)
def _words_of(pk: int, _digest: str) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """What a version says never changes; it is large, and read once by each process."""
    return Version.objects.values_list("xform", "questions").get(pk=pk)


def is_any_here(instance_ids: Sequence[str]) -> bool:
    """Whether one of these contents has arrived already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM forms_content WHERE instance_id = ANY(%s))", [list(instance_ids)])
        return bool(cursor.fetchone()[0])


def forms_open_to(scope: Scope) -> QuerySet[Form]:
    """The forms that somebody may fill: those with a published version, opened where they work or above it."""
    return Form.objects.filter(Exists(_openings(scope).filter(form=OuterRef("pk")))).order_by("title", "pk")


def _openings(scope: Scope) -> QuerySet[Opening]:
    above = Q(pk__in=[])
    for root in scope.place_roots:
        steps = root.split(".")[:-1]
        above |= Q(place__path__in=[".".join(steps[: count + 1]) + "." for count in range(len(steps))])
        above |= Q(place__path__startswith=root)
    found: QuerySet[Opening] = Opening.objects.filter(above, closed_at__isnull=True)
    return found


def published_versions(scope: Scope) -> QuerySet[Version]:
    """The version that phones get of each form that somebody may fill."""
    return (
        Version.objects.filter(form__in=forms_open_to(scope), published_at__isnull=False, retired_at__isnull=True)
        .select_related("form")
        .order_by("form__title", "pk")
    )


def hamlets_of(scope: Scope) -> QuerySet[Unit]:
    """The hamlets of somebody's scope that stand today, by name: the list that a form may offer as `hamlets.csv`."""
    return Unit.objects.visible_to(scope).filter(level=Level.HAMLET, valid_until__isnull=True).order_by("sort_key")


def hamlets_csv(scope: Scope) -> bytes:
    """Those hamlets as the file `hamlets.csv`, by which a form offers them."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["name", "label"])
    rows.writerows((hamlet.code, f"{hamlet.kind} {hamlet.name}") for hamlet in hamlets_of(scope))
    return written.getvalue().encode()


def returned_to(person_id: int) -> QuerySet[Submission]:
    """The submissions that somebody has to mend."""
    return Submission.objects.filter(sent_by=person_id, state=SubmissionState.HAS_ISSUES)


def forms_seen(scope: Scope) -> QuerySet[Form]:
    """The forms kept inside a scope, or open to it; with how many submissions of the scope wait for a look."""
    waiting = (
        Submission.objects.visible_to(scope)
        .filter(form=OuterRef("pk"), state__in=[SubmissionState.RECEIVED, SubmissionState.EDITED])
        .order_by()
        .values("form")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        Form.objects.filter(Q(pk__in=Form.objects.visible_to(scope)) | Q(pk__in=forms_open_to(scope)))
        .annotate(waiting=Subquery(waiting))
        .select_related("place")
        .order_by("title", "pk")
    )


def submissions_of(form: Form, scope: Scope) -> QuerySet[Submission]:
    return Submission.objects.visible_to(scope).filter(form=form)


KINDS = {
    "select1": _("chọn một"),
    "select": _("chọn nhiều"),
    "rank": _("xếp hạng"),
    "upload": _("tệp hoặc ảnh"),
    "trigger": _("đánh dấu đã đọc"),
    "range": _("thước số"),
    "calculate": _("tự tính"),
}
TYPES = {
    "int": _("số nguyên"),
    "integer": _("số nguyên"),
    "decimal": _("số lẻ"),
    "date": _("ngày"),
    "time": _("giờ"),
    "dateTime": _("ngày giờ"),
    "geopoint": _("vị trí"),
    "geotrace": _("đường đi"),
    "geoshape": _("khu đất"),
    "barcode": _("mã vạch"),
}


def kind_words(question: Mapping[str, Any]) -> str:
    """What kind of answer a question takes, in words."""
    return str(KINDS.get(question["kind"]) or TYPES.get(question["type"]) or _("chữ"))


@dataclass(frozen=True)
class Line:
    """One question as a person reads it: what was asked, what was answered."""

    label: str
    answers: list[str]


def lines_of(version: Version, answers: Mapping[str, Any]) -> list[Line]:
    """The answers of a filled form in the order of its questions, choices in words; what was not asked is left out."""
    lines = []
    for question in version.questions:
        held = list(values_at(answers, question["path"]))
        if not held or not (question["label"] or question["kind"] != "calculate"):
            continue
        choices = question["choices"]
        if question["type"] == "date":
            held = [f"{day:%d/%m/%Y}" if (day := day_of(each)) else each for each in held]
        if choices:
            held = [", ".join(choices.get(word, word) for word in each.split()) for each in held]
        lines.append(Line(question["label"] or question["path"], held))
    return lines


def _forms_waiting(scope: Scope) -> list[Any]:
    return [form for form in _seen(scope) if form.waiting]


@asked_often
def _seen(scope: Scope) -> QuerySet[Any]:
    return forms_seen(scope)


@asked_often
def _given_back(person_id: int) -> QuerySet[Submission]:
    return returned_to(person_id).select_related("form", "place").order_by("-pk")[:SHOWN_AT_ONCE]


def _waiting_words(form: Any) -> str:
    """How many submissions of a form, as `forms_seen` counts them, wait for a look."""
    return ngettext("%(n)s phiếu chờ xem", "%(n)s phiếu chờ xem", form.waiting) % {"n": form.waiting}


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:  # noqa: ARG001 the shape of every room's answer
    """For “Việc của tôi”: what was given back to this person to mend, and forms with submissions to look at."""
    found = [
        Job(
            key=f"forms.returned.{submission.pk}",
            title=submission.form.title,
            detail=gettext("Phiếu ở %(place)s ngày %(day)s bị trả lại")
            % {"place": submission.place, "day": f"{submission.day:%d/%m/%Y}"},
            address=reverse("forms:submission", args=[submission.pk]),
            act=gettext("Xem lý do"),
            icon="clipboard-x",
            is_returned=True,
        )
        for submission in _given_back(person_id)
    ]
    if scope.holds(*REVIEWERS):
        found += [
            Job(
                key=f"forms.review.{form.pk}",
                title=form.title,
                detail=_waiting_words(form),
                address=reverse("forms:submissions", args=[form.pk]),
                act=gettext("Xem phiếu"),
                icon="clipboard-list",
            )
            for form in _forms_waiting(scope)
        ]
    return found


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Forms by title or id, without diacritics."""
    words = fold(text).split()
    hits = [form for form in forms_seen(scope) if all(word in fold(f"{form.title} {form.form_id}") for word in words)]
    return [
        Found(kind="forms", label=form.title, address=reverse("forms:form", args=[form.pk]), detail=form.form_id)
        for form in hits[:limit]
    ]
