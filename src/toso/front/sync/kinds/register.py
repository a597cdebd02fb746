"""Rows of the register from the phone: a household surveyed, and what changed of one, field by field."""

from collections.abc import Mapping
from datetime import date

from toso.front.sync.kinds.handling import Difference, Differs, Sent, Taken, Wait
from toso.front.sync.kinds.work import place_of
from toso.front.sync.rules.body import BadBody, Body
from toso.ground.privacy.rules import Way
from toso.work.registry.actions.registering import register, update_registrant
from toso.work.registry.actions.rows import ConsentWords
from toso.work.registry.models import Registrant, Source
from toso.work.registry.queries.register import fields_of, visible
from toso.work.registry.rules.answers import Kind, Value

MOST_FIELDS = 200
LONGEST = 500


def _fields(said: Body) -> dict[str, str]:
    if len(said.said) > MOST_FIELDS:
        raise BadBody("fields")
    return {name[:60]: said.text(name, most=LONGEST) for name in said.said}


def _consent(sent: Sent, day: date) -> ConsentWords | None:
    """How the person named agreed, when the phone asked; without it no name is kept."""
    if not sent.body.has("consent"):
        return None
    said = sent.body.members("consent")
    given_on = said.day("given_on") if said.has("given_on") else day
    return ConsentWords(way=said.choice("way", Way), proof=said.text("proof", most=200), given_on=given_on)


def new_row(sent: Sent) -> Taken:
    """Put a household, business or cooperative into the register; the item's id is the row's."""
    body, day = sent.body, sent.body.day("day")
    place, words = place_of(sent, body.whole("place"), day)
    row = register(
        kind=body.choice("kind", Kind, default=Kind.HOUSEHOLD),
        place=place,
        fields=_fields(body.members("fields")),
        day=day,
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
        consent=_consent(sent, day),
        uuid=sent.id,
        source=Source.FORM,
    )
    return Taken({"row": str(row.uuid), "code": row.code, "version": row.version}, words)


def changed_row(sent: Sent) -> Taken:
    """Write the fields that nobody else has changed; any other is a conflict, and nothing is written."""
    uuid, day = sent.body.uuid("row"), sent.body.day("day")
    known = Registrant.objects.filter(uuid=uuid).first()
    if known is None:
        raise Wait(str(uuid))
    row = visible(sent.scope).get(pk=known.pk)
    base, changes = _fields(sent.body.members("base")), _fields(sent.body.members("changes"))
    if base.keys() != changes.keys():
        raise BadBody("changes")
    now = fields_of(row)
    differences = _differences(base, changes, now)
    result = {"row": str(uuid), "version": row.version}
    if differences:
        last = row.changes.select_related("by").order_by("-pk").first()
        by = last.by.name if last and last.by else row.recorded_by.name
        raise Differs(differences, by=by, at=row.changed_at, result=result)
    saved = update_registrant(
        registrant_id=row.pk,
        fields=changes,
        day=day,
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
        consent=_consent(sent, day),
        source=Source.FORM,
    )
    return Taken({"row": str(uuid), "version": saved.version})


def _differences(base: Mapping[str, str], changes: Mapping[str, str], now: Mapping[str, str]) -> list[Difference]:
    """The fields that stand otherwise than the phone knew, and otherwise than it wants."""
    return [
        Difference(name, base[name], changes[name], now.get(name, ""))
        for name in changes
        if _plain(now.get(name, "")) not in (_plain(base[name]), _plain(changes[name]))
    ]


def _plain(value: str) -> str:
    """Nothing said, and "not asked", are the same."""
    return "" if value == Value.NOT_ASKED else value
