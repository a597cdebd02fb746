"""Rows become the plain values that the papers print: a person's form, a month's book, a catalogue."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from django.db.models import Max
from django.utils.timezone import localdate

from toso.ground.people.models import Organisation
from toso.results.kpi.models import Catalogue, Line, Month, Product, Sheet
from toso.results.kpi.models.catalogue import Part
from toso.results.kpi.queries.criteria import rule_set_for
from toso.results.kpi.queries.scoring import book_of, general_of, reckoning, thawed
from toso.results.kpi.rules.counting import Part as CountedPart
from toso.results.kpi.rules.counting import counted
from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.papers import (
    CataloguePaper,
    CatalogueRow,
    MonthBook,
    MonthRow,
    Office,
    Official,
    PeriodForm,
    TaskRow,
)
from toso.results.kpi.rules.states import EDITABLE, Rank
from toso.results.kpi.rules.terms import Grade, PeriodAnswer, PeriodRequest

LED = "Việc của những người được phụ trách"
PARTS = {
    Part.LEADING: "Phần A. Lãnh đạo, quản lý",
    Part.SHARED: "Phần B.I. Công việc chung",
    Part.OWN: "Phần B.II. Công việc riêng của đơn vị",
}
SAMPLE, DRAFT = "BẢN MẪU", "DỰ THẢO"


def office_of(agency: Organisation) -> Office:
    """The head of a paper: "ỦY BAN NHÂN DÂN" above, the commune below."""
    place = agency.place.full_name if agency.place else ""
    issuer = f"ỦY BAN NHÂN DÂN\n{place}".upper() if place and place in agency.name else agency.name.upper()
    return Office(issuer=issuer, name=agency.name, place_name=agency.place.name if agency.place else "")


def official_of(sheet: Sheet) -> Official:
    return Official(sheet.person.name, sheet.title or rank_words(sheet), sheet.body.name)


def rank_words(sheet: Sheet) -> str:
    return {Rank.HEAD: "Người đứng đầu", Rank.DEPUTY: "Cấp phó"}.get(Rank(sheet.rank), "Công chức")


def period_form_of(sheet: Sheet) -> PeriodForm:
    """Mẫu số 01 of one sheet: the frozen reckoning when there is one, else as it stands, marked a draft."""
    is_open = sheet.state in EDITABLE or not sheet.answer
    request, answer, ids = _live(sheet) if is_open else thawed(sheet)
    names = (("a", answer.a_pct), ("b", answer.b_pct), ("c", answer.c_pct))
    terms = (("d", answer.d_pct), ("đ", answer.dd_pct), ("e", answer.e_pct))
    return PeriodForm(
        office=office_of(sheet.month.agency),
        official=official_of(sheet),
        period=f"Tháng {sheet.on.month} năm {sheet.on.year}",
        groups=rule_set_for(sheet).groups,
        own=_points(sheet.general_self),
        confirmed=_points(sheet.general_confirmed),
        general=answer.general,
        task_score=answer.task_score,
        total=answer.total,
        strengths=sheet.strengths,
        weaknesses=sheet.weaknesses,
        comment=sheet.comment,
        authority_name=sheet.confirmed_by.name if sheet.confirmed_by else "",
        tasks=tuple(_tasks(request, ids)),
        ratios=tuple((name, value) for name, value in (*names, *terms) if value is not None),
        mark=SAMPLE if sheet.is_sample else DRAFT if is_open else "",
    )


def _live(sheet: Sheet) -> tuple[PeriodRequest, PeriodAnswer, list[int | None]]:
    request, answer, _own = reckoning(sheet)
    own = list(Line.objects.standing().filter(sheet=sheet).order_by("pk").values_list("pk", flat=True))
    return request, answer, [*own, *([None] * (len(request.lines) - len(own)))]


def _points(kept: dict[str, str]) -> dict[str, Fraction]:
    return {code: exact(value) for code, value in kept.items()}


Details = dict[int, tuple[str, date | None, date | None]]


def _details(ids: Iterable[int]) -> Details:
    """By line: its product's unit of measure, its due day, the day of the last update."""
    rows = Line.objects.filter(pk__in=list(ids)).annotate(last=Max("updates__on"))
    return {pk: (measure, due, last) for pk, measure, due, last in rows.values_list("pk", "measure", "due_on", "last")}


def _tasks(request: PeriodRequest, ids: list[int | None]) -> list[TaskRow]:
    details = _details(pk for pk in ids if pk is not None)
    parts = counted(request.lines, request.policy, is_leader=request.is_leader).parts
    by_path = {f"lines[{index}]": pk for index, pk in enumerate(ids)}
    return [_task(part, by_path.get(part.path), details) for part in parts]


def _task(part: CountedPart, pk: int | None, details: Details) -> TaskRow:
    line = part.line
    measure, due, last = details.get(pk or 0, ("", None, None))
    return TaskRow(
        name=LED if line.is_led else line.name,
        product=measure,
        coefficient=line.coefficient,
        assigned=line.assigned,
        done=line.done,
        quality_failures=line.quality_failures,
        late=line.late,
        assigned_converted=part.assigned,
        done_converted=part.completed,
        quality_converted=part.quality,
        progress_converted=part.progress,
        due_on=due,
        finished_on=last if line.done else None,
        origin=line.origin,
    )


def month_book_of(month: Month) -> MonthBook:
    """Everybody's month of an agency: frozen scores where there are some, the live reckoning elsewhere.

    The same few questions for any number of people.
    """
    book = book_of(month)
    book.run()
    sheets = {one.pk: one for one in Sheet.objects.filter(month=month).select_related("person", "body")}
    ids = {pk: [row[1] for row in rows] for pk, rows in book.rows.items()}
    details = _details(pk for some in ids.values() for pk in some)
    tasks: dict[int, list[TaskRow]] = defaultdict(list)
    for pk, request in book.requests.items():
        own = dict(zip((f"lines[{index}]" for index in range(len(request.lines))), ids.get(pk, []), strict=False))
        for part in counted(request.lines, request.policy, is_leader=request.is_leader).parts:
            if not part.line.is_led:
                tasks[pk].append(_task(part, own.get(part.path), details))
    ordered = sorted(sheets.values(), key=lambda one: (one.body.path, one.person.sort_key, one.pk))
    return MonthBook(
        office=office_of(month.agency),
        month=month.month,
        rule_set=month.rule_set,
        rows=tuple(_month_row(one, book.answers[one.pk], tuple(tasks[one.pk])) for one in ordered),
    )


def _month_row(sheet: Sheet, answer: PeriodAnswer, tasks: tuple[TaskRow, ...]) -> MonthRow:
    kept = {} if sheet.state in EDITABLE else sheet.answer
    numbers = {
        name: Fraction(kept[name]) if kept.get(name) is not None else None if kept else getattr(answer, name)
        for name in ("a_pct", "b_pct", "c_pct", "task_score", "total")
    }
    is_rated = bool(kept["rated"] if kept else answer.is_rated) and not sheet.excluded
    level = (kept.get("level") if kept else answer.grade) if is_rated else None
    return MonthRow(
        official=official_of(sheet),
        person=str(sheet.person_id),
        general=general_of(sheet),
        **numbers,
        grade=Grade(level) if level else None,
        is_rated=is_rated,
        reason=sheet.excluded,
        tasks=tasks,
    )


def catalogue_paper_of(catalogue: Catalogue) -> CataloguePaper:
    """The three annexes of one version."""
    products = (
        Product.objects.filter(catalogue=catalogue).select_related("body").order_by("part", "group", "name", "pk")
    )
    approved = localdate(catalogue.approved_at) if catalogue.approved_at else None
    return CataloguePaper(
        office=office_of(catalogue.agency),
        year=catalogue.valid_from.year,
        rows=tuple(_catalogue_row(product) for product in products),
        standard_name=catalogue.standard_name,
        standard_points=exact(catalogue.standard_points),
        decision=f"{catalogue.number} ngày {approved:%d/%m/%Y}" if approved and catalogue.number else "",
        mark=SAMPLE if catalogue.is_sample else "" if approved else DRAFT,
    )


def _catalogue_row(product: Product) -> CatalogueRow:
    part = PARTS[Part(product.part)]
    return CatalogueRow(
        task=product.name,
        detail="",
        product=product.measure,
        group=product.group,
        points=exact(product.points),
        coefficient=exact(product.coefficient),
        part=part,
        is_standard=product.is_standard,
        note=product.body.name if product.body else product.title,
    )
