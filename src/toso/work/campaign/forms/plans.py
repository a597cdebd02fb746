from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.work.campaign.actions.plans import Days, Plan
from toso.work.campaign.forms import choice_field, day_field, one_of, several, typed_lines, typed_text, whole_number
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules.days import MOST_DAYS


class CampaignForm(forms.Form):
    place = one_of(_("Chiến dịch của"))
    template = choice_field(_("Mẫu"))
    title = typed_text(_("Tên chiến dịch"), required=True, error_messages={"required": _("Ghi tên chiến dịch.")})
    number = typed_text(
        _("Số văn bản"), most=60, required=True, error_messages={"required": _("Ghi số văn bản ban hành.")}
    )
    signed_on = day_field(_("Ngày ký"))
    effective_on = day_field(_("Ngày có hiệu lực"), help_text=_("Ngày 1 của chiến dịch tính từ ngày này."))
    is_next_day = forms.BooleanField(
        label=_("Văn bản ghi ngày 1 là ngày sau ngày có hiệu lực"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    days = whole_number(_("Số ngày liên tục"), least=1, most=MOST_DAYS)
    purpose = typed_lines(_("Mục đích"), help_text=_("Để trống thì lấy lời của mẫu."))
    basis = typed_text(_("Căn cứ"), most=500, help_text=_("Để trống thì lấy lời của mẫu."))

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = places
        levels = set(places.values_list("level", flat=True))
        fields["template"].choices = [
            (code, f"{row['title']} ({row['days']})")
            for code, row in queries.templates().items()
            if row["level"] in levels
        ]

    @property
    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(**{name: said[name] for name in said if name != "place"})


class WaveForm(forms.Form):
    needs_until = day_field(_("Hạn xã đăng ký nhu cầu"))
    lists_until = day_field(_("Hạn các đơn vị gửi danh sách"))
    first_day = day_field(_("Từ ngày"))
    last_day = day_field(_("Đến hết ngày"))
    senders = several(_("Đơn vị được đề nghị cử người"), rows=8, help_text=_("Giữ Ctrl để chọn nhiều đơn vị."))

    def __init__(self, *args: Any, senders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["senders"].queryset = senders

    @property
    def planned(self) -> Days:
        said = self.cleaned_data
        return Days(said["first_day"], said["last_day"], said["needs_until"], said["lists_until"])


class LaunchForm(forms.Form):
    launched_on = day_field(_("Ngày ra quân"), required=False)
    launch_words = typed_text(_("Lễ ra quân"), most=300, help_text=_("Nơi tổ chức, ai chủ trì"))
    leader = one_of(
        _("Tổ trưởng của đợt"), empty=_("Chưa chọn"), required=False, help_text=_("Quản lý giờ giấc, kỷ luật, nhật ký")
    )
    sessions = several(_("Buổi tập huấn trước khi đi"), help_text=_("Mở buổi ở mục Tập huấn, rồi chọn ở đây."))

    def __init__(self, *args: Any, leaders: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["leader"].queryset = leaders
        fields["sessions"].queryset = sessions


class DecisionForm(forms.Form):
    number = typed_text(
        _("Số quyết định"), most=60, required=True, error_messages={"required": _("Ghi số quyết định.")}
    )
    decided_on = day_field(_("Ngày quyết định"))
    version = forms.IntegerField(widget=forms.HiddenInput)
