"""Edits of one row that meet: made on phones without a network, arriving in any order, several at once.

ODK Entities: an edit says on which version of the server it stands (``base``). Edits made one after the other on
one phone form a branch: ``trunk`` is the version of the server at which it began, ``base`` counts on from there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """What an edit does: the fields it changes, and those where a person must choose (what stands, what was sent)."""

    changed: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, tuple[str, str]] = field(default_factory=dict)


def merge(*, base: Fields, now: Fields, sent: Fields) -> Merged:
    """Field by field. What the phone left as it found it changes nothing; what only the phone changed is taken;
    what both changed alike stands; what both changed differently is for a person, and stands until then."""
    merged = Merged()
    for name, value in sent.items():
        before, current = base.get(name, ""), now.get(name, "")
        if value in (before, current):
            continue
        if current == before:
            merged.changed[name] = value
        else:
            merged.conflicts[name] = (current, value)
    return merged


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit as it arrived. ``branch`` is empty when the phone was online; ``trunk`` 0 when it made the row too."""

    key: str
    base: int
    branch: str = ""
    trunk: int = 0

    @property
    def step(self) -> int:
        """Which edit of its branch this is, from 0; a lone edit is the first of its own."""
        first = self.trunk or 1  # a row made on the phone is version 1 there
        return max(self.base - first, 0) if self.branch else 0


def ready(edit: Edit, applied: Iterable[Edit], *, exists: bool) -> bool:
    """Whether an edit may be applied now: the row is here, and so are all earlier edits of its branch."""
    if not exists:
        return False
    if not edit.branch:
        return True
    steps = {other.step for other in applied if other.branch == edit.branch}
    return all(step in steps for step in range(edit.step))


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Held edits in the order they are tried: by branch, then by step."""
    return sorted(edits, key=lambda edit: (edit.branch, edit.step, edit.key))


def state_at(changes: Iterable[tuple[int, Fields]], version: int) -> dict[str, str]:
    """What the row said at a version, from what each version changed, oldest first."""
    state: dict[str, str] = {}
    for number, fields in changes:
        if number <= version:
            state.update(fields)
    return state
