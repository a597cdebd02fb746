from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.work.helpdesk.forms.desk import styled
from toso.work.helpdesk.models import OpeningHours, ServicePoint
from toso.work.helpdesk.queries import desk
from toso.work.helpdesk.rules import hours as rules
from toso.work.helpdesk.rules.hours import MONDAY_TO_FRIDAY, Bands, Fault, FaultyHours, Week

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = DAYS[:5]
LONGEST = 120
FAULTS = {
    Fault.UNREADABLE: _("Chưa đọc được “%(words)s”. Ghi như 7:30-11:30, 13:00-17:00; nghỉ thì ghi “nghỉ”."),
    Fault.BACKWARDS: _("Khoảng “%(words)s” kết thúc trước khi bắt đầu. Ghi giờ mở trước, giờ đóng sau."),
    Fault.OVERLAP: _("Hai khoảng “%(words)s” chồng lên nhau. Ghi mỗi khoảng một lần."),
    Fault.TOO_MANY: _("Mỗi ngày ghi nhiều nhất sáu khoảng."),
    Fault.NEVER: _("Chưa có giờ mở của ngày nào. Ghi giờ ở dòng này, ví dụ 7:30-11:30, 13:00-17:00."),
}
CLOSED = _("nghỉ")


def _day(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST)


class HoursForm(forms.Form):
    """A point and its week: one line says Monday to Friday; a day that differs says so itself."""

    name = forms.CharField(
        label=_("Tên nơi tiếp nhận"),
        max_length=160,
        error_messages={"required": _("Ghi tên nơi tiếp nhận, ví dụ: Trung tâm Phục vụ hành chính công xã.")},
    )
    usual = forms.CharField(
        label=_("Thứ Hai đến thứ Sáu"),
        required=False,
        max_length=LONGEST,
        help_text=_("Ví dụ: 7:30-11:30, 13:00-17:00. Mở suốt ngày đêm: 24/24."),
    )
    saturday = _day(_("Thứ Bảy"))
    sunday = _day(_("Chủ nhật"))
    monday = _day(_("Thứ Hai"))
    tuesday = _day(_("Thứ Ba"))
    wednesday = _day(_("Thứ Tư"))
    thursday = _day(_("Thứ Năm"))
    friday = _day(_("Thứ Sáu"))
    is_open_on_holidays = forms.BooleanField(label=_("Mở cả ngày lễ, Tết"), required=False)
    starts_on = forms.DateField(
        label=_("Áp dụng từ ngày"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Thay mọi giờ đã ghi cho ngày này và các ngày sau; các ngày trước giữ nguyên."),
        error_messages={"required": _("Ghi ngày bắt đầu áp dụng."), "invalid": _("Ghi ngày, ví dụ 16/11/2026.")},
    )
    address = forms.CharField(label=_("Địa chỉ"), required=False, max_length=200)
    phone = forms.CharField(
        label=_("Điện thoại của cơ quan"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=200, help_text=_("Ví dụ: chiều thứ Sáu tiếp công dân.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("saturday", "sunday"):
            self.fields[name].widget.attrs["placeholder"] = CLOSED
        for name in WEEKDAYS:
            self.fields[name].widget.attrs["placeholder"] = _("như dòng trên")
        styled(self)

    @property
    def own_days(self) -> list[forms.BoundField]:
        return [self[name] for name in WEEKDAYS]

    @property
    def has_own_days(self) -> bool:
        return any(self[name].value() or self[name].errors for name in WEEKDAYS)

    def clean(self) -> None:
        usual = self._bands("usual")
        days = []
        for name in DAYS:
            typed = (self.cleaned_data.get(name) or "").strip()
            days.append(self._bands(name) if typed or name not in WEEKDAYS else usual)
        if not self.errors and not any(days):
            self.add_error("usual", FAULTS[Fault.NEVER])
        self.cleaned_data["week"] = tuple(days)

    def _bands(self, name: str) -> Bands:
        try:
            return rules.read_bands(self.cleaned_data.get(name) or "")
        except FaultyHours as faulty:
            self.add_error(name, FAULTS[faulty.fault] % {"words": faulty.words})
            return ()

    def told(self) -> dict[str, Any]:
        """What the action is given."""
        names = ("name", "starts_on", "address", "phone", "note", "is_open_on_holidays", "week")
        return {name: self.cleaned_data[name] for name in names}


def first_values(point: ServicePoint, hours: OpeningHours | None) -> dict[str, Any]:
    """What the form of a point begins with: what is told of it."""
    values: dict[str, Any] = {"name": point.name, "address": point.address, "phone": point.phone}
    if hours is None:
        return values
    return values | week_values(hours.bands) | {"is_open_on_holidays": hours.is_open_on_holidays, "note": hours.note}


def week_values(week: Week) -> dict[str, str]:
    """A week as the fields say it."""
    usual = rules.usual_of(week)
    words = {name: rules.bands_words(bands) for name, bands in zip(DAYS, week, strict=True)}
    own = {DAYS[number]: words[DAYS[number]] or str(CLOSED) for number in MONDAY_TO_FRIDAY if week[number] != usual}
    return {"usual": rules.bands_words(usual), "saturday": words["saturday"], "sunday": words["sunday"]} | own


class CommuneForm(forms.Form):
    """Whose hours a citizen wants to read."""

    place = forms.ModelChoiceField(
        label=_("Xã, phường nơi ông/bà ở"),
        queryset=Place.objects.none(),
        empty_label=_("Chọn xã, phường"),
        error_messages={"required": _("Chọn xã, phường."), "invalid_choice": _("Chọn xã, phường trong danh sách.")},
    )

    def __init__(self, *args: Any, province_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = desk.communes_to_ask(province_code)  # type: ignore[attr-defined]  # rows
        styled(self)
