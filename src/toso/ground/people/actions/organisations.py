"""What may happen to organisations: they begin, change names, hand over, and carry duties."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people import queries
from toso.ground.people.models import (
    Assignment,
    Duty,
    Organisation,
    OrganisationSuccession,
    OrganisationVersion,
    Person,
)
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc, sort_key

DATA = Path(__file__).resolve().parents[1] / "data"
TWO_TIERS = date(2025, 7, 1)  # Law 72/2025/QH15: the district level ends, communes are new
KNOWN_SINCE = date(2022, 7, 27)  # Plan 6863/KH-UBND
TWO_TIERS_BASIS = "Luật 72/2025/QH15"
BRANCHES_BASIS = "Kế hoạch 6863/KH-UBND, IV.1.a"


def _plant(
    *,
    code: str,
    name: str,
    kind: str,
    valid_from: date,
    short_name: str = "",
    symbol: str = "",
    parent: Organisation | None = None,
    place: Place | None = None,
    valid_until: date | None = None,
    basis: str = "",
    is_sample: bool = False,
) -> Organisation:
    clean = " ".join(nfc(name).split())
    organisation = Organisation.objects.create(
        code=code,
        name=clean,
        short_name=short_name,
        kind=kind,
        symbol=symbol,
        parent=parent,
        path=f"new-{code}",
        place=place,
        search=fold(f"{clean} {short_name}"),
        sort_key=sort_key(clean),
        valid_from=valid_from,
        valid_until=valid_until,
        basis=basis,
        is_sample=is_sample,
    )
    organisation.path = f"{parent.path if parent else ''}{organisation.pk}."
    organisation.save(update_fields=["path"])
    OrganisationVersion.objects.create(
        organisation=organisation,
        valid_from=valid_from,
        valid_until=valid_until,
        name=clean,
        parent=parent,
        basis=basis,
    )
    return organisation


@transaction.atomic
def create_organisation(
    *,
    code: str,
    name: str,
    kind: str,
    valid_from: date,
    by: Person | None,
    at: datetime,
    short_name: str = "",
    symbol: str = "",
    parent: Organisation | None = None,
    place: Place | None = None,
    basis: str = "",
    is_sample: bool = False,
) -> Organisation:
    """A new body in the tree, from a day."""
    if not name.strip():
        raise Refusal(_("Nhập tên đơn vị."), field="name")
    if Organisation.objects.filter(code=code).exists():
        raise Refusal(_("Mã %(code)s đã có đơn vị khác dùng.") % {"code": code}, field="code")
    organisation = _plant(
        code=code,
        name=name,
        kind=kind,
        valid_from=valid_from,
        short_name=short_name,
        symbol=symbol,
        parent=parent,
        place=place,
        basis=basis,
        is_sample=is_sample,
    )
    record("people.organisation.created", by=by, about=organisation, at=at, path=queries.path_of(place, None))
    return organisation


def _change_version(organisation: Organisation, *, on: date) -> OrganisationVersion:
    """Close the version that is open, from ``on``."""
    current = organisation.versions.filter(valid_until__isnull=True).first()
    if current is None or organisation.valid_until is not None:
        raise Refusal(_("%(name)s đã kết thúc.") % {"name": organisation.name})
    if on <= current.valid_from:
        raise Refusal(
            _("Ngày đổi phải sau %(day)s, ngày của lần thay đổi trước.") % {"day": f"{current.valid_from:%d/%m/%Y}"},
            field="on",
        )
    current.valid_until = on
    current.save(update_fields=["valid_until"])
    return current


@transaction.atomic
def rename_organisation(
    *, organisation_id: int, name: str, on: date, basis: str, by: Person | None, at: datetime
) -> Organisation:
    """A new name from a day; what was written before keeps the old one."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)
    clean = " ".join(nfc(name).split())
    if not clean or clean == organisation.name:
        raise Refusal(_("Nhập tên mới khác tên hiện nay."), field="name")
    old = organisation.name
    _change_version(organisation, on=on)
    organisation.name, organisation.sort_key = clean, sort_key(clean)
    organisation.search = fold(f"{clean} {organisation.short_name} {old}")
    organisation.save(update_fields=["name", "sort_key", "search"])
    OrganisationVersion.objects.create(
        organisation=organisation, valid_from=on, name=clean, parent=organisation.parent, basis=basis
    )
    path = queries.path_of(organisation.place, None)
    detail = {"from": old, "to": clean, "on": on.isoformat()}
    record("people.organisation.renamed", by=by, about=organisation, at=at, path=path, detail=detail)
    return organisation


@transaction.atomic
def succeed_organisation(
    *, predecessor_id: int, successor_id: int, on: date, basis: str, by: Person | None, at: datetime
) -> OrganisationSuccession:
    """End a body; from that day another carries its duties, and its people hold their roles there."""
    pair = {
        o.pk: o
        for o in Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[predecessor_id, successor_id])
    }
    if len(pair) < 2:
        raise Refusal(_("Chọn đơn vị tiếp nhận khác đơn vị kết thúc."), field="successor")
    old, new = pair[predecessor_id], pair[successor_id]
    if new.valid_until is not None and new.valid_until <= on:
        raise Refusal(_("%(name)s đã kết thúc.") % {"name": new.name}, field="successor")
    if old.children.filter(valid_until__isnull=True).exists():
        raise Refusal(_("Đơn vị này còn đơn vị trực thuộc. Sắp xếp các đơn vị trực thuộc trước."))
    _change_version(old, on=on)
    old.valid_until = on
    old.save(update_fields=["valid_until"])
    succession = OrganisationSuccession.objects.create(predecessor=old, successor=new, on=on, basis=basis)
    _hand_duties_over(old, new, on=on, basis=basis)
    _hand_roles_over(old, new, on=on)
    path = queries.path_of(old.place, None)
    detail = {"successor": new.pk, "on": on.isoformat()}
    record("people.organisation.succeeded", by=by, about=old, at=at, path=path, detail=detail)
    return succession


def _hand_duties_over(old: Organisation, new: Organisation, *, on: date, basis: str) -> None:
    for duty in Duty.objects.filter(organisation=old, valid_until__isnull=True, valid_from__lt=on):
        duty.valid_until = on
        duty.save(update_fields=["valid_until"])
        Duty.objects.create(code=duty.code, name=duty.name, organisation=new, valid_from=on, basis=basis)


def _hand_roles_over(old: Organisation, new: Organisation, *, on: date) -> None:
    for held in Assignment.objects.filter(queries.held_on(on), organisation=old, starts_on__lt=on):
        until, held.ends_on = held.ends_on, on
        held.save(update_fields=["ends_on"])
        Assignment.objects.create(
            person_id=held.person_id,
            role=held.role,
            place=held.place,
            organisation=new,
            title=held.title,
            starts_on=on,
            ends_on=until,
            decision_number=held.decision_number,
        )


@transaction.atomic
def route_duty(
    *,
    code: str,
    on: date,
    by: Person | None,
    at: datetime,
    organisation: Organisation | None = None,
    level: str = "",
    basis: str = "",
) -> Duty:
    """From a day a standing duty is carried by another organisation, or by every body of a level."""
    current = Duty.objects.select_for_update(of=("self",)).filter(code=code, valid_until__isnull=True).first()
    if current is None:
        raise Refusal(_("Không có nhiệm vụ mang mã %(code)s.") % {"code": code}, field="code")
    if on <= current.valid_from:
        raise Refusal(_("Ngày chuyển phải sau %(day)s.") % {"day": f"{current.valid_from:%d/%m/%Y}"}, field="on")
    if (organisation is None) == (not level):
        raise Refusal(_("Chọn một đơn vị hoặc một cấp."), field="organisation")
    current.valid_until = on
    current.save(update_fields=["valid_until"])
    duty = Duty.objects.create(
        code=code, name=current.name, organisation=organisation, level=level, valid_from=on, basis=basis
    )
    record("people.duty.routed", by=by, about=duty, at=at, detail={"code": code, "on": on.isoformat()})
    return duty


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass
class _Loading:
    """The bodies of one province while they are loaded, by their short codes."""

    province: Place
    known: dict[str, Organisation]
    fresh: list[Organisation]

    def plant(self, short_code: str, **words: object) -> Organisation:
        if short_code not in self.known:
            code = f"{self.province.code}.{short_code}"
            self.known[short_code] = _plant(code=code, **words)  # type: ignore[arg-type]  # columns of one table
            self.fresh.append(self.known[short_code])
        return self.known[short_code]


@transaction.atomic
def load_organisations(at: datetime, *, province_code: str = "56") -> int:
    """Bring in the bodies and duties that the programme names, those of every commune included.

    What is known already stays as it is, so it may run again after communes were added. Returns how
    many bodies are new.
    """
    province = Place.objects.current().filter(level=Level.PROVINCE, code=province_code).first()
    if province is None:
        raise Refusal(_("Chưa có tỉnh mang mã %(code)s. Nạp danh mục hành chính trước.") % {"code": province_code})
    start = f"{province_code}."
    known = {o.code.removeprefix(start): o for o in Organisation.objects.filter(code__startswith=start)}
    loading = _Loading(province=province, known=known, fresh=[])
    _load_province(loading)
    _load_committees(loading)
    _load_duties(loading)
    if loading.fresh:
        detail = {"count": len(loading.fresh)}
        about = loading.fresh[0]
        record("people.organisations.loaded", by=None, about=about, at=at, path=province.path, detail=detail)
    return len(loading.fresh)


def _load_province(loading: _Loading) -> None:
    province = loading.province
    words = {"province": province.full_name[:1].lower() + province.full_name[1:], "name": province.name}
    rows = [row for row in _table("organisations.csv") if row["province"] in {"*", province.code}]
    for row in rows:
        loading.plant(
            row["code"],
            name=row["name"].format(**words),
            short_name=row["short_name"].format(**words),
            kind=row["kind"],
            symbol=row["symbol"],
            parent=loading.known.get(row["parent"]),
            place=province,
            valid_from=date.fromisoformat(row["since"]),
            valid_until=_day(row["until"]),
            basis=row["basis"],
            is_sample=bool(row["sample"]),
        )
    for row in rows:
        if row["successor"]:
            _note_succession(
                loading.known[row["code"]],
                loading.known[row["successor"]],
                on=date.fromisoformat(row["until"]),
                basis=row["basis"],
            )


def _note_succession(old: Organisation, new: Organisation, *, on: date, basis: str) -> None:
    OrganisationSuccession.objects.get_or_create(predecessor=old, successor=new, on=on, defaults={"basis": basis})


def _load_committees(loading: _Loading) -> None:
    """The People's Committees of today's communes with their bodies, and those of the former districts."""
    root = loading.known["ubnd"]
    places = Place.objects.filter(path__startswith=loading.province.path)
    for district in places.filter(level=Level.DISTRICT).order_by("sort_key", "pk"):
        loading.plant(
            f"h{district.code}",
            **_committee(district, "UBND cấp huyện"),
            parent=root,
            valid_from=max(district.valid_from, KNOWN_SINCE),
            valid_until=district.valid_until or TWO_TIERS,
            basis=TWO_TIERS_BASIS,
        )
    bodies = _table("commune_bodies.csv")
    for commune in places.current().filter(level=Level.COMMUNE).order_by("sort_key", "pk"):
        committee = loading.plant(
            f"x{commune.code}",
            **_committee(commune, "UBND cấp xã"),
            parent=root,
            valid_from=commune.valid_from,
            basis=TWO_TIERS_BASIS,
        )
        _load_commune_bodies(loading, commune, committee, bodies)


def _committee(place: Place, kind: str) -> dict[str, object]:
    called = place.full_name[:1].lower() + place.full_name[1:]
    return {
        "name": f"Ủy ban nhân dân {called}",
        "short_name": f"UBND {called}",
        "kind": kind,
        "symbol": "UBND",
        "place": place,
    }


def _load_commune_bodies(
    loading: _Loading, commune: Place, committee: Organisation, bodies: Iterable[dict[str, str]]
) -> None:
    called = commune.full_name[:1].lower() + commune.full_name[1:]
    for body in bodies:
        loading.plant(
            f"x{commune.code}-{body['code']}",
            name=f"{body['name']} {called}",
            kind=body["kind"],
            symbol=body["symbol"],
            parent=loading.known[body["above"]] if body["above"] else committee,
            place=commune,
            valid_from=commune.valid_from,
            basis=TWO_TIERS_BASIS,
        )


@transaction.atomic
def open_branches(*, organisation_id: int, on: date, by: Person, scope: Scope, at: datetime) -> int:
    """A branch of a mass organisation in every hamlet of its commune that has none yet (Plan 6863, IV.1.a).

    Returns how many are new. Again it adds only those of new hamlets.
    """
    body = Organisation.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=organisation_id)
    called = branch_of(body)
    if not called or body.place is None or body.valid_until is not None:
        raise Refusal(_("%(name)s không lập chi đoàn, chi hội ở thôn.") % {"name": body.name})
    hamlets = Place.objects.current().filter(parent=body.place, level=Level.HAMLET)
    known = set(Organisation.objects.filter(parent=body).values_list("place", flat=True))
    fresh = [hamlet for hamlet in hamlets.order_by("sort_key", "pk") if hamlet.pk not in known]
    if not fresh:
        raise Refusal(_("Thôn nào cũng đã có; không cần lập thêm."))
    for hamlet in fresh:
        _plant(
            code=f"{body.code}-{hamlet.code}",
            name=f"{called} {hamlet.full_name[:1].lower()}{hamlet.full_name[1:]}",
            kind=body.kind,
            parent=body,
            place=hamlet,
            valid_from=max(on, hamlet.valid_from, body.valid_from),
            basis=BRANCHES_BASIS,
            is_sample=hamlet.is_sample,
        )
    detail = {"count": len(fresh)}
    record("people.branches.opened", by=by, about=body, at=at, path=body.place.path, detail=detail)
    return len(fresh)


def branch_of(body: Organisation) -> str:
    """What its branch in a hamlet is called; empty when it has none there."""
    suffix = body.code.rpartition("-")[2]
    return next((row["branch"] for row in _table("commune_bodies.csv") if row["code"] == suffix), "")


def _load_duties(loading: _Loading) -> None:
    if Duty.objects.exists():
        return
    Duty.objects.bulk_create(
        Duty(
            code=row["code"],
            name=row["name"],
            organisation=loading.known[row["organisation"]] if row["organisation"] else None,
            level=row["level"],
            valid_from=date.fromisoformat(row["since"]),
            valid_until=_day(row["until"]),
            basis=row["basis"],
        )
        for row in _table("duties.csv")
    )
