"""The standing agency draws the outline of a report anew: a new version from a day, the old one kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.models import Indicator
from toso.results.reporting.models import Report, Template, TemplateLine

# The paper puts the figures with the first and the carried difficulties with the second.
STAYING = ("results", "difficulties")
LONGEST_TITLE, LONGEST_HINT, LONGEST_RECIPIENT = 160, 300, 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One narrative section as it is wanted; without a code it is new."""

    title: str
    hint: str = ""
    is_required: bool = False
    code: str = ""


@transaction.atomic
def revise_outline(
    *,
    template_id: int,
    sections: Sequence[Asked],
    indicator_ids: Sequence[int],
    recipients: Sequence[str],
    valid_from: date,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Template:
    """A new version of an outline from a day: its sections with their hints, the indicators in their order,
    and who receives the paper (Plan 6863/KH-UBND, V.2). Reports drafted by the old version keep it."""
    old: Template = Template.objects.select_for_update(of=("self",)).get(pk=template_id)
    if not scope.holds(Role.PROVINCE_OFFICER):
        raise Refusal(_("Đề cương báo cáo do cơ quan thường trực cấp tỉnh soạn."))
    if old.valid_until is not None:
        raise Refusal(_("Bản này đã có bản mới thay. Hãy soạn từ bản mới nhất."))
    _refuse_day(old, valid_from)
    wanted = _clean_sections(sections)
    new: Template = Template.objects.create(
        code=old.code,
        version=old.version + 1,
        name=old.name,
        level=old.level,
        period_kind=old.period_kind,
        sections=wanted,
        recipients=_clean_recipients(recipients),
        basis=old.basis,
        article=old.article,
        valid_from=valid_from,
    )
    known = set(Indicator.objects.filter(pk__in=indicator_ids).values_list("pk", flat=True))
    if not known:
        raise Refusal(_("Chọn ít nhất một chỉ tiêu."), field="indicators")
    lines = [pk for pk in dict.fromkeys(indicator_ids) if pk in known]
    TemplateLine.objects.bulk_create(
        TemplateLine(template=new, indicator_id=pk, order=order) for order, pk in enumerate(lines, start=1)
    )
    old.valid_until = valid_from
    old.save(update_fields=["valid_until"])
    detail = {"version": new.version, "on": valid_from.isoformat(), "count": len(lines)}
    record("reporting.outline.revised", by=by, about=new, at=at, detail=detail)
    return new


def _refuse_day(old: Template, valid_from: date) -> None:
    """The new version begins after the old one, and with a period that nobody has a draft of yet."""
    if valid_from <= old.valid_from:
        raise Refusal(
            _("Bản hiện nay dùng từ %(day)s; bản mới phải từ ngày sau đó.") % {"day": f"{old.valid_from:%d/%m/%Y}"},
            field="valid_from",
        )
    drafted = (
        Report.objects.filter(template__code=old.code, period__last_day__gte=valid_from)
        .select_related("period")
        .order_by("-period__last_day")
        .first()
    )
    if drafted:
        raise Refusal(
            _("%(period)s đã có báo cáo theo bản hiện nay. Chọn ngày sau %(day)s.")
            % {"period": drafted.period, "day": f"{drafted.period.last_day:%d/%m/%Y}"},
            field="valid_from",
        )


def _clean_sections(sections: Sequence[Asked]) -> list[dict[str, object]]:
    kept = [section for section in sections if section.title.strip()]
    missing = [code for code in STAYING if code not in {section.code for section in kept}]
    if missing:
        raise Refusal(
            _("Giữ lại mục Kết quả trong kỳ và mục Khó khăn, hạn chế: bảng số liệu và các vướng mắc đứng ở đó."),
            field="sections",
        )
    used = {section.code for section in kept}
    fresh = (code for number in range(1, 100) if (code := f"s{number}") not in used)
    return [
        {
            "code": section.code or next(fresh),
            "title": " ".join(nfc(section.title).split())[:LONGEST_TITLE],
            "hint": " ".join(nfc(section.hint).split())[:LONGEST_HINT],
            "is_required": section.is_required,
        }
        for section in kept
    ]


def _clean_recipients(recipients: Sequence[str]) -> list[str]:
    clean = [" ".join(nfc(line).split()).rstrip(";.")[:LONGEST_RECIPIENT] for line in recipients]
    return list(dict.fromkeys(line for line in clean if line))
