from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.ground.privacy import queries, rules
from toso.ground.privacy.models import WAYS
from toso.ground.privacy.rules import Way
from toso.ground.shared.scope import Scope, inside

BY_HAND = [(way, words) for way, words in WAYS.items() if way != Way.ACCOUNT]


def _dressed(form: forms.Form) -> None:
    for field in form.fields.values():
        is_choice = isinstance(field.widget, forms.Select)
        if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"


def _day(label: Any, **words: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **words)


class OwnRequestForm(forms.Form):
    """What I ask about my own data."""

    kind = forms.ChoiceField(label=_("Yêu cầu"))
    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Dữ liệu nào, vì sao. Không ghi số giấy tờ, mật khẩu."),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.name) for kind in queries.kinds_on(on)]  # type: ignore[attr-defined]  # a choice
        _dressed(self)


class ReceivedRequestForm(OwnRequestForm):
    """What somebody came to the commune with, or wrote."""

    subject_name = forms.CharField(label=_("Họ và tên người yêu cầu"), max_length=120)
    contact = forms.CharField(label=_("Cách liên hệ"), max_length=120, required=False)
    place = forms.ModelChoiceField(label=_("Nơi nhận"), queryset=Place.objects.none(), empty_label=None)
    way = forms.ChoiceField(
        label=_("Cách gửi"), choices=[(way, words) for way, words in WAYS.items() if way != Way.ACCOUNT]
    )
    received_on = _day(_("Ngày nhận"))
    has_others = forms.BooleanField(label=_("Có bên xử lý hoặc bên thứ ba tham gia"), required=False)

    field_order = ("subject_name", "contact", "kind", "text", "place", "way", "received_on", "has_others")

    def __init__(self, *args: Any, scope: Scope, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.HANDLERS)
        places = Place.objects.current().filter(inside(roots, "path")).exclude(level="hamlet")
        self.fields["place"].queryset = places.order_by("path")  # type: ignore[attr-defined]  # a choice of rows


class AnswerForm(forms.Form):
    is_accepted = forms.ChoiceField(
        label=_("Kết quả"), choices=[("yes", _("Sẽ thực hiện")), ("no", _("Không thực hiện, có lý do"))]
    )
    answer = forms.CharField(label=_("Trả lời"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)


class ExtendForm(forms.Form):
    days = forms.IntegerField(label=_("Thêm số ngày"), min_value=1, max_value=rules.LONGEST_EXTENSION_DAYS)
    reason = forms.CharField(label=_("Lý do gia hạn"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("Đã làm gì"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)


class ConsentForm(forms.Form):
    """What a citizen agreed to. Nothing is ticked beforehand."""

    subject_name = forms.CharField(label=_("Họ và tên người đồng ý"), max_length=120)
    contact = forms.CharField(label=_("Cách liên hệ"), max_length=120, required=False)
    place = forms.ModelChoiceField(label=_("Nơi ở"), queryset=Place.objects.none(), empty_label=_("Chọn nơi"))
    purpose = forms.CharField(
        label=_("Đồng ý cho mục đích gì"),
        max_length=300,
        help_text=_("Một mục đích một dòng, ví dụ: gọi lại để hỏi thăm sau khi hướng dẫn"),
    )
    way = forms.ChoiceField(label=_("Cách đồng ý"), choices=[("", _("Chọn cách")), *BY_HAND])
    proof = forms.CharField(
        label=_("Chứng cứ"), max_length=300, required=False, help_text=_("Số phiếu, nơi giữ giấy, hoặc ai làm chứng")
    )
    given_on = _day(_("Ngày đồng ý"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.CONSENT_KEEPERS)
        self.fields["place"].queryset = (  # type: ignore[attr-defined]  # a choice of rows
            Place.objects.current().filter(inside(roots, "path")).order_by("path")
        )
        _dressed(self)


def _moment(label: Any, **words: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, **words)


def _words(label: Any, most: int, *, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


class BreachForm(forms.Form):
    """What is known of personal data that went astray."""

    what = _words(
        _("Việc gì đã xảy ra"), 1000, rows=3, help_text=_("Không ghi tên, số giấy tờ của người bị ảnh hưởng.")
    )
    subjects = _words(_("Dữ liệu của ai"), 200, help_text=_("Ví dụ: thành viên các tổ; hộ gia đình thôn 3"))
    how_many = forms.IntegerField(label=_("Khoảng bao nhiêu người"), min_value=0, max_value=10_000_000, required=False)
    what_data = _words(_("Dữ liệu gì"), 300, help_text=_("Ví dụ: họ tên, số điện thoại"))
    place = forms.ModelChoiceField(label=_("Nơi xảy ra"), queryset=Place.objects.none(), empty_label=None)
    known_at = _moment(_("Biết lúc"))
    happened_on = _day(_("Ngày xảy ra"), required=False)
    measures = _words(_("Đã làm gì ngay"), 1000, rows=2, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.HANDLERS)
        places = Place.objects.current().filter(inside(roots, "path")).exclude(level="hamlet")
        self.fields["place"].queryset = places.order_by("path")  # type: ignore[attr-defined]  # a choice of rows
        _dressed(self)


class BreachReportForm(forms.Form):
    reported_at = _moment(_("Báo lúc"))
    reported_to = _words(_("Báo cho cơ quan"), 200)
    report_number = _words(_("Số văn bản"), 60, required=False)
    late_reason = _words(_("Lý do báo chậm"), 300, required=False, help_text=_("Chỉ ghi khi báo sau hạn."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)


class BreachEndForm(forms.Form):
    subjects_told = _words(_("Đã cho người bị ảnh hưởng biết thế nào"), 500, rows=2)
    outcome = _words(_("Đã khắc phục thế nào"), 1000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)
