"""The register of my hamlets: its questions, and its rows where this person works with citizens."""

from toso.front.sync.rules.delta import Row
from toso.front.sync.sources.asker import Asker
from toso.work.registry.queries.catalogue import questions as all_questions
from toso.work.registry.queries.catalogue import sections
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
            "fields": {name: value for name, value in fields_of(row).items() if value},
        }
        for row in rows[:MOST_ROWS]
    ]
