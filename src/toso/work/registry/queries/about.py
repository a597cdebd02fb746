"""What the register says of one citizen, for the citizen's own eyes: the rows in which the person stands as contact."""

from django.utils.translation import gettext as _

from toso.ground.people.rules import name_key
from toso.ground.shared.scope import Scope
from toso.work.registry.models import Registrant
from toso.work.registry.queries.catalogue import COLUMNS, field_label
from toso.work.registry.queries.register import answer_lines, changes_of, matching, value_words, visible
from toso.work.registry.rules.answers import Value
from toso.work.registry.rules.names import phone_key

MOST = 50

Said = list[tuple[str, str]]


def rows_naming(scope: Scope, *, name: str, contact: str) -> list[Registrant]:
    """Rows of the scope, ended ones too, whose contact has that name in any order, or that telephone number. Two
    persons may share a name: whoever answers looks which row is the one."""
    key, phone = name_key(name), phone_key(contact)
    rows = visible(scope).exclude(contact_name="", phone="").select_related("place", "consent")
    found = list(rows.filter(phone_key=phone)[:MOST]) if phone else []
    alike = matching(rows, name)[: MOST * 4] if key else []
    found += [row for row in alike if name_key(row.contact_name) == key]
    return list({row.pk: row for row in found}.values())[:MOST]


def about_row(row: Registrant) -> list[tuple[str, list[Said]]]:
    """Everything that is kept of a row, in words: what stands, what was answered and when, what was changed by whom."""
    stands: Said = [(_("Thôn, tổ dân phố"), row.place.full_name), (_("Vào sổ ngày"), f"{row.listed_on:%d/%m/%Y}")]
    stands += [
        (field_label(name), value_words(name, str(getattr(row, name))))
        for name in COLUMNS
        if name != "is_head" and getattr(row, name)
    ]
    if row.consent is not None:
        stands.append((_("Sự đồng ý"), f"{row.consent.get_way_display()}, {row.consent.given_on:%d/%m/%Y}"))
    if row.ended_on:
        stands.append((_("Ra khỏi sổ ngày"), f"{row.ended_on:%d/%m/%Y}"))
    answers: list[Said] = [
        [(line.question.label, line.words), *((_("Từ ngày"), f"{day:%d/%m/%Y}") for day in [line.since] if day)]
        + [(_("Trước đó"), words) for words in line.before]
        for line in answer_lines(row)
        if line.value != Value.NOT_ASKED or line.before
    ]
    changes: list[Said] = [
        [(_("Ngày"), f"{line.change.day:%d/%m/%Y}"), (_("Thay đổi"), "; ".join(line.parts) or "–")]
        for line in changes_of(row)
    ]
    parts = [(_("Dòng trong sổ hộ"), [stands]), (_("Câu trả lời"), answers), (_("Những lần thay đổi"), changes)]
    return [(label, said) for label, said in parts if said]
