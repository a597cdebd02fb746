from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold
from toso.work.campaign.actions.lists import Listed, home_of
from toso.work.campaign.actions.needs import Want
from toso.work.campaign.forms import choice_field, one_of, typed_lines, typed_text, whole_number
from toso.work.campaign.models import REMOTENESS
from toso.work.campaign.rules.listing import leads_group, several
from toso.work.campaign.rules.needs import MOST_WANTED, Remoteness

HEAD = ("Họ và tên", "Điện thoại", "Thành phần", "Chuyên ngành", "Kỹ năng", "Quê (xã)", "Bận từ", "Bận đến")


class NeedForm(forms.Form):
    place = one_of(_("Xã, phường, đặc khu"))
    wanted = whole_number(_("Cần mấy người"), least=1, most=MOST_WANTED)
    it_staff = whole_number(_("Số công chức có chuyên môn công nghệ thông tin"), least=0, most=50)
    remoteness = choice_field(_("Mức xa"), REMOTENESS.items())
    reasons = typed_lines(
        _("Việc cần giúp"), required=True, error_messages={"required": _("Ghi những việc xã cần giúp.")}
    )
    disciplines = typed_text(_("Chuyên ngành cần"), help_text=_("Cách nhau bằng dấu phẩy. Ví dụ: công nghệ thông tin"))
    skills = typed_text(_("Kỹ năng cần"), help_text=_("Cách nhau bằng dấu phẩy. Ví dụ: sửa máy, mạng LAN"))
    lodging = typed_text(_("Chỗ ở xã bố trí"))
    contact = typed_text(
        _("Đầu mối của xã"),
        required=True,
        help_text=_("Họ tên, chức danh, số điện thoại"),
        error_messages={"required": _("Ghi tên và số điện thoại đầu mối của xã.")},
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = places

    @property
    def want(self) -> Want:
        said = self.cleaned_data
        return Want(
            wanted=said["wanted"],
            it_staff=said["it_staff"],
            remoteness=Remoteness(int(said["remoteness"])),
            reasons=said["reasons"],
            contact=said["contact"],
            disciplines=several(said["disciplines"]),
            skills=several(said["skills"]),
            lodging=said["lodging"],
        )


class ListForm(forms.Form):
    """A table copied from Excel: one person a line, the columns of ``HEAD`` in their order."""

    organisation = one_of(_("Đơn vị cử người"))
    contact = typed_text(
        _("Người liên hệ"), most=120, required=True, error_messages={"required": _("Ghi người liên hệ.")}
    )
    contact_phone = typed_text(
        _("Điện thoại liên hệ"), most=20, required=True, error_messages={"required": _("Ghi số điện thoại.")}
    )
    rows = typed_lines(
        _("Danh sách"), rows=10, required=True, error_messages={"required": _("Dán danh sách, mỗi người một dòng.")}
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = organisations

    def listed(self, communes: Sequence[Place]) -> list[Listed]:
        """The lines as people; a line that cannot be read refuses the whole list, by its number."""
        names = Names(list(communes))
        found = []
        for row, line in enumerate(self.cleaned_data["rows"].splitlines(), start=1):
            cells = [cell.strip() for cell in line.split("\t")]
            if not any(cells) or fold(cells[0]) in {"ho va ten", "ho ten"}:
                continue
            found.append(_listed(row, [*cells, *[""] * (len(HEAD) - len(cells))], names))
        return found


def _listed(row: int, cells: Sequence[str], names: Names) -> Listed:
    name, phone, kind, discipline, skills, home, busy_from, busy_until = cells[: len(HEAD)]
    first, last = _day(row, busy_from), _day(row, busy_until or busy_from)
    return Listed(
        row=row,
        name=name,
        phone=phone,
        kind=kind,
        discipline=discipline,
        skills=several(skills),
        home=home_of(home, names),
        unavailable=((first, last),) if first and last else (),
        leads=leads_group(kind),
    )


def _day(row: int, text_: str) -> date | None:
    if not text_:
        return None
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text_, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise Refusal(
        _now("Dòng %(row)s: ghi ngày, ví dụ 16/11/2026; đang ghi “%(text)s”.") % {"row": row, "text": text_[:30]},
        field="rows",
    )
