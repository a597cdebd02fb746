"""The way of a request: asked, taken, passed on, answered or refused, closed (Plan 6863, IV.1.d, IV.2, V). Pure."""

from enum import StrEnum

from toso.ground.people.rules import Role
from toso.ground.places.rules import Level

WORKING_DAYS_TO_ANSWER = 5  # of a difficulty, each holder anew


class TicketKind(StrEnum):
    DIFFICULTY = "difficulty"  # what hinders the work of a team or a commune; reports carry it up
    SUPPORT = "support"  # somebody needs help: a device, an account, a procedure


class TicketState(StrEnum):
    NEW = "new"
    OPEN = "open"
    ESCALATED = "escalated"
    WAITING = "waiting"  # for the requester; the clocks stand still
    ANSWERED = "answered"
    REFUSED = "refused"
    CLOSED = "closed"


class StepKind(StrEnum):
    RAISED = "raised"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    CHANGED = "changed"
    REPLIED = "replied"
    NOTED = "noted"
    ASKED = "asked"
    ADDED = "added"
    ESCALATED = "escalated"
    FORWARDED = "forwarded"
    MOVED = "moved"  # by the silence of its holder
    HANDED = "handed"  # by the province to a commune
    ANSWERED = "answered"
    REFUSED = "refused"
    REOPENED = "reopened"
    MERGED = "merged"
    LINKED = "linked"
    RATED = "rated"
    CLOSED = "closed"


class Channel(StrEnum):
    PAGE = "page"
    PHONE = "phone"
    IN_PERSON = "in_person"
    EMAIL = "email"
    TABLE = "table"  # a list kept elsewhere, taken in


class RequesterKind(StrEnum):
    OFFICIAL = "official"
    TEAM = "team"
    CITIZEN = "citizen"


UNANSWERED = frozenset({TicketState.NEW, TicketState.OPEN, TicketState.ESCALATED})
LIVE = UNANSWERED | {TicketState.WAITING}
SETTLED = frozenset({TicketState.ANSWERED, TicketState.REFUSED, TicketState.CLOSED})

# What everybody may hear of a request; the rest stays among those who work on it.
TOLD_TO_REQUESTER = frozenset(
    {
        StepKind.RAISED,
        StepKind.REPLIED,
        StepKind.ASKED,
        StepKind.ADDED,
        StepKind.ESCALATED,
        StepKind.FORWARDED,
        StepKind.MOVED,
        StepKind.HANDED,
        StepKind.ANSWERED,
        StepKind.REFUSED,
        StepKind.REOPENED,
        StepKind.CLOSED,
    }
)
# Steps that stay among colleagues even in their words: only that they happened is told.
WORDS_KEPT_INSIDE = frozenset({StepKind.ESCALATED, StepKind.FORWARDED, StepKind.MOVED, StepKind.HANDED})

_OF_UNANSWERED = {
    StepKind.TAKEN: TicketState.OPEN,
    StepKind.ASSIGNED: TicketState.OPEN,
    StepKind.REPLIED: TicketState.OPEN,
    StepKind.ASKED: TicketState.WAITING,
    StepKind.ESCALATED: TicketState.ESCALATED,
    StepKind.FORWARDED: TicketState.ESCALATED,
    StepKind.MOVED: TicketState.ESCALATED,
    StepKind.HANDED: TicketState.ESCALATED,
    StepKind.ANSWERED: TicketState.ANSWERED,
    StepKind.REFUSED: TicketState.REFUSED,
    StepKind.MERGED: TicketState.CLOSED,
    StepKind.CLOSED: TicketState.CLOSED,
}
TRANSITIONS: dict[tuple[TicketState, StepKind], TicketState] = {
    **{(state, step): after for state in UNANSWERED for step, after in _OF_UNANSWERED.items()},
    **{(state, step): state for state in UNANSWERED for step in (StepKind.ADDED, StepKind.CHANGED)},
    **{(state, step): state for state in TicketState for step in (StepKind.NOTED, StepKind.LINKED)},
    **{(state, StepKind.RATED): state for state in SETTLED},
    **{(state, StepKind.REOPENED): TicketState.OPEN for state in SETTLED},
    **{(TicketState.WAITING, step): TicketState.WAITING for step in (StepKind.TAKEN, StepKind.ASSIGNED)},
    (TicketState.WAITING, StepKind.CHANGED): TicketState.WAITING,
    (TicketState.WAITING, StepKind.ADDED): TicketState.OPEN,
    (TicketState.WAITING, StepKind.REPLIED): TicketState.OPEN,
    (TicketState.WAITING, StepKind.ANSWERED): TicketState.ANSWERED,
    (TicketState.WAITING, StepKind.REFUSED): TicketState.REFUSED,
    (TicketState.WAITING, StepKind.MERGED): TicketState.CLOSED,
    (TicketState.WAITING, StepKind.CLOSED): TicketState.CLOSED,
    (TicketState.ANSWERED, StepKind.CLOSED): TicketState.CLOSED,
    (TicketState.REFUSED, StepKind.CLOSED): TicketState.CLOSED,
}

RAISERS = (Role.TEAM_LEADER, Role.TEAM_MEMBER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
AGENCY_RAISERS = (Role.PARTNER,)  # who speaks for a department or another body, to the standing agency
# Who answers at each level; a difficulty of a team goes to its commune, one of a commune to the province.
HOLDER_ROLES: dict[str, tuple[Role, ...]] = {
    Level.HAMLET: (Role.TEAM_LEADER,),
    Level.COMMUNE: (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
    Level.PROVINCE: (Role.PROVINCE_OFFICER,),
}
# At the commune itself: people sent to it for a time, members of a team of the commune. They solve calls for help,
# never difficulties (an authority answers those) and never what is confidential.
HELPERS = (Role.TEAM_LEADER, Role.TEAM_MEMBER)
STEPS_TO_A_COMMUNE = 2  # a path counts the province and the commune


def is_of_commune(path: str) -> bool:
    """Whether a path of the tree is that of a commune itself, neither above nor below it."""
    return path.count(".") == STEPS_TO_A_COMMUNE


def commune_of(path: str) -> str:
    """The path of the commune that a place lies in: its own when it is one."""
    return ".".join(path.split(".")[:STEPS_TO_A_COMMUNE]) + "."


def may_be_helped(kind: TicketKind, level: Level, *, is_confidential: bool) -> bool:
    """Whether a request is one that helpers of the commune solve."""
    return kind is TicketKind.SUPPORT and level == Level.COMMUNE and not is_confidential


def may_be_handed_down(kind: TicketKind, place_level: Level) -> bool:
    """Whether the province may give a request to a commune: a call for help that came without one."""
    return kind is TicketKind.SUPPORT and place_level == Level.PROVINCE


def state_after(state: TicketState, step: StepKind) -> TicketState | None:
    """The state a step leads to; None when the step is not possible in this state."""
    return TRANSITIONS.get((state, step))


def level_above(level: Level) -> Level | None:
    """Who is asked next: the team asks the commune, the commune the province; above it stands nobody."""
    return {Level.HAMLET: Level.COMMUNE, Level.COMMUNE: Level.PROVINCE}.get(level)


class NextOwner(StrEnum):
    DUTY = "duty"  # the person on duty now, of the team that holds it
    ABOVE = "above"
    OWNER = "owner"  # of the platform
    NOBODY = "nobody"  # it stays, and is told again


def owner_after_silence(level: Level, *, is_duty_free: bool, is_at_owner: bool, has_owner: bool) -> NextOwner:
    """Who takes over from somebody who was silent past the term.

    First whoever is on duty, once (``is_duty_free`` says that somebody else is); then the level above;
    above the province the owner of the platform, if it has one and is not the one who was silent.
    """
    if is_at_owner:
        return NextOwner.NOBODY
    if is_duty_free:
        return NextOwner.DUTY
    if level_above(level) is not None:
        return NextOwner.ABOVE
    return NextOwner.OWNER if has_owner else NextOwner.NOBODY
