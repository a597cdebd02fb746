"""How far a commune has come with KPI, and what it needs help with first. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Lack(StrEnum):
    """A step that is not done yet, in the order in which they are taken."""

    ACCOUNTS = "accounts"
    CATALOGUE = "catalogue"
    MONTH = "month"
    SELF_SCORE = "self_score"


@dataclass(frozen=True, slots=True)
class Steps:
    """What was counted of one commune in one month; each a number of persons, or of agencies for the catalogue.

    ``due`` counts the sheets whose day for the own score has passed, ``on_time`` those scored by that day.
    """

    officials: int = 0
    accounts: int = 0
    agencies: int = 0
    catalogues: int = 0
    sheets: int = 0
    assigned: int = 0
    due: int = 0
    on_time: int = 0

    def __add__(self, other: "Steps") -> "Steps":
        return Steps(
            self.officials + other.officials,
            self.accounts + other.accounts,
            self.agencies + other.agencies,
            self.catalogues + other.catalogues,
            self.sheets + other.sheets,
            self.assigned + other.assigned,
            self.due + other.due,
            self.on_time + other.on_time,
        )


def lacks(steps: Steps) -> tuple[Lack, ...]:
    """The steps not wholly done. Nothing set up is a lack as well; nothing due is none."""
    found = []
    if steps.accounts < steps.officials or not steps.officials:
        found.append(Lack.ACCOUNTS)
    if steps.catalogues < steps.agencies or not steps.agencies:
        found.append(Lack.CATALOGUE)
    if steps.assigned < steps.sheets or not steps.sheets:
        found.append(Lack.MONTH)
    if steps.on_time < steps.due:
        found.append(Lack.SELF_SCORE)
    return tuple(found)


def need(steps: Steps) -> tuple[int, int]:
    """The key of the order "who needs help first": more steps missing, then more persons behind."""
    behind = (steps.officials - steps.accounts) + (steps.sheets - steps.assigned) + (steps.due - steps.on_time)
    return (-len(lacks(steps)), -behind)
