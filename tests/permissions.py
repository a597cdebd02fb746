"""How a room declares who gets what answer from each of its addresses.

Every room keeps ``tests/permissions.py`` with ``ROWS: dict[str, Row]``, one row an address name.
The guard ``tests/guards/test_permissions.py`` asks every address as every role, inside and outside
the scope, and fails on an address without a row and on a row without an address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.world import World
from toso.ground.people.rules import Role

EVERYBODY: tuple[Role, ...] = tuple(Role)


def nothing(world: World) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """``allowed`` roles may call the address; any other role is answered 403 (404 is right as well).

    ``kwargs`` makes the object inside the world's commune (or hamlet) and gives the address words.
    ``is_placed``: the object stands at a place, so that an allowed role elsewhere is answered 404.
    ``data`` is what is sent with POST. ``public`` addresses answer everybody, logged in or not.
    ``also`` lists further statuses that are right for an allowed role (405, or 404 for what is not set up).
    """

    allowed: tuple[Role, ...] = EVERYBODY
    kwargs: Callable[[World], Mapping[str, Any]] = nothing
    is_placed: bool = False
    method: str = "get"
    data: Callable[[World], Mapping[str, Any]] = field(default=nothing)
    public: bool = False
    also: tuple[int, ...] = ()
