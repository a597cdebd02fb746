"""A second table on the sheet of the first: found and named, for it would be overlooked or misread. Pure."""

from collections.abc import Sequence

from toso.ground.tables.rules.cells import is_blank, shown
from toso.ground.tables.rules.grid import Sheet
from toso.ground.tables.rules.heads import ORDER, Column, Head
from toso.ground.tables.rules.rowkinds import plain


def another_table(sheet: Sheet, head: Head, needed: Sequence[Column]) -> tuple[int, int] | None:
    """Where a second table of the kind begins, as row and column from 0; None where there is one table alone.

    Beside the first it would be overlooked; below it, with its columns in another order, it would be misread.
    """
    said = {at: {plain(title), plain(title.rsplit(" / ", 1)[-1])} for at, title in sorted(head.titles.items())}
    known = [{*column.names, plain(head.titles.get(head.columns[column.code], ""))} for column in needed]
    spots = [[at for at, words in said.items() if words & names] for names in known]
    if spots and all(len(found) > 1 for found in spots):
        end, begin = max(found[0] for found in spots), min(found[1] for found in spots)
        numbered = [at for at, title in head.titles.items() if end < at < begin and plain(title) in ORDER]
        if end < begin and (numbered or len(spots) > 1):
            return head.first, min([*numbered, begin])
    return _table_below(sheet, head, needed)


def _table_below(sheet: Sheet, head: Head, needed: Sequence[Column]) -> tuple[int, int] | None:
    columns = {column.code: head.columns[column.code] for column in needed if column.code in head.columns}
    own = {code: shown(sheet.at(head.last, at)) for code, at in columns.items()}
    titles = {title for title in own.values() if title}
    if len(titles) < max(2, len(needed)):
        return None
    for row in range(head.last + 1, len(sheet.rows)):
        values = sheet.rows[row]
        if titles.issubset(value for value in values if isinstance(value, str)):
            found = {title: values.index(title) for title in titles}
            if any(found[title] != columns[code] for code, title in own.items()):
                return row, min(at for at, value in enumerate(values) if not is_blank(value))
    return None
