"""Input of the pages of assessment made clean."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.row_forms import RowForm
from toso.ground.shared.scope import Scope
from toso.ground.shared.uploads import EvidenceField
from toso.work.assessment.actions.criteria import Area
from toso.work.assessment.actions.studies import Seen
from toso.work.assessment.models import DEGREES, Answer
from toso.work.assessment.queries import cores, studies
from toso.work.assessment.rules import LEVELS, Degree

TEXT = {"class": "form-control", "autocomplete": "off"}
CHOICE = {"class": "form-select"}
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
NOT_SEEN = "none"
EMPTY = {"required": _("Ghi ô này, hoặc để trống cả mục.")}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026."), "required": _("Ghi ngày.")},
        **more,
    )


def _line(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.TextInput(attrs=TEXT), **more)


def _words(label: Any, length: int, *, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea(attrs={**TEXT, "rows": rows}), **more)


class DaysForm(forms.Form):
    """The days of a stay."""

    first_day = _day(_("Hỗ trợ từ ngày"))
    last_day = _day(_("Đến ngày"))


class CriteriaForm(forms.Form):
    """The head of a new version of the criteria."""

    title = _line(_("Tên bộ tiêu chí"), 200, error_messages={"required": _("Ghi tên bộ tiêu chí.")})
    basis = _line(_("Căn cứ"), 200, required=False)
    valid_from = _day(
        _("Dùng từ ngày"),
        help_text=_("Bản mới dùng cho các đợt đánh giá mở cho kỳ hỗ trợ từ ngày này; đợt đã mở giữ bản cũ."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AreaRowForm(RowForm):
    """One area of the criteria with the words of its levels."""

    not_typed = frozenset({"code"})
    code = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    title = _line(_("Tên mục"), 120, error_messages=EMPTY)
    short = _line(_("Tên ngắn"), 40, error_messages=EMPTY)
    look = _words(_("Xem gì, thử gì"), 600, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            label = gettext("Mức %(level)s") % {"level": level}
            self.fields[f"level_{level}"] = _words(label, 400, rows=2, error_messages=EMPTY)

    @property
    def levels(self) -> list[forms.BoundField]:
        return [self[f"level_{level}"] for level in LEVELS]


def area_first(area: dict[str, Any]) -> dict[str, Any]:
    """The first values of a row."""
    words = {f"level_{level}": area["levels"][level] for level in LEVELS}
    return {name: area[name] for name in ("code", "title", "short", "look")} | words


def area_of(said: dict[str, Any]) -> Area:
    levels = [said[f"level_{level}"] for level in LEVELS]
    return Area(said["title"], said["short"], said["look"], levels, said["code"])


class StudyForm(DaysForm):
    """A commune and a stay of support to watch."""

    field_order = ["place", "label", "first_day", "last_day"]
    place = forms.ModelChoiceField(
        label=_("Xã, phường, đặc khu"),
        queryset=Place.objects.none(),
        empty_label=_("Chọn xã"),
        widget=forms.Select(attrs=CHOICE),
        error_messages={"required": _("Chọn một xã."), "invalid_choice": _("Chọn xã trong danh sách.")},
    )
    label = _line(
        _("Đợt hỗ trợ"),
        120,
        help_text=_("Tên hoặc mã của đợt, ví dụ: Tổ hỗ trợ chuyển đổi số tháng 11/2025"),
        error_messages={"required": _("Ghi tên đợt hỗ trợ.")},
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = studies.communes_to_open(scope)


class AreaForm(forms.Form):
    """One area: its level, or that it could not be seen, with a note and evidence."""

    level = forms.ChoiceField(
        label=_("Đang ở bậc nào?"),
        choices=[*((str(level), str(level)) for level in LEVELS), (NOT_SEEN, _("Chưa xem được"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một bậc, hoặc “Chưa xem được”.")},
    )
    note = _words(
        _("Thấy gì? Ai, cái gì cho biết?"),
        1000,
        required=False,
        help_text=_("Một câu là đủ. Không ghi mật khẩu, số giấy tờ của ai."),
    )
    file = EvidenceField(
        label=_("Ảnh, tệp làm bằng chứng"),
        required=False,
        help_text=_("JPG, PNG, WEBP, PDF, DOCX hoặc XLSX, không quá 10 MB. Không chụp giấy tờ tuỳ thân."),
    )
    link = _line(
        _("Hoặc địa chỉ bản ghi trong Tổ Số"),
        250,
        required=False,
    )

    def __init__(self, *args: Any, answer: Answer | None, **kwargs: Any) -> None:
        said = "" if answer is None else NOT_SEEN if answer.level is None else str(answer.level)
        first = {"level": said, "note": answer.note, "link": answer.link} if answer else {}
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)

    @property
    def seen(self) -> Seen:
        said = self.cleaned_data
        level = None if said["level"] == NOT_SEEN else int(said["level"])
        return Seen(level, said["note"], said["link"], said["file"])


class _AtCommune(forms.Form):
    """A form about somebody who works in one commune."""

    person = forms.ModelChoiceField(
        label=_("Người"),
        queryset=Person.objects.none(),
        empty_label=_("Chọn người"),
        widget=forms.Select(attrs=CHOICE),
        error_messages={"required": _("Chọn người."), "invalid_choice": _("Chọn người trong danh sách.")},
    )


class CoreForm(_AtCommune):
    """Who is named, from when, for what."""

    field_order = ["person", "named_on", "duties", "decision_number", "label"]
    named_on = _day(_("Chọn từ ngày"))
    duties = _line(_("Giúp việc gì, cho bộ phận nào"), 400, required=False)
    decision_number = _line(_("Số văn bản giao việc"), 60, required=False)
    label = _line(_("Đợt hỗ trợ"), 120, required=False)

    def __init__(self, *args: Any, place: Place, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = cores.people_at(place, on=on)


class TrainedForm(forms.Form):
    """A class attended, chosen among those kept here, or told with its day."""

    attended = forms.ChoiceField(label=_("Buổi đã dự"), required=False, widget=forms.RadioSelect)
    trained_on = _day(_("Hoặc ngày đào tạo"), required=False)
    trained_in = _line(_("Đào tạo về gì, ở đâu"), 300, required=False)

    def __init__(self, *args: Any, learned: list[cores.Learned], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learned = learned
        fields: dict[str, Any] = self.fields
        fields["attended"].choices = [
            (str(number), f"{row.day:%d/%m/%Y}: {row.title}") for number, row in enumerate(learned)
        ]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not clean.get("attended"):
            for name in ("trained_on", "trained_in"):
                if not clean.get(name) and name not in self.errors:
                    self.add_error(name, _("Chọn một buổi đã dự, hoặc ghi ngày và nội dung đào tạo."))
        return clean

    @property
    def chosen(self) -> cores.Learned:
        said = self.cleaned_data
        if said["attended"]:
            return self.learned[int(said["attended"])]
        return cores.Learned(said["trained_on"], said["trained_in"], "")


class HandoverForm(forms.Form):
    handed_over_on = _day(_("Ngày bàn giao"))
    handed_over = _words(
        _("Bàn giao những gì"),
        2000,
        help_text=_("Mỗi việc, hệ thống, tài liệu một dòng. Không ghi mật khẩu."),
        error_messages={"required": _("Ghi đã bàn giao những gì.")},
    )


class CheckForm(forms.Form):
    day = _day(_("Ngày xem"))
    is_active = forms.TypedChoiceField(
        label=_("Còn hoạt động không?"),
        choices=[("yes", _("Còn hoạt động")), ("no", _("Không còn"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn còn hoạt động hay không.")},
    )
    note = _line(
        _("Thấy gì"),
        400,
        help_text=_("Ví dụ: tháng này đã giúp bốn bộ phận, xử lý sáu sự cố"),
        error_messages={"required": _("Ghi một câu về điều đã thấy.")},
    )


class EndForm(forms.Form):
    ended_on = _day(_("Thôi từ ngày"))
    ended_reason = _line(_("Lý do thôi"), 300, error_messages={"required": _("Ghi lý do.")})


class PostForm(forms.Form):
    """A digital post of a commune."""

    title = _line(
        _("Vị trí việc làm"),
        200,
        help_text=_("Ví dụ: Công chức quản lý nhà nước về chuyển đổi số"),
        error_messages={"required": _("Ghi tên vị trí việc làm.")},
    )
    is_shared = forms.BooleanField(
        label=_("Vị trí nghiệp vụ chuyên môn dùng chung"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    basis = _line(_("Văn bản giao vị trí"), 200, required=False)
    opened_on = _day(_("Có từ ngày"))
    note = _line(_("Ghi chú"), 300, required=False)


class HolderForm(_AtCommune):
    """Who takes a post, from when, with what degree."""

    starts_on = _day(_("Từ ngày"))
    degree = forms.ChoiceField(
        label=_("Bằng cấp"),
        choices=list(DEGREES.items()),
        initial=Degree.UNKNOWN,
        widget=forms.Select(attrs=CHOICE),
    )

    def __init__(self, *args: Any, place: Place, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = cores.officials_at(place, on=on)


class ClosingForm(forms.Form):
    day = _day(_("Từ ngày"))
