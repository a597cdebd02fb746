from toso.front.console.views.display import display, extend_session
from toso.front.console.views.errors import bad_request, forbidden, forged, not_found, server_error
from toso.front.console.views.evidence import evidence
from toso.front.console.views.help import call, help_page, settings_page
from toso.front.console.views.home import home, more, search
from toso.front.console.views.imports import (
    drop,
    import_kind,
    import_template,
    imports,
    look_again,
    marked,
    take,
    undo_taken,
    upload,
)
from toso.front.console.views.outcomes import outcomes
from toso.front.console.views.place import figures, place, place_workbook
from toso.front.console.views.quiet import quiet, silent
from toso.front.console.views.tables import shown_table

__all__ = [
    "bad_request",
    "call",
    "display",
    "drop",
    "evidence",
    "extend_session",
    "figures",
    "forbidden",
    "forged",
    "help_page",
    "home",
    "import_kind",
    "import_template",
    "imports",
    "look_again",
    "marked",
    "more",
    "not_found",
    "outcomes",
    "place",
    "place_workbook",
    "quiet",
    "search",
    "server_error",
    "settings_page",
    "shown_table",
    "silent",
    "take",
    "undo_taken",
    "upload",
]
