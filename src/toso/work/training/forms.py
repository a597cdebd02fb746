"""Input of the pages of training made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.plan.programme.models import Platform
from toso.work.training import rules
from toso.work.training.actions.courses import Syllabus
from toso.work.training.actions.proposals import Proposed
from toso.work.training.actions.sessions import Meeting
from toso.work.training.models import AUDIENCES, MODES, ORGANISERS, Course, Outline, Session
from toso.work.training.queries import sessions as queries
from toso.work.training.rules import HEADS, Audience, Mode, Organiser

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}
CONTENTS = ("title", "audience", "mode", "parts", "practice", "platform", "basis")
MEETING = ("place", "day", "starts_at", "ends_at", "venue", "trainers", "guests", "capacity", "materials")
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]


def _text(label: Any, *, most: int = 200, is_required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=is_required, widget=forms.TextInput(attrs=TEXT), **more
    )


def _words(label: Any, *, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={**TEXT, "rows": rows})
    return forms.CharField(label=label, max_length=6000, widget=widget, **{"required": False, **more})


def _number(label: Any, *, least: int, most: int, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=widget, **{"required": False, **more}
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices.items()), widget=forms.Select(attrs=CHOICE))


WHY_HELP = _("Đã có người đăng ký: họ được báo thay đổi kèm lý do này.")


class CourseForm(forms.Form):
    title = _text(_("Tên khoá"), is_required=True, error_messages={"required": _("Ghi tên khoá.")})
    audience = _choice(_("Đối tượng"), AUDIENCES)
    mode = _choice(_("Hình thức"), MODES)
    organiser = _choice(_("Đơn vị tổ chức"), ORGANISERS)
    organiser_name = _text(_("Tên đơn vị tổ chức"), help_text=_("Để trống nếu là nơi mở khoá"))
    basis = _text(_("Căn cứ"), help_text=_("Văn bản, mục"))
    platform = forms.ModelChoiceField(
        label=_("Nền tảng được tập huấn"),
        queryset=Platform.objects.none(),
        required=False,
        empty_label=_("Không riêng nền tảng nào"),
        widget=forms.Select(attrs=CHOICE),
    )
    parts = _words(
        _("Nội dung"),
        rows=7,
        required=True,
        help_text=_("Mỗi nội dung một dòng"),
        error_messages={"required": _("Ghi ít nhất một nội dung của khoá.")},
    )
    practice = _words(_("Việc thực hành, tự làm được"), help_text=_("Mỗi việc một dòng"))
    self_study_url = forms.URLField(
        label=_("Địa chỉ tự học"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs=TEXT),
        error_messages={"invalid": _("Ghi địa chỉ đầy đủ, ví dụ https://hoc.vi-du.vn/khoa-1")},
    )
    validity_months = _number(
        _("Giấy chứng nhận có hạn (tháng)"), least=1, most=120, help_text=_("Để trống nếu không hết hạn")
    )
    pass_percent = _number(
        _("Mức đạt của bài kiểm tra (%)"), least=1, most=100, initial=rules.PASS_PERCENT, required=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["platform"].queryset = Platform.objects.filter(valid_until__isnull=True).order_by("order", "name")

    def ask_why(self) -> None:
        """People have signed up: they are told why something is another."""
        self.fields["reason"] = _text(_("Lý do sửa"), most=300, help_text=WHY_HELP)

    @property
    def syllabus(self) -> Syllabus:
        said = self.cleaned_data
        return Syllabus(
            title=said["title"],
            audience=Audience(said["audience"]),
            mode=Mode(said["mode"]),
            organiser=Organiser(said["organiser"]),
            organiser_name=said["organiser_name"],
            basis=said["basis"],
            parts=said["parts"].splitlines(),
            practice=said["practice"].splitlines(),
            platform=said["platform"],
            self_study_url=said["self_study_url"],
            validity_months=said["validity_months"],
            pass_percent=said["pass_percent"],
        )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={**TEXT, "type": "time"}),
        error_messages={"invalid": _("Ghi giờ, ví dụ 08:00."), "required": _("Ghi giờ.")},
    )


class SessionForm(forms.Form):
    place = forms.ModelChoiceField(
        label=_("Nơi tổ chức"),
        queryset=Place.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs=CHOICE),
        error_messages={"invalid_choice": _("Chọn một nơi trong danh sách.")},
    )
    day = forms.DateField(
        label=_("Ngày"),
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026."), "required": _("Ghi ngày.")},
    )
    starts_at = _time(_("Bắt đầu"))
    ends_at = _time(_("Kết thúc"))
    venue = _text(_("Địa điểm"), is_required=True, error_messages={"required": _("Ghi địa điểm.")})
    capacity = _number(_("Số chỗ"), least=1, most=rules.MOST_CAPACITY, help_text=_("Để trống nếu không giới hạn"))
    trainers = forms.ModelMultipleChoiceField(
        label=_("Giảng viên"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={**CHOICE, "size": 6, "data-narrow": _("Tìm người trong danh sách")}),
        help_text=_("Giữ Ctrl để chọn nhiều người."),
    )
    guests = _text(_("Giảng viên mời"), help_text=_("Người ngoài hệ thống: họ tên, đơn vị"))
    materials = _words(_("Tài liệu, chuẩn bị"), rows=3)

    def __init__(self, *args: Any, places: Any, trainers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = places
        fields["place"].label_from_instance = _with_parent
        fields["trainers"].queryset = trainers

    def ask_why(self) -> None:
        """People have signed up: they are told why something is another."""
        self.fields["reason"] = _text(_("Lý do sửa"), most=300, help_text=WHY_HELP)

    @property
    def meeting(self) -> Meeting:
        return Meeting(
            **{name: self.cleaned_data[name] for name in MEETING} | {"trainers": list(self.cleaned_data["trainers"])}
        )


def _with_parent(place: Place) -> str:
    return f"{place} ({place.parent})" if place.level == "hamlet" and place.parent else str(place)


class ProposalForm(SessionForm):
    """A class that a partner would hold; without the contents when it is one more of a standing course."""

    field_order = ["organisation", "organisation_name", "title", "audience", "mode", "parts", "practice", "platform"]
    organisation = forms.ModelChoiceField(
        label=_("Đơn vị"), queryset=Organisation.objects.none(), empty_label=None, widget=forms.Select(attrs=CHOICE)
    )
    organisation_name = _text(_("Tên đơn vị"), is_required=True, error_messages={"required": _("Ghi tên đơn vị.")})
    title, audience, mode = (CourseForm.base_fields[name] for name in ("title", "audience", "mode"))
    parts, practice, platform, basis = (
        CourseForm.base_fields[name] for name in ("parts", "practice", "platform", "basis")
    )

    def __init__(self, *args: Any, bodies: Any, course: Course | None, **kwargs: Any) -> None:
        super().__init__(*args, trainers=Person.objects.none(), **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = bodies
        fields["platform"].queryset = Platform.objects.filter(valid_until__isnull=True).order_by("order", "name")
        fields["place"].empty_label = _("Chọn nơi")
        fields["place"].error_messages["required"] = _("Chọn một nơi trong danh sách.")
        fields["place"].widget.attrs["data-narrow"] = _("Tìm nơi trong danh sách")
        fields["mode"].choices = [(code, label) for code, label in MODES.items() if code != Mode.SELF_STUDY]
        fields["guests"].help_text = _("Ai cùng giảng: họ tên, chức danh")
        has_body = bodies.exists()
        gone = {"trainers", "organisation_name" if has_body else "organisation", *(CONTENTS if course else ())}
        for name in gone:
            del fields[name]

    def proposed(self, by: Person, *, outline: Outline | None, course: Course | None) -> Proposed:
        said = {"trainers": [by], **self.cleaned_data}
        syllabus = None
        if course is None:
            syllabus = Syllabus(
                title=said["title"],
                audience=Audience(said["audience"]),
                mode=Mode(said["mode"]),
                organiser=Organiser.COMPANY,
                basis=said["basis"],
                parts=said["parts"].splitlines(),
                practice=said["practice"].splitlines(),
                platform=said["platform"],
            )
        return Proposed(
            meeting=Meeting(**{name: said[name] for name in MEETING}),
            organisation=said.get("organisation"),
            organisation_name=said.get("organisation_name", ""),
            syllabus=syllabus,
            outline=outline,
            course=course,
        )


class ReasonForm(forms.Form):
    reason = _text(_("Lý do"), most=300)


class HeadsForm(forms.Form):
    """Citizens by groups; nobody stands in two groups."""

    elderly = _number(_("Người cao tuổi"), least=0, most=rules.MOST_HEADS, initial=0)
    pupils = _number(_("Học sinh, sinh viên"), least=0, most=rules.MOST_HEADS, initial=0)
    workers = _number(_("Người lao động"), least=0, most=rules.MOST_HEADS, initial=0)
    others = _number(_("Người dân khác"), least=0, most=rules.MOST_HEADS, initial=0)
    reason = _text(_("Lý do sửa"), most=300)

    @property
    def heads(self) -> dict[str, int]:
        return {name: self.cleaned_data.get(name) or 0 for name in HEADS}


class RollRow:
    """A line of a paper list as it was typed, with whom it means or what is wrong."""

    def __init__(self, number: int, name: str, phone: str) -> None:
        self.number, self.name, self.phone = number, name, phone
        self.person: Person | None = None
        self.fault = ""


MOST_ROWS = 200


def typed_rows(data: Any) -> list[RollRow]:
    """The cells of the page and the pasted block as rows; empty ones are left out."""
    pairs = list(zip(data.getlist("name"), data.getlist("phone"), strict=False))
    for line in data.get("block", "").splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        pairs.append((cells[0], cells[1] if len(cells) > 1 else ""))
    kept = [(" ".join(name.split()), phone.strip()) for name, phone in pairs if name.strip() or phone.strip()]
    return [RollRow(number, name, phone) for number, (name, phone) in enumerate(kept, start=1)]


def read_rows(rows: list[RollRow], session: Session) -> None:
    """Find whom each line means; a line that means nobody or several says so."""
    roll = queries.Roll.of(session)
    seen: dict[int, int] = {}
    for row in rows:
        meant = roll.meant(row.name, row.phone)
        if not meant:
            row.fault = str(_("không thấy người này ở nơi học; xem lại tên hoặc số điện thoại."))
        elif len(meant) > 1:
            row.fault = str(_("có %(count)s người cùng tên; ghi thêm số điện thoại.") % {"count": len(meant)})
        elif meant[0].pk in seen:
            row.fault = str(_("trùng với dòng %(row)s.") % {"row": seen[meant[0].pk]})
        else:
            row.person = meant[0]
            seen[meant[0].pk] = row.number


class QuestionForm(forms.Form):
    """A question with its choices, one a line, the right one marked by its number."""

    text = _text(_("Câu hỏi"), most=300, is_required=True, error_messages={"required": _("Ghi câu hỏi.")})
    choices = _words(
        _("Các lựa chọn"),
        required=True,
        help_text=_("Mỗi lựa chọn một dòng, từ 2 đến 6 dòng"),
        error_messages={"required": _("Ghi ít nhất hai lựa chọn.")},
    )
    right = _number(_("Dòng đúng là dòng số"), least=1, most=rules.MOST_CHOICES, required=True, initial=1)
    why = _text(_("Vì sao"), most=300, help_text=_("Hiện sau khi trả lời"))

    @property
    def question(self) -> dict[str, Any]:
        said = self.cleaned_data
        lines = [line for line in said["choices"].splitlines() if line.strip()]
        return {"text": said["text"], "choices": lines, "right": said["right"] - 1, "why": said["why"]}
