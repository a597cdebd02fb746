from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.plan.programme.models import Platform
from toso.work.helpdesk import queries

SELECTS = ("place", "agency", "category", "platform")


class DifficultyForm(forms.Form):
    """What hinders the work, in one sentence; the rest helps who answers."""

    place = forms.ModelChoiceField(label=_("Nơi gặp vướng mắc"), queryset=Place.objects.none(), empty_label=None)
    agency = forms.ModelChoiceField(
        label=_("Cơ quan, đơn vị nêu"), queryset=Organisation.objects.none(), empty_label=None
    )
    title = forms.CharField(
        label=_("Vướng mắc"),
        max_length=200,
        help_text=_("Một câu, ví dụ: Cổng dịch vụ công không gửi mã xác nhận về máy"),
        error_messages={"required": _("Ghi vướng mắc trong một câu.")},
    )
    text = forms.CharField(
        label=_("Mô tả"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Đã gặp từ khi nào, đã thử gì. Không ghi số giấy tờ, mật khẩu của người dân."),
    )
    category = forms.ChoiceField(label=_("Nhóm"), required=False)
    platform = forms.ModelChoiceField(
        label=_("Nền tảng, dịch vụ số"),
        required=False,
        queryset=Platform.objects.none(),
        empty_label=_("Không thuộc nền tảng nào"),
    )

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as Django takes them
        if scope.holds(*queries.RAISERS):
            roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.RAISERS)
            places = Place.objects.current().filter(inside(roots, "path"), level__in=[Level.HAMLET, Level.COMMUNE])
            self.fields["place"].queryset = places.order_by("path")  # type: ignore[attr-defined]  # a choice of rows
            del self.fields["agency"]
        else:  # somebody who speaks for a department, not for a place
            self.fields["agency"].queryset = queries.agencies(scope)  # type: ignore[attr-defined]  # a choice of rows
            del self.fields["place"]
        platforms = Platform.objects.filter(valid_until__isnull=True).order_by("order", "name")
        self.fields["platform"].queryset = platforms  # type: ignore[attr-defined]  # a choice of rows
        self.fields["category"].choices = [("", _("Chưa rõ")), *queries.categories()]  # type: ignore[attr-defined]  # choices
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name in SELECTS else "form-control"


class StepForm(forms.Form):
    """Words for a step; for a forwarding the organisation it goes to."""

    text = forms.CharField(
        label=_("Nội dung"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    organisation = forms.ModelChoiceField(
        label=_("Đơn vị chủ quản"), required=False, queryset=Organisation.objects.none(), empty_label=_("Chọn đơn vị")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as Django takes them
        owners = Organisation.objects.filter(platforms__isnull=False, valid_until__isnull=True).distinct()
        self.fields["organisation"].queryset = owners.order_by("sort_key")  # type: ignore[attr-defined]  # a choice of rows
        self.fields["text"].widget.attrs["class"] = "form-control"
        self.fields["organisation"].widget.attrs["class"] = "form-select"
