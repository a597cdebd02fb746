"""Lists that are typed on one page, a small form for each row."""

from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict


class RowForm(forms.Form):
    """A row of a list; emptied it is left out, whatever stands in its lists and boxes (``not_typed``)."""

    use_required_attribute = False
    not_typed: ClassVar[frozenset[str]] = frozenset()

    def full_clean(self) -> None:
        if self.is_bound and not any(self._typed(name) for name in self.fields if name not in self.not_typed):
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def _typed(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")).strip()


def rows_form(
    row: type[RowForm], first: list[dict[str, Any]], said: Any = None, *, free: int, most: int
) -> "forms.BaseFormSet[RowForm]":
    """The rows as they stand, or as they were typed, with ``free`` empty ones at the end."""
    made = forms.formset_factory(row, extra=free, max_num=most + free, absolute_max=most + free)
    return made(said, initial=first, prefix="row")


def typed_rows(rows: "forms.BaseFormSet[RowForm]") -> list[dict[str, Any]]:
    """What was typed, in its order; emptied rows are left out."""
    return [one.cleaned_data for one in rows.forms if one.cleaned_data]
