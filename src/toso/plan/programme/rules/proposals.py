"""What may be proposed upward each year, and how it is decided. Pure (Plan 6863, V.2 and V.5)."""

from enum import StrEnum

from toso.ground.people.rules import Role
from toso.ground.places.rules import Level


class ProposalKind(StrEnum):
    TARGET = "target"  # a figure for an indicator of the coming year
    TASK = "task"  # a further kind of work, so that all act alike (V.2)
    CHANGE = "change"  # a change of the plan itself (V.2)


class ProposalState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    CHANGED = "changed"  # accepted with another figure or other words
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({ProposalState.SENT})
GRANTED = frozenset({ProposalState.ACCEPTED, ProposalState.CHANGED})
DECISIONS = (ProposalState.ACCEPTED, ProposalState.CHANGED, ProposalState.DECLINED)


def proposers(level: str) -> tuple[Role, ...]:
    """Who proposes for a place: the commune to the standing agency, that to the People's Committee of the province."""
    if level == Level.PROVINCE:
        return (Role.PROVINCE_OFFICER,)
    return (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL) if level == Level.COMMUNE else ()


def deciders(level: str) -> tuple[Role, ...]:
    """Who writes down the decision. The province's own proposals are answered by its People's Committee,
    whose answer the standing agency records with the number of the document."""
    return (Role.PROVINCE_OFFICER,) if level in (Level.PROVINCE, Level.COMMUNE) else ()


def needs_number(level: str) -> bool:
    """Whether the answer comes as a document from above whose number must be recorded."""
    return level == Level.PROVINCE
