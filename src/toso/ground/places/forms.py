"""The four changes of the territory, asked in the words of the resolution that decides them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.ground.places.queries import children_of
from toso.ground.places.queries.changes import Portion
from toso.ground.places.rules import KINDS, PARENT_LEVEL, Level
from toso.ground.shared.scope import Scope

NEW = "new"
MOST_PARTS = 5


class ChangeForm(forms.Form):
    """From which day, by which document."""

    on = forms.DateField(
        label=_("Có hiệu lực từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Ghi ngày có hiệu lực."), "invalid": _("Ghi ngày có thật, dạng ngày/tháng/năm.")},
    )
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        help_text=_("Số, ngày và cơ quan ban hành, ví dụ: Nghị quyết 12/NQ-HĐND ngày 20/8/2026 của HĐND tỉnh"),
        error_messages={"required": _("Hãy ghi căn cứ: số, ngày và cơ quan ban hành của văn bản.")},
    )

    def __init__(self, *args: Any, place: Place, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.scope = place, scope
        self.prepare()
        self.order_fields([name for name in self.fields if name not in ("on", "basis")])
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "form-check-input"
            else:
                is_choice = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def prepare(self) -> None:
        """Fill what depends on the place."""

    def asked(self) -> dict[str, Any]:
        """What is asked, in the words of the plan; only of a valid form."""
        raise NotImplementedError

    def groups(self) -> list[dict[str, Any]]:
        """The fields in the order they are asked, under legends where there are several of a kind."""
        return [{"legend": "", "fields": list(self)}]

    def neighbours(self) -> Any:
        """Units of today beside this one, inside what the person may change."""
        beside = Place.objects.current().filter(level=self.place.level, parent=self.place.parent)
        return beside.visible_to(self.scope).exclude(pk=self.place.pk).order_by("sort_key", "pk")


def _kinds(place: Place) -> list[tuple[str, str]]:
    kinds = KINDS[Level(place.level)]
    return [(kind, kind) for kind in (kinds if place.kind in kinds else (place.kind, *kinds))]


def _code_field(place: Place) -> forms.CharField:
    is_hamlet = place.level == Level.HAMLET
    return forms.CharField(
        label=_("Mã"),
        max_length=12,
        required=False,
        help_text=_("Để trống thì hệ thống đặt mã.") if is_hamlet else _("Theo danh mục của cơ quan thống kê"),
    )


class RenameForm(ChangeForm):
    name = forms.CharField(
        label=_("Tên mới"),
        max_length=120,
        help_text=_("Không kèm loại, ví dụ: Ninh Hòa"),
        error_messages={"required": _("Hãy ghi tên của đơn vị.")},
    )

    def prepare(self) -> None:
        self.fields["kind"] = forms.ChoiceField(label=_("Loại"), choices=_kinds(self.place))
        self.fields["code"] = _code_field(self.place)
        self.initial.update(name=self.place.name, kind=self.place.kind, code=self.place.code)

    def asked(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "kind", "code")}


class HamletsForm(ChangeForm):
    names = forms.CharField(
        label=_("Tên, mỗi dòng một đơn vị"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Không kèm loại. Dán được một cột từ Excel."),
        error_messages={"required": _("Hãy ghi ít nhất một tên.")},
    )

    def prepare(self) -> None:
        kinds = [(kind, kind) for kind in KINDS[Level.HAMLET]]
        self.fields["kind"] = forms.ChoiceField(label=_("Loại"), choices=kinds)

    def asked(self) -> dict[str, Any]:
        lines = (line.strip() for line in self.cleaned_data["names"].splitlines())
        return {"names": [line for line in lines if line], "kind": self.cleaned_data["kind"]}


class MoveForm(ChangeForm):
    parent = forms.ModelChoiceField(
        label=_("Chuyển sang"),
        queryset=Place.objects.none(),
        empty_label=_("Chọn đơn vị"),
        error_messages={"required": _("Chọn đơn vị cấp trên mới.")},
    )

    def prepare(self) -> None:
        level = PARENT_LEVEL.get(Level(self.place.level), "")
        above = Place.objects.current().filter(level=level).visible_to(self.scope)
        field = self.fields["parent"]
        field.queryset = above.order_by("sort_key", "pk")  # type: ignore[attr-defined]  # a choice of rows

    def asked(self) -> dict[str, Any]:
        return {"parent": self.cleaned_data["parent"]}


class MergeForm(ChangeForm):
    places = forms.ModelMultipleChoiceField(
        label=_("Sáp nhập cùng với"),
        queryset=Place.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một đơn vị nữa.")},
    )

    def prepare(self) -> None:
        beside = self.neighbours()
        self.fields["places"].queryset = beside  # type: ignore[attr-defined]  # a choice of rows
        stays = [(str(place.pk), _("%(place)s, vẫn giữ") % {"place": place}) for place in [self.place, *beside]]
        self.fields["into"] = forms.ChoiceField(
            label=_("Thành đơn vị"), choices=[(NEW, _("Đơn vị mới, tên ghi ở dưới")), *stays]
        )
        self.fields["name"] = forms.CharField(label=_("Tên, nếu là đơn vị mới"), max_length=120, required=False)
        self.fields["kind"] = forms.ChoiceField(label=_("Loại"), choices=_kinds(self.place), required=False)
        self.fields["code"] = _code_field(self.place)

    def asked(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data["into"] == NEW:
            into = Portion(name=data["name"], kind=data["kind"], code=data["code"])
        else:
            into = Portion(place_id=int(data["into"]))
        return {"places": [self.place, *data["places"]], "into": into}


class SplitForm(ChangeForm):
    """Two to five parts, each a new unit or a neighbour; every unit below goes to one of them."""

    def __init__(self, *args: Any, parts: int = 2, **kwargs: Any) -> None:
        self.parts = range(1, max(2, min(parts, MOST_PARTS)) + 1)
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        beside = [(str(place.pk), _("Nhập vào %(place)s") % {"place": place}) for place in self.neighbours()]
        for part in self.parts:
            words = {"number": part}
            self.fields[f"into_{part}"] = forms.ChoiceField(
                label=_("Phần %(number)s thành") % words, choices=[(NEW, _("Đơn vị mới")), *beside]
            )
            self.fields[f"name_{part}"] = forms.CharField(
                label=_("Tên phần %(number)s, nếu là đơn vị mới") % words, max_length=120, required=False
            )
            self.fields[f"kind_{part}"] = forms.ChoiceField(
                label=_("Loại của phần %(number)s") % words, choices=_kinds(self.place), required=False
            )
            self.fields[f"code_{part}"] = _code_field(self.place)
            self.fields[f"code_{part}"].label = _("Mã của phần %(number)s") % words
        self.children = list(children_of(self.place))
        choices = [("", _("Chọn phần")), *((str(part), _("Phần %(number)s") % {"number": part}) for part in self.parts)]
        for child in self.children:
            self.fields[f"child_{child.pk}"] = forms.ChoiceField(
                label=_("%(place)s thuộc") % {"place": child},
                choices=choices,
                error_messages={"required": _("Chọn phần mà đơn vị này thuộc về.")},
            )

    def groups(self) -> list[dict[str, Any]]:
        parts = [
            {
                "legend": _("Phần %(number)s") % {"number": part},
                "fields": [self[f"{name}_{part}"] for name in ("into", "name", "kind", "code")],
            }
            for part in self.parts
        ]
        below = [self[f"child_{child.pk}"] for child in self.children]
        last = [{"legend": "", "fields": [self["on"], self["basis"]]}]
        return [*parts, *([{"legend": _("Đơn vị bên dưới thuộc phần nào"), "fields": below}] if below else []), *last]

    def asked(self) -> dict[str, Any]:
        return {"into": [self._portion(part) for part in self.parts]}

    def _portion(self, part: int) -> Portion:
        data = self.cleaned_data
        children = tuple(child.pk for child in self.children if data[f"child_{child.pk}"] == str(part))
        if data[f"into_{part}"] != NEW:
            return Portion(place_id=int(data[f"into_{part}"]), children=children)
        return Portion(
            name=data[f"name_{part}"], kind=data[f"kind_{part}"], code=data[f"code_{part}"], children=children
        )
