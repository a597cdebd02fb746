from tests.permissions import Row

ROWS = {
    "console:home": Row(),
    "console:figures": Row(),
    "console:place": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:place_workbook": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:search": Row(),
    "console:display": Row(public=True),
    "console:session": Row(method="post"),
    "console:call": Row(),
    "console:more": Row(),
}
