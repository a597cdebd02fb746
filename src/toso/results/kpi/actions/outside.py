"""Results that another system computed come in as a file and stand beside ours, marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.kpi.actions.checks import refuse_unless_keeper, standing_at
from toso.results.kpi.models import OutsideResult, Post
from toso.results.kpi.rules.states import OutsideKind


@dataclass(frozen=True, slots=True)
class Taken:
    """One person's total as the file says it."""

    person_id: int
    total: Decimal
    note: str = ""


@transaction.atomic
def take_results(
    *,
    agency: Organisation,
    month: date,
    kind: OutsideKind,
    rows: Sequence[Taken],
    file_name: str,
    by: Person,
    scope: Scope,
    at: datetime,
) -> int:
    """Take the results of a month: all or none. The same file twice changes nothing; a later one supersedes.

    How many were new or changed. Our own score stays as it is; what the year reads is said in ``queries.year``.
    """
    refuse_unless_keeper(agency, standing_at(scope, at))
    ids = {row.person_id for row in rows}
    if len(ids) != len(rows):
        raise Refusal(_("Có người đứng hai lần trong tệp."), field="file")
    if any(not 0 <= row.total <= 100 for row in rows):
        raise Refusal(_("Tổng điểm phải từ 0 đến 100."), field="file")
    if ids - set(Post.objects.filter(agency=agency, person__in=ids).values_list("person_id", flat=True)):
        raise Refusal(_("Tệp có người không thuộc cơ quan này."), field="file")
    if by.pk in ids and len(ids) == 1:
        raise Refusal(_("Không ai tự nhận kết quả cho riêng mình."), field="file")
    standing = OutsideResult.objects.select_for_update().filter(person__in=ids, month=month, superseded_at__isnull=True)
    known = {row.person_id: row for row in standing}
    fresh = [
        row
        for row in rows
        if row.person_id not in known or (known[row.person_id].total, known[row.person_id].kind) != (row.total, kind)
    ]
    standing.filter(person__in=[row.person_id for row in fresh]).update(superseded_at=at)
    OutsideResult.objects.bulk_create(
        OutsideResult(
            agency=agency,
            person_id=row.person_id,
            month=month,
            kind=kind,
            total=row.total,
            note=nfc(row.note)[:200],
            file_name=nfc(file_name)[:200],
            taken_by=by,
            taken_at=at,
        )
        for row in fresh
    )
    path = agency.place.path if agency.place else ""
    detail = {"month": f"{month}", "rows": len(fresh), "name": file_name}
    record("kpi.results.taken", by=by, about=agency, at=at, path=path, detail=detail)
    return len(fresh)
