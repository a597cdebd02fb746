"""The register as lists and counts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.text import row_number
from toso.plan.forms.queries import KEEPERS
from toso.work.registry.actions.intake import IMPORTERS
from toso.work.registry.forms import kind_of
from toso.work.registry.models import KINDS, VALUES
from toso.work.registry.queries import register as queries
from toso.work.registry.queries.catalogue import READERS, RECORDERS, REVIEWERS, asked_of, groups_of, needing, questions
from toso.work.registry.queries.counts import Counts, counts_of
from toso.work.registry.queries.register import Filters
from toso.work.registry.rules.answers import Kind, Value

IMPORT_KINDS = {Kind.HOUSEHOLD: "households", Kind.BUSINESS: "businesses", Kind.COOPERATIVE: "cooperatives"}


def the_place(request: StaffRequest, said: str) -> Place | None:
    """The place that the address names, inside the scope; without one, nothing. Outside it is not found."""
    if not said:
        return None
    return get_object_or_404(Place.objects.visible_to(request.scope), pk=row_number(said))


@requires(*RECORDERS)
def registrants(request: StaffRequest) -> HttpResponse:
    """The rows of the register where this person works with citizens."""
    get = request.GET
    kind = kind_of(get.get("kind", ""))
    place = the_place(request, get.get("place", ""))
    asked = {question.code for question in questions() if kind in question.kinds and not question.is_number}
    filters = Filters(
        text=get.get("q", "").strip()[:80],
        kind=kind,
        place=place,
        group=get.get("group", "")[:40],
        question=get.get("question", "") if get.get("question", "") in asked else "",
        value=get.get("value", "") if get.get("value", "") in set(Value) else Value.NO.value,
        is_ended=get.get("state", "") == "ended",
    )
    rows, after = queries.page_of(queries.find(request.scope, filters), get.get("after", ""))
    hamlets = list(queries.hamlets_of(needing(request.scope))[: queries.SHOWN_AT_ONCE])
    groups = groups_of(place or (hamlets[0] if hamlets else Place()))
    names = {group.code: group.name for group in groups}
    context = {
        "rows": [(row, names.get(row.group, "")) for row in rows],
        "after": after,
        "filters": filters,
        "kinds": KINDS.items(),
        "values": VALUES.items(),
        "questions": [question for question in asked_of(kind) if not question.is_number],
        "groups": groups if kind == Kind.HOUSEHOLD else (),
        "hamlets": hamlets,
        "path": ancestors_of(place) if place else [],
        "is_narrowed": any(get.get(name) for name in ("q", "place", "group", "question", "state")),
        "is_filtered": any(get.get(name) for name in ("group", "question", "state")),
        "is_household": kind == Kind.HOUSEHOLD,
        "waiting": queries.waiting(request.scope).count(),
        "may_review": request.scope.holds(*REVIEWERS),
        "may_import": request.scope.holds(*IMPORTERS),
        "import_kind": IMPORT_KINDS[kind],
    }
    return render(request, "registry/list.html", context)


@requires(*READERS)
def counts(request: StaffRequest) -> HttpResponse:
    """How many stand in the registers below a place and what they answered, without anybody's name."""
    place = the_place(request, request.GET.get("place", ""))
    if place is None:
        roots = request.scope.place_roots
        place = Place.objects.filter(path__in=roots).order_by("path").first()
    kind = kind_of(request.GET.get("kind", ""))
    found = counts_of(request.scope, place, kind) if place else Counts([], {})
    total = sum(row.counts.get(kind, 0) for row in found.below)
    lines = []
    for question in questions():
        if kind in question.kinds and not question.is_number:
            said = found.answers.get(question.code, {})
            lines.append((question, [said.get(value, 0) for value in VALUES][:-1], total - sum(said.values())))
    context = {
        "place": place,
        "path": ancestors_of(place) if place else [],
        "below": found.below,
        "is_hamlet": place is not None and place.level == Level.HAMLET,
        "kind": kind,
        "kinds": KINDS.items(),
        "total": total,
        "lines": lines,
        "may_ship": place is not None and request.scope.holds(*KEEPERS, at_place=place.path),
        "may_open": bool(needing(request.scope).grants),
        "values": list(VALUES.values())[:-1],
    }
    return render(request, "registry/counts.html", context)
