"""How far platforms, policies and procedures have reached: counted from the records that name them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import LegalDocument, Platform, Procedure
from toso.plan.teams.models import Team
from toso.plan.teams.rules import TeamKind
from toso.work.outreach.models import Record

MOST_MEANT, MOST_SAID = 8, 3
TRAINING_TASK = "team_training"  # a record of this task that names a platform says: this team was trained on it


def procedures_meant(text: str) -> tuple[Procedure | None, list[Procedure]]:
    """The one procedure a code or some words mean, or the first few that fit; those of communes come first."""
    exact = Procedure.objects.in_force().filter(code=text).first()
    if exact is not None:
        return exact, []
    fitting = Procedure.objects.in_force().named(text).order_by("-is_commune", "name", "code")
    rows = list(fitting[:MOST_MEANT])
    return (rows[0], []) if len(rows) == 1 else (None, rows)


def procedures_by_text(texts: Collection[str]) -> dict[str, tuple[Procedure | None, list[Procedure]]]:
    """What each of the texts of a list means, as ``procedures_meant`` says. Codes cost one query, words one each."""
    asked = {text.strip() for text in texts} - {""}
    codes = {row.code: row for row in Procedure.objects.in_force().filter(code__in=asked)}
    return {text: (codes[text], []) if text in codes else procedures_meant(text) for text in asked}


def procedure_of(
    text: str, known: Mapping[str, tuple[Procedure | None, list[Procedure]]]
) -> tuple[Procedure | None, str]:
    """The procedure that a cell means, and what is wrong when it means none or several."""
    text = text.strip()
    if not text:
        return None, ""
    found, fitting = known[text]
    if found is not None:
        return found, ""
    if not fitting:
        return None, _("không có thủ tục “%(text)s” trong danh mục. Ghi mã, ví dụ 1.001193.") % {"text": text[:40]}
    said = "; ".join(f"{one.code} {one.name[:60]}" for one in fitting[:MOST_SAID])
    return None, _("“%(text)s” có thể là: %(procedures)s. Hãy ghi mã.") % {"text": text[:40], "procedures": said}


@dataclass(frozen=True, slots=True)
class Reached:
    """A platform or policy in force, and how many of the hamlets it has reached."""

    code: str
    name: str
    is_platform: bool
    reached: int
    hamlets: int
    records: int

    @property
    def percent(self) -> int | None:
        return 100 * self.reached // self.hamlets if self.hamlets else None

    @property
    def missing(self) -> int:
        return self.hamlets - self.reached


def platforms_on(day: date) -> QuerySet[Platform]:
    """The platforms people are guided to use on a day."""
    return Platform.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)


def policies_on(day: date) -> QuerySet[LegalDocument]:
    """The policies to be made known in every hamlet that are in force on a day."""
    begun = Q(effective_from__isnull=True) | Q(effective_from__lte=day)
    standing = Q(effective_until__isnull=True) | Q(effective_until__gt=day)
    return LegalDocument.objects.filter(begun, standing, is_to_communicate=True, replaced_by__isnull=True)


def _hamlet_paths(scope: Scope, place: Place | None) -> dict[str, int]:
    hamlets = Place.objects.visible_to(scope).current().filter(level=Level.HAMLET)
    if place is not None:
        hamlets = hamlets.filter(path__startswith=place.path)
    return dict(hamlets.values_list("path", "pk"))


def _hamlet_of(path: str, hamlets: Mapping[str, int]) -> int | None:
    steps = path.split(".")
    for length in range(len(steps) - 1, 0, -1):
        root = ".".join(steps[:length]) + "."
        if root in hamlets:
            return hamlets[root]
    return None


def _records(scope: Scope, place: Place | None, first_day: date, last_day: date) -> QuerySet[Record]:
    rows: QuerySet[Record] = Record.objects.visible_to(scope).filter(
        superseded_at__isnull=True, day__range=(first_day, last_day)
    )
    return rows.filter(place__path__startswith=place.path) if place is not None else rows


def reach(scope: Scope, *, first_day: date, last_day: date, place: Place | None = None) -> list[Reached]:
    """Every platform and policy in force with the hamlets it reached in the days (Plan 6863, III.1).

    Four queries for any number of hamlets. Work of a unit that has gone into a hamlet is that hamlet's.
    """
    hamlets = _hamlet_paths(scope, place)
    records = _records(scope, place, first_day, last_day).order_by()
    found: list[Reached] = []
    platforms = {row.pk: (row.code, row.name) for row in platforms_on(last_day).order_by("order", "pk")}
    policies = {row.pk: (row.code, f"{row}: {row.title}") for row in policies_on(last_day).order_by("order", "pk")}
    for column, known in (("platform", platforms), ("document", policies)):
        counts: dict[int, int] = {}
        reached: dict[int, set[int]] = {}
        rows = records.filter(**{f"{column}__in": known}).values_list(column, "place__path").annotate(Count("pk"))
        for key, path, count in rows:
            counts[key] = counts.get(key, 0) + count
            hamlet = _hamlet_of(path, hamlets)
            if hamlet is not None:
                reached.setdefault(key, set()).add(hamlet)
        found += [
            Reached(code, name, column == "platform", len(reached.get(key, ())), len(hamlets), counts.get(key, 0))
            for key, (code, name) in known.items()
        ]
    return found


def hamlets_missed(
    scope: Scope, *, column: str, key: int, first_day: date, last_day: date, place: Place | None = None
) -> QuerySet[Place]:
    """The hamlets that nobody has told of a platform (``column`` platform) or policy (document) in the days."""
    hamlets = _hamlet_paths(scope, place)
    rows = _records(scope, place, first_day, last_day).filter(**{column: key}).order_by()
    reached = {_hamlet_of(path, hamlets) for path in rows.values_list("place__path", flat=True).distinct()}
    missed: QuerySet[Place] = Place.objects.filter(pk__in=set(hamlets.values()) - reached)
    return missed.select_related("parent").order_by("parent__sort_key", "sort_key", "pk")


def teams_trained(scope: Scope, platform_id: int, *, on: date) -> tuple[QuerySet[Team], dict[int, date]]:
    """The community teams of the scope, and on which day each was last trained on a platform.

    A record of the task ``team_training`` that names the platform says so. The training room, once
    it stands, records classes of its own; until then a province that adds this task has the list.
    """
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    teams: QuerySet[Team] = Team.objects.visible_to(scope).filter(
        standing, kind=TeamKind.COMMUNITY, established_on__lte=on, superseded_at__isnull=True
    )
    rows = Record.objects.counting().filter(platform=platform_id, task__code=TRAINING_TASK, team__in=teams)
    trained: dict[int, date] = dict(rows.order_by("day").values_list("team", "day"))
    return teams.select_related("place__parent").order_by("place__parent__sort_key", "place__sort_key", "pk"), trained


@dataclass(frozen=True, slots=True)
class ProcedureCount:
    procedure: Procedure
    records: int
    people: int


def by_procedure(
    scope: Scope, *, first_day: date, last_day: date, place: Place | None = None, limit: int = 100
) -> list[ProcedureCount]:
    """The procedures guided most in the days: how many records name each, and how many people they guided."""
    rows = (
        _records(scope, place, first_day, last_day)
        .filter(procedure__isnull=False)
        .order_by()
        .values("procedure")
        .annotate(records=Count("pk"), people=Coalesce(Sum("citizens"), 0))
        .order_by("-people", "-records", F("procedure"))[:limit]
    )
    counted = list(rows)
    known = Procedure.objects.in_bulk([row["procedure"] for row in counted])
    return [ProcedureCount(known[row["procedure"]], row["records"], row["people"]) for row in counted]
