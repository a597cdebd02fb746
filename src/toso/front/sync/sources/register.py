"""The register of my hamlets: its questions, and its rows where this person works with citizens."""

from toso.front.sync.rules.delta import Row
from toso.front.sync.sources.asker import Asker
from toso.work.registry.models import Registrant
from toso.work.registry.queries.catalogue import PERSONAL, sections
from toso.work.registry.queries.catalogue import questions as all_questions
from toso.work.registry.queries.register import fields_of, visible

MOST_ROWS = 5000  # some fifteen hamlets; who has more of them works at the desk


def questions(_asker: Asker) -> list[Row]:
    """What is asked of a row. Questions reckoned from others are not asked."""
    names = sections()
    return [
        {
            "id": question.code,
            "label": question.label,
            "section": names.get(question.section, ""),
            "kinds": list(question.kinds),
            "is_number": question.is_number,
            "asked_if": question.asked_if,
            "at_most": question.at_most,
            "order": number,
        }
        for number, question in enumerate(all_questions())
        if not question.all_of
    ]


def register(asker: Asker) -> list[Row]:
    rows = visible(asker.scope).standing().select_related("consent").order_by("place", "code_key", "pk")
    return [
        {
            "id": str(row.uuid),
            "kind": row.kind,
            "place": row.place_id,
            "group": row.group,
            "version": row.version,
            "answered_on": row.answered_on.isoformat() if row.answered_on else None,
            "fields": {name: value for name, value in _fields(row).items() if value},
        }
        for row in rows[:MOST_ROWS]
    ]


def _fields(row: Registrant) -> dict[str, str]:
    """What the row says; of somebody who no longer agrees, no name and no number, from the same hour on."""
    said = fields_of(row)
    agrees = row.consent is not None and row.consent.withdrawn_on is None
    return said if agrees else said | dict.fromkeys(PERSONAL, "")
