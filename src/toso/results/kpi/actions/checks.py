"""What every action of the month asks first: is the sheet there, may it still change, who may do it."""

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.results.kpi.models import Line, Month, Sheet, Step
from toso.results.kpi.queries.access import Standing, readable, readable_lines, scorers_of, standing_of
from toso.results.kpi.rules.states import EDITABLE, SheetState, StepKind


def standing_at(scope: Scope, at: datetime) -> Standing:
    return standing_of(scope, localdate(at))


def month_words(on: date) -> str:
    return f"{on:%m/%Y}"


def sheet_to_change(sheet_id: int, standing: Standing) -> Sheet:
    """A sheet that is still open, locked against others for this transaction."""
    sheet: Sheet = readable(standing).select_for_update(of=("self",)).get(pk=sheet_id)
    refuse_if_closed(sheet)
    return sheet


def refuse_if_closed(sheet: Sheet) -> None:
    if sheet.state == SheetState.LOCKED:
        raise Refusal(
            _("Tháng %(month)s đã khoá. Muốn sửa, đề nghị người phụ trách nhân sự mở khoá và ghi lý do.")
            % {"month": month_words(sheet.on)}
        )
    if sheet.state not in EDITABLE:
        raise Refusal(
            _("Tháng %(month)s đã được xác nhận. Muốn sửa, đề nghị người chấm trả lại hoặc gửi kiến nghị.")
            % {"month": month_words(sheet.on)}
        )


def line_to_change(line_id: int, standing: Standing) -> Line:
    """A line of a sheet that is still open; the line is locked for this transaction."""
    line: Line = readable_lines(standing).select_for_update(of=("self",)).get(pk=line_id)
    refuse_if_closed(line.sheet)
    return line


def refuse_unless_own(sheet: Sheet, by: Person) -> None:
    if sheet.person_id != by.pk:
        raise Refusal(_("Chỉ chính người làm mới ghi được phần này."))


def refuse_unless_scorer(sheets: list[Sheet], by: Person, on: date) -> None:
    """Only the scorer of the day confirms and assigns, and nobody for himself."""
    if any(sheet.person_id == by.pk for sheet in sheets):
        raise Refusal(_("Không ai tự xác nhận kết quả của chính mình. Người chấm là cấp trên trực tiếp."))
    found = scorers_of({sheet.month.agency_id for sheet in sheets}, on)
    wrong = [sheet for sheet in sheets if found.get(sheet.person_id) != by.pk]
    if wrong:
        raise Refusal(
            _("Ông/bà không phải người chấm của %(name)s hôm nay. Nếu ghi sai người quản lý, hãy báo để sửa.")
            % {"name": wrong[0].person.name}
        )


def refuse_unless_keeper(agency: Organisation, standing: Standing) -> None:
    if not standing.keeps(agency):
        raise Refusal(_("Việc này dành cho người phụ trách nhân sự hoặc lãnh đạo cơ quan."))


def path_of(month: Month) -> str:
    place = month.agency.place
    return place.path if place else ""


def note_step(
    sheet: Sheet, kind: StepKind, *, by: Person | None, at: datetime, reason: str = "", code: str = ""
) -> None:
    """A line in the month's own file, and one in the audit trail."""
    Step.objects.create(sheet=sheet, kind=kind, by=by, at=at, reason=reason, total=sheet.total)
    record(
        code or f"kpi.sheet.{kind.value}",
        by=by,
        about=sheet,
        at=at,
        path=path_of(sheet.month),
        detail={"reason": reason},
    )


def touch(sheet: Sheet, *fields: str) -> None:
    """Save the named fields and count the edition, so that who looked at an older one is told."""
    sheet.edition += 1
    sheet.save(update_fields=[*fields, "edition"])


def refuse_if_stale(sheet: Sheet, edition: int | None) -> None:
    """Two scorers at once: the second hears who was first, and nothing is overwritten."""
    if edition is None or edition == sheet.edition:
        return
    last = sheet.steps.select_related("by").order_by("-pk").first()
    who = last.by.name if last and last.by else _("người khác")
    raise Refusal(
        _("%(who)s vừa sửa phiếu của %(name)s trong lúc ông/bà đang xem. Đã tải bản mới; hãy xem lại rồi xác nhận.")
        % {"who": who, "name": sheet.person.name}
    )
