"""The catalogue: a version is drafted, filled from an office's table, approved; a wrong version gets a successor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.results.kpi.actions.checks import line_to_change, path_of, refuse_unless_keeper, standing_at
from toso.results.kpi.models import Catalogue, Product, Proposal
from toso.results.kpi.models.catalogue import Part
from toso.results.kpi.queries.access import agencies_kept, catalogues_seen
from toso.results.kpi.queries.catalogue import next_version
from toso.results.kpi.sources import SOURCES

GROUPS = 5
MOST_POINTS = 99999


@dataclass(frozen=True, slots=True)
class Entry:
    """One product as an office writes it down."""

    name: str
    points: Decimal
    group: int = 1
    part: str = Part.OWN
    measure: str = ""
    code: str = ""
    fact: str = ""
    body_id: int | None = None  # a unit's own work
    title: str = ""  # a position's own work
    usual: Decimal | None = None  # of it a month, for whoever holds the position


def entry_fault(entry: Entry) -> str:
    """What is wrong with a row, in words; nothing when it is right."""
    if not entry.name.strip():
        return _("thiếu tên sản phẩm")
    if len(entry.name) > 400:
        return _("tên dài quá 400 chữ")
    if not 0 < entry.points <= MOST_POINTS:
        return _("điểm phải lớn hơn 0")
    if not 1 <= entry.group <= GROUPS:
        return _("nhóm từ 1 đến 5")
    if entry.usual is not None and entry.usual <= 0:
        return _("số lượng mỗi tháng phải lớn hơn 0")
    if entry.fact and entry.fact not in SOURCES:
        return _("không có số liệu mang mã này")
    return ""


def _path(agency: Organisation) -> str:
    return agency.place.path if agency.place else ""


@transaction.atomic
def draft_catalogue(
    *,
    agency: Organisation,
    valid_from: date,
    standard_name: str,
    standard_points: Decimal,
    decimals: int,
    by: Person | None,
    at: datetime,
    scope: Scope | None = None,
    copy_of: Catalogue | None = None,
    is_sample: bool = False,
) -> Catalogue:
    """Begin a version, empty or with the products of another one."""
    if scope is not None:
        refuse_unless_keeper(agency, standing_at(scope, at))
    if standard_points <= 0:
        raise Refusal(_("Điểm của sản phẩm chuẩn phải lớn hơn 0."), field="standard_points")
    found = Catalogue.objects.create(
        agency=agency,
        version=next_version(agency),
        valid_from=valid_from,
        standard_name=" ".join(nfc(standard_name).split()),
        standard_points=standard_points,
        decimals=decimals,
        drafted_by=by,
        drafted_at=at,
        is_sample=is_sample,
    )
    if copy_of is not None:
        entries = [
            Entry(
                one.name,
                one.points,
                one.group,
                one.part,
                one.measure,
                one.code,
                one.fact,
                one.body_id,
                one.title,
                one.usual,
            )
            for one in copy_of.products.order_by("pk")
        ]
        _fill(found, entries)
    record("kpi.catalogue.drafted", by=by, about=found, at=at, path=_path(agency), detail={"version": found.version})
    return found


def _fill(catalogue: Catalogue, entries: Sequence[Entry]) -> list[Product]:
    unit = Decimal(1).scaleb(-catalogue.decimals)
    rows = []
    for entry in entries:
        name = " ".join(nfc(entry.name).split())
        weight = (entry.points / catalogue.standard_points).quantize(unit, ROUND_HALF_UP)
        rows.append(
            Product(
                catalogue=catalogue,
                code=entry.code.strip(),
                name=name,
                search=fold(name)[:400],
                measure=entry.measure.strip(),
                part=entry.part,
                group=entry.group,
                points=entry.points,
                coefficient=weight or unit,
                fact=entry.fact,
                body_id=entry.body_id,
                title=entry.title.strip(),
                usual=entry.usual,
                is_standard=fold(name) == fold(catalogue.standard_name),
            )
        )
    return Product.objects.bulk_create(rows)


def _draft(catalogue_id: int, scope: Scope | None, at: datetime) -> Catalogue:
    rows = Catalogue.objects.all() if scope is None else catalogues_seen(standing_at(scope, at))
    found: Catalogue = rows.select_related("agency__place").select_for_update(of=("self",)).get(pk=catalogue_id)
    if scope is not None:
        refuse_unless_keeper(found.agency, standing_at(scope, at))
    if found.approved_at is not None:
        raise Refusal(_("Danh mục đã phê duyệt không sửa được; hãy lập bản mới từ bản này."))
    return found


@transaction.atomic
def fill_catalogue(
    *, catalogue_id: int, entries: Sequence[Entry], by: Person | None, at: datetime, scope: Scope | None = None
) -> int:
    """Add rows to a draft. All of them or none: the first wrong row is named."""
    catalogue = _draft(catalogue_id, scope, at)
    if not entries:
        raise Refusal(_("Chưa có dòng nào để nhập."), field="text")
    for number, entry in enumerate(entries, start=1):
        if fault := entry_fault(entry):
            raise Refusal(_("Dòng %(number)s: %(fault)s.") % {"number": number, "fault": fault}, field="text")
    known = set(catalogue.products.values_list("search", flat=True))
    fresh = [entry for entry in entries if fold(entry.name)[:400] not in known]
    _fill(catalogue, fresh)
    record(
        "kpi.catalogue.filled", by=by, about=catalogue, at=at, path=_path(catalogue.agency), detail={"rows": len(fresh)}
    )
    return len(fresh)


@transaction.atomic
def drop_product(*, product_id: int, by: Person, scope: Scope, at: datetime) -> Catalogue:
    """Take a row out of a draft, as the wizard proposes for what stands twice."""
    product = Product.objects.filter(pk=product_id).first()
    catalogue = _draft(product.catalogue_id if product else 0, scope, at)
    Product.objects.filter(pk=product_id).delete()
    name = product.name if product else ""
    record("kpi.product.dropped", by=by, about=catalogue, at=at, path=_path(catalogue.agency), detail={"name": name})
    return catalogue


@transaction.atomic
def approve_catalogue(
    *, catalogue_id: int, number: str, by: Person | None, at: datetime, scope: Scope | None = None
) -> Catalogue:
    """Put a version into force on its day; the one before ends there. Assigned tasks keep their coefficient."""
    catalogue = _draft(catalogue_id, scope, at)
    if not number.strip():
        raise Refusal(_("Ghi số văn bản phê duyệt."), field="number")
    if not catalogue.products.exists():
        raise Refusal(_("Danh mục chưa có sản phẩm nào."))
    others = Catalogue.objects.approved().filter(agency=catalogue.agency_id)
    if others.filter(valid_from__gte=catalogue.valid_from).exists():
        raise Refusal(_("Đã có danh mục được phê duyệt từ ngày này hoặc sau đó. Chọn ngày áp dụng muộn hơn."))
    others.filter(valid_until__isnull=True).update(valid_until=catalogue.valid_from)
    catalogue.number, catalogue.approved_by, catalogue.approved_at = number.strip(), by, at
    catalogue.save(update_fields=["number", "approved_by", "approved_at"])
    detail = {"version": catalogue.version, "number": catalogue.number}
    record("kpi.catalogue.approved", by=by, about=catalogue, at=at, path=_path(catalogue.agency), detail=detail)
    return catalogue


@transaction.atomic
def propose_product(*, line_id: int, points: Decimal, reason: str, by: Person, scope: Scope, at: datetime) -> Proposal:
    """Propose a task from outside the catalogue for it (Article 13.3)."""
    line = line_to_change(line_id, standing_at(scope, at))
    if line.product_id is not None:
        raise Refusal(_("Việc này đã có trong danh mục."))
    if points is None or points <= 0:
        raise Refusal(_("Điểm đề xuất phải lớn hơn 0."), field="points")
    agency = line.sheet.month.agency
    if Proposal.objects.filter(agency=agency, name=line.name, answered_at__isnull=True).exists():
        raise Refusal(_("Việc này đã được đề xuất, đang chờ trả lời."))
    found = Proposal.objects.create(
        agency=agency, name=line.name, points=points, reason=nfc(reason).strip(), made_by=by, made_at=at
    )
    record("kpi.proposal.made", by=by, about=found, at=at, path=path_of(line.sheet.month), detail={"line": line.pk})
    return found


@transaction.atomic
def answer_proposal(
    *,
    proposal_id: int,
    answer: str,
    by: Person,
    scope: Scope,
    at: datetime,
    catalogue_id: int | None = None,
    group: int = 1,
) -> Proposal:
    """Take a proposal into a draft version, or say why not."""
    kept = agencies_kept(standing_at(scope, at))
    found = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id, agency__in=kept)
    if found.answered_at is not None:
        raise Refusal(_("Đề xuất này đã được trả lời."))
    if catalogue_id is None and not answer.strip():
        raise Refusal(_("Không nhận thì ghi lý do."), field="answer")
    if catalogue_id is not None:
        catalogue = _draft(catalogue_id, scope, at)
        [found.product] = _fill(catalogue, [Entry(found.name, found.points, group)])
    found.answer, found.answered_by, found.answered_at = nfc(answer).strip(), by, at
    found.save()
    detail = {"taken": catalogue_id is not None}
    record("kpi.proposal.answered", by=by, about=found, at=at, path=_path(found.agency), detail=detail)
    return found
