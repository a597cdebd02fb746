"""Forms that nobody here has seen: each converts, or is refused at its cell in our words."""

import re

import pytest

from toso.plan.forms.queries.faults import told
from toso.plan.forms.rules import definition
from toso.plan.forms.tests.strange import REFUSED, TAKEN, strange


@pytest.mark.parametrize("name", TAKEN)
def test_an_odd_form_converts(name: str):
    form = definition.read(strange(TAKEN[name], "la"), file_name="la.xlsx")

    assert [told(fault) for fault in form.faults] == []


@pytest.mark.parametrize("name", REFUSED)
def test_an_odd_fault_is_told_in_our_words_at_its_cell(name: str):
    sheets, (sheet, row, letter) = REFUSED[name]

    (fault,) = definition.read(strange(sheets, "la"), file_name="la.xlsx").faults

    assert (fault.place.sheet, fault.place.row, fault.place.letter) == (sheet, row, letter)
    sentence = told(fault).partition(": ")[2]
    assert re.search("[àáảãạăắằẵặâấầẩậđèéẹêếềểễệìíịòóỏõọôốồổộơớờởỡợùúủũụưứừửữựỳýỵ]", sentence.partition(" (")[0])
