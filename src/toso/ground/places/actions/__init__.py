"""What changes the territory. Every change has a day and a basis, and derives paths and reach again."""

import csv
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.places import queries
from toso.ground.places.models import ChangedCell, Place, PlaceVersion, Reach, Succession
from toso.ground.places.queries import changes
from toso.ground.places.queries.changes import Plan, Portion
from toso.ground.places.rules import Level, Part, Reading, counted, other_spelling
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, sort_key

DATA = Path(__file__).parents[1] / "data"
TWO_TIERS_FROM = date(2025, 7, 1)
KNOWN_FROM = date(2020, 1, 1)  # our knowledge of former units begins here, not the units themselves
COUNTRY_BASIS = "Quyết định 19/2025/QĐ-TTg"
PROVINCE_BASIS = "Nghị quyết 202/2025/QH15"
COMMUNE_BASIS = "Nghị quyết 1667/NQ-UBTVQH15"
MERGED_INTO = "56"
LOCK = 7_202_501  # one change of the territory at a time


@transaction.atomic
def import_country(at: datetime) -> int:
    """Today's provinces and communes with their official codes. A second run adds only what is missing.

    Returns how many units were added.
    """
    _lock()
    known = _known(TWO_TIERS_FROM)
    rows = [(Level.PROVINCE, row, "") for row in _table("provinces")]
    rows += [(Level.COMMUNE, row, row["province_code"]) for row in _table("communes")]
    new = [(level, row, parent) for level, row, parent in rows if (level, row["code"]) not in known]
    parents = {code: known[Level.PROVINCE, code] for level, code in known if level == Level.PROVINCE}
    begun = _begin(new, parents, since=TWO_TIERS_FROM, until=None, basis=COUNTRY_BASIS)
    changed = _follow_changes(at)
    if begun or changed:
        rebuild_reach([place.pk for place in begun] + changed)
        about = Place.objects.current().filter(level=Level.PROVINCE).order_by("code")[0]
        record(
            "places.country.imported",
            by=None,
            about=about,
            at=at,
            detail={"added": len(begun), "changed": len(changed)},
        )
    return len(begun)


@transaction.atomic
def import_history(at: datetime) -> int:
    """The former communes, districts and provinces of former Khánh Hòa and former Ninh Thuận, which
    ended on 1/7/2025 (Resolutions 202/2025/QH15 and 1667/NQ-UBTVQH15), with their successors.

    Needs the country. A second run adds only what is missing. Returns how many units were added.
    """
    _lock()
    known = _known(KNOWN_FROM)
    rows = [(Level.PROVINCE, row, "") for row in _table("former_provinces")]
    rows += [(Level.DISTRICT, row, f"p{row['province_code']}") for row in _table("former_districts")]
    rows += [(Level.COMMUNE, row, f"d{row['district_code']}") for row in _table("former_communes")]
    new = [(level, row, parent) for level, row, parent in rows if (level, row["code"]) not in known]
    parents = {f"{level[0]}{code}": place for (level, code), place in known.items()}
    begun = _begin(new, parents, since=KNOWN_FROM, until=TWO_TIERS_FROM, basis="")
    if begun:
        _add_successions(_known(KNOWN_FROM), _known(TWO_TIERS_FROM))
        rebuild_reach([place.pk for place in begun])
        record("places.history.imported", by=None, about=begun[0], at=at, detail={"added": len(begun)})
    return len(begun)


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _known(since: date) -> dict[tuple[str, str], Place]:
    """The places whose first version began that day, by the code they then had."""
    versions = PlaceVersion.objects.filter(valid_from=since, place__valid_from=since).select_related("place")
    return {(version.place.level, version.code): version.place for version in versions}


def _begin(
    rows: Iterable[tuple[Level, dict[str, str], str]],
    parents: dict[str, Place],
    *,
    since: date,
    until: date | None,
    basis: str,
) -> list[Place]:
    """Make many places at once, parents before children. ``parents`` is asked and filled by key."""
    todo = list(rows)
    places: list[Place] = []
    for pk, (level, row, parent_key) in zip(_reserved(len(todo)), todo, strict=True):
        parent = parents[parent_key] if parent_key else None
        place = _new_place(
            pk=pk,
            level=level,
            kind=row["kind"],
            name=row["name"],
            code=row["code"],
            parent=parent,
            since=since,
            until=until,
        )
        place.lat, place.lon = Decimal(row["lat"]), Decimal(row["lon"])
        place.area_km2 = Decimal(row["area_km2"]) if row.get("area_km2") else None
        parents[row["code"] if until is None else f"{level[0]}{row['code']}"] = place
        places.append(place)
    _save_new(places, basis=basis)
    return places


def _reserved(count: int) -> list[int]:
    """Primary keys taken in advance, so that a path can be written with its row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('places_place', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def _new_place(
    *,
    pk: int,
    level: str,
    kind: str,
    name: str,
    code: str,
    parent: Place | None,
    since: date,
    until: date | None = None,
) -> Place:
    return Place(
        pk=pk,
        level=level,
        kind=kind,
        code=code,
        name=name,
        other_name=other_spelling(name),
        parent=parent,
        path=f"{parent.path if parent else ''}{pk}.",
        province_code=parent.province_code if parent else code,
        search=_searched([(kind, name)]),
        sort_key=sort_key(counted(name)),
        valid_from=since,
        valid_until=until,
    )


def _searched(names: Iterable[tuple[str, str]]) -> str:
    """All names a place ever had, folded, each between bars, so that a whole name can be told from a part."""
    words = [fold(word) for kind, name in names for word in (name, f"{kind} {name}")]
    return f"|{'|'.join(dict.fromkeys(words))}|"[:900]


def _save_new(places: Sequence[Place], *, basis: str) -> None:
    Place.objects.bulk_create(places, batch_size=1000)
    PlaceVersion.objects.bulk_create(
        [
            PlaceVersion(
                place=place,
                valid_from=place.valid_from,
                valid_until=place.valid_until,
                name=place.name,
                kind=place.kind,
                code=place.code,
                parent=place.parent,
                basis=basis,
            )
            for place in places
        ],
        batch_size=1000,
    )
    _mark_cells([(place.pk, day) for place in places for day in (place.valid_from, place.valid_until) if day])


def _mark_cells(cells: Iterable[tuple[int, date]]) -> None:
    rows = [ChangedCell(place_id=pk, day=day) for pk, day in sorted(set(cells))]
    ChangedCell.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def _follow_changes(at: datetime) -> list[int]:
    """Apply the dated changes since 1/7/2025 that are not applied yet."""
    changed: list[int] = []
    for row in _table("changes"):
        on = date.fromisoformat(row["on"])
        place = queries.place_by_code(row["level"], row["code"])
        if place is None or place.versions.filter(valid_from__gte=on).exists() or on > at.date():
            continue
        _new_version(place, on=on, basis=row["basis"], name=row["name"], kind=row["kind"], code=row["new_code"])
        changed.append(place.pk)
    return changed


def _new_version(place: Place, *, on: date, basis: str, **values: object) -> None:
    """Close the version in force and open the next, with the place's row following."""
    place.versions.filter(valid_until__isnull=True).update(valid_until=on)
    for name, value in values.items():
        setattr(place, name, value)
    PlaceVersion.objects.create(
        place=place, valid_from=on, name=place.name, kind=place.kind, code=place.code, parent=place.parent, basis=basis
    )
    place.other_name = other_spelling(place.name)
    names = [(place.kind, place.name), *place.versions.order_by("-valid_from").values_list("kind", "name")]
    place.search, place.sort_key = _searched(names), sort_key(counted(place.name))
    place.save()


def _add_successions(former: dict[tuple[str, str], Place], today: dict[tuple[str, str], Place]) -> None:
    """Communes by the table; a district by the communes it became; both provinces wholly by the new one."""
    rows: list[Succession] = []
    heirs_of_district: dict[Place | None, dict[Place, None]] = {}
    for row in _table("successions"):
        old, new = former[Level.COMMUNE, row["old_code"]], today[Level.COMMUNE, row["new_code"]]
        rows.append(_succession(old, new, part=Part(row["part"]), is_usual=row["is_usual"] == "1", basis=COMMUNE_BASIS))
        heirs_of_district.setdefault(old.parent, {})[new] = None
    for district, heirs in heirs_of_district.items():
        if district is None:
            continue
        part = Part.WHOLE if len(heirs) == 1 else Part.PART
        rows += [
            _succession(district, heir, part=part, is_usual=len(heirs) == 1, basis=COMMUNE_BASIS) for heir in heirs
        ]
    for (level, _code), old in former.items():
        if level == Level.PROVINCE:
            rows.append(
                _succession(
                    old, today[Level.PROVINCE, MERGED_INTO], part=Part.WHOLE, is_usual=True, basis=PROVINCE_BASIS
                )
            )
    Succession.objects.bulk_create(rows, ignore_conflicts=True)


def _succession(old: Place, new: Place, *, part: Part, is_usual: bool, basis: str) -> Succession:
    return Succession(predecessor=old, successor=new, on=TWO_TIERS_FROM, part=part, is_usual=is_usual, basis=basis)


@transaction.atomic
def create_hamlets(
    *,
    commune_id: int,
    names: Sequence[str],
    kind: str = "Thôn",
    on: date,
    basis: str,
    by: Actor | None,
    at: datetime,
    is_sample: bool = False,
) -> list[Place]:
    """New hamlets of a commune from a day. Their codes are the commune's with a running number."""
    _lock()
    commune = Place.objects.get(pk=commune_id)
    plan = changes.planned_hamlets(commune, names=names, kind=kind, on=on, basis=basis, today=localdate(at))
    codes = _free_codes(commune, len(plan.begins))
    hamlets = [
        _new_place(pk=pk, level=Level.HAMLET, kind=kind, name=portion.name, code=code, parent=commune, since=on)
        for pk, (portion, _parent), code in zip(_reserved(len(codes)), plan.begins, codes, strict=True)
    ]
    for hamlet in hamlets:
        hamlet.is_sample = is_sample
    _save_new(hamlets, basis=plan.basis)
    rebuild_reach([hamlet.pk for hamlet in hamlets])
    detail = {"count": len(hamlets), "on": on.isoformat(), "basis": plan.basis}
    record("places.hamlets.created", by=by, about=commune, at=at, path=commune.path, detail=detail)
    return hamlets


@transaction.atomic
def withdraw_hamlets(*, place_ids: Collection[int], by: Actor, scope: Scope, at: datetime) -> int:
    """Remove hamlets that were entered by mistake and of which nothing is kept yet. Returns how many."""
    _lock()
    hamlets = list(
        Place.objects.visible_to(scope).filter(pk__in=place_ids, level=Level.HAMLET).select_related("parent")
    )
    if len(hamlets) != len(set(place_ids)):
        raise Refusal(_("Có thôn, tổ dân phố trong lần nhập này không còn như lúc nhập."))
    groups: dict[Place, list[Place]] = {}
    for hamlet in hamlets:
        if hamlet.parent is not None:
            groups.setdefault(hamlet.parent, []).append(hamlet)
    PlaceVersion.objects.filter(place__in=hamlets).delete()
    for hamlet in hamlets:
        name = hamlet.full_name
        try:
            with transaction.atomic():
                hamlet.delete()
        except ProtectedError:
            raise Refusal(
                _("%(place)s đã có dữ liệu nên không hoàn tác được. Nếu thôn ghi sai, hãy sáp nhập hoặc đổi tên.")
                % {"place": name}
            ) from None
    for commune, gone in groups.items():
        _mark_cells([(commune.pk, day) for day in {hamlet.valid_from for hamlet in gone}])
        detail = {"count": len(gone), "before": ", ".join(hamlet.full_name for hamlet in gone)[:500]}
        record("places.hamlets.withdrawn", by=by, about=commune, at=at, path=commune.path, detail=detail)
    return len(hamlets)


def _free_codes(commune: Place, count: int) -> list[str]:
    """Codes nobody ever bore, so that an old list never points at a new hamlet."""
    used = set(PlaceVersion.objects.filter(code__startswith=f"{commune.code}-").values_list("code", flat=True))
    numbers = (f"{commune.code}-{number:03d}" for number in range(1, count + len(used) + 1))
    return [code for code in numbers if code not in used][:count]


@transaction.atomic
def rename_place(
    *, place_id: int, name: str, kind: str, code: str = "", on: date, basis: str, by: Actor | None, at: datetime
) -> Place:
    """A new name, kind or code from a day; what it was before stays in its versions."""
    _lock()
    place = Place.objects.select_related("parent").get(pk=place_id)
    plan, asked = changes.planned_rename(
        place, name=name, kind=kind, code=code, on=on, basis=basis, today=localdate(at)
    )
    before = place.full_name
    _new_version(place, on=on, basis=plan.basis, name=asked.name, kind=asked.kind, code=asked.code)
    detail = {"before": before, "after": place.full_name, "on": on.isoformat(), "basis": plan.basis}
    record("places.place.renamed", by=by, about=place, at=at, path=place.path, detail=detail)
    return place


@transaction.atomic
def move_place(*, place_id: int, parent_id: int, on: date, basis: str, by: Actor | None, at: datetime) -> Place:
    """A new parent from a day. Work before that day stays where it was, read as it was then."""
    _lock()
    place = Place.objects.select_related("parent").get(pk=place_id)
    parent = Place.objects.get(pk=parent_id)
    plan = changes.planned_move(place, parent=parent, on=on, basis=basis, today=localdate(at))
    detail = {"before": place.parent_id, "after": parent.pk, "on": on.isoformat(), "basis": plan.basis}
    _new_version(place, on=on, basis=plan.basis, parent=parent)
    rebuild_reach([place.pk])
    place.refresh_from_db()
    record("places.place.moved", by=by, about=place, at=at, path=place.path, detail=detail)
    return place


@transaction.atomic
def merge_places(
    *,
    place_ids: Sequence[int],
    into: Portion,
    parent_id: int | None = None,
    on: date,
    basis: str,
    by: Actor | None,
    at: datetime,
) -> Place:
    """Units become one, new or existing. They end, all below them moves, and on today's map their
    past is added to the successor's."""
    _lock()
    found = Place.objects.select_related("parent").in_bulk(place_ids)
    plan = changes.planned_merge(
        [found[pk] for pk in place_ids],
        into=into,
        parent=Place.objects.get(pk=parent_id) if parent_id else None,
        on=on,
        basis=basis,
        today=localdate(at),
    )
    (heir,) = _applied(plan, part=Part.WHOLE, portions=[into])
    detail = {"ended": [place.pk for place in plan.ends], "on": on.isoformat(), "basis": plan.basis}
    record("places.place.merged", by=by, about=heir, at=at, path=heir.path, detail=detail)
    return heir


@transaction.atomic
def split_place(
    *, place_id: int, into: Sequence[Portion], on: date, basis: str, by: Actor | None, at: datetime
) -> list[Place]:
    """A unit is divided and ends. Units below go each to one part; what was recorded at the unit
    itself cannot be told apart and stays unallocated above the parts."""
    _lock()
    place = Place.objects.select_related("parent").get(pk=place_id)
    plan = changes.planned_split(place, into=into, on=on, basis=basis, today=localdate(at))
    heirs = _applied(plan, part=Part.PART, portions=into)
    place.refresh_from_db()
    detail = {"successors": [heir.pk for heir in heirs], "on": on.isoformat(), "basis": plan.basis}
    record("places.place.split", by=by, about=place, at=at, path=place.path, detail=detail)
    return heirs


def _applied(plan: Plan, *, part: Part, portions: Sequence[Portion]) -> list[Place]:
    """Do what the plan says and return the successors in the order of the portions."""
    for place in plan.ends:
        _end(place, plan.on)
    new = _begun(plan)
    _save_new(new, basis=plan.basis)
    existing, fresh = {place.pk: place for place in plan.takes_over}, iter(new)
    heirs = [existing[portion.place_id] if portion.place_id else next(fresh) for portion in portions]
    Succession.objects.bulk_create(
        Succession(predecessor=place, successor=heir, on=plan.on, part=part, is_usual=number == 0, basis=plan.basis)
        for place in plan.ends
        for number, heir in enumerate(heirs)
    )
    for moving in plan.moves:
        _new_version(moving.place, on=plan.on, basis=plan.basis, parent=heirs[moving.portion])
    changed = (*plan.ends, *heirs, *(moving.place for moving in plan.moves))
    rebuild_reach([place.pk for place in changed])
    for heir in heirs:
        heir.refresh_from_db()
    return heirs


def _end(place: Place, on: date) -> None:
    place.versions.filter(valid_until__isnull=True).update(valid_until=on)
    place.valid_until = on
    place.save(update_fields=["valid_until"])
    _mark_cells([(place.pk, on)])


def _begun(plan: Plan) -> list[Place]:
    """The new units, not saved yet; one without a code takes the next of its parent."""
    model, new = plan.ends[0], []
    codes = _free_codes(plan.begins[0][1], len(plan.begins)) if plan.begins and plan.begins[0][1] else []
    for pk, (number, (portion, parent)) in zip(_reserved(len(plan.begins)), enumerate(plan.begins), strict=True):
        place = _new_place(
            pk=pk,
            level=model.level,
            kind=portion.kind,
            name=portion.name,
            code=portion.code or codes[number],
            parent=parent,
            since=plan.on,
        )
        place.is_sample = model.is_sample
        new.append(place)
    return new


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def rebuild_reach(place_ids: Collection[int] | None = None) -> int:
    """Derive path, province and reach again: of every place, or of all that these ones touch.

    Writes only what differs and returns how many rows of reach that was; a second run writes none.
    """
    touched = set(Place.objects.values_list("pk", flat=True)) if place_ids is None else queries.touched_by(place_ids)
    if not touched:
        return 0
    territory = queries.territory_around(touched)
    wanted = {
        (row.ancestor, pk, reading.value, row.since, row.until, row.is_unallocated)
        for pk in touched
        for reading, rows in ((Reading.THEN, territory.rows_then(pk)), (Reading.TODAY, territory.rows_today(pk)))
        for row in rows
    }
    stored = queries.reach_rows(touched)
    gone = [pk for content, pk in stored.items() if content not in wanted]
    fresh = sorted(wanted - stored.keys())
    Reach.objects.filter(pk__in=gone).delete()
    Reach.objects.bulk_create(
        [
            Reach(
                ancestor_id=ancestor,
                place_id=pk,
                reading=reading,
                valid_from=since,
                valid_until=until,
                is_unallocated=shared,
            )
            for ancestor, pk, reading, since, until, shared in fresh
        ],
        batch_size=2000,
    )
    _save_paths({pk: territory.path(pk) for pk in touched})
    return len(gone) + len(fresh)


def _save_paths(paths: dict[int, str]) -> None:
    roots = Place.objects.in_bulk({int(path.split(".", 1)[0]) for path in paths.values()})
    moved: list[Place] = []
    for place in Place.objects.filter(pk__in=paths).only("pk", "path", "province_code", "code"):
        root = roots[int(paths[place.pk].split(".", 1)[0])]
        province_code = root.code if root.level == Level.PROVINCE else place.province_code
        if (place.path, place.province_code) != (paths[place.pk], province_code):
            place.path, place.province_code = paths[place.pk], province_code
            moved.append(place)
    Place.objects.bulk_update(moved, ["path", "province_code"], batch_size=1000)


def claim_changed_cells(*, limit: int) -> list[tuple[int, date]]:
    """Take cells where a counted unit began or ended, leaving those that somebody else holds.

    Called inside the transaction that recomputes them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM places_changedcell WHERE id IN"
            " (SELECT id FROM places_changedcell ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING place_id, day",
            [limit],
        )
        return sorted(cursor.fetchall())
