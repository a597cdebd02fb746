"""Every address × every role × inside and outside the scope has a declared answer, and gives it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import toso
from tests.builders import a_person
from tests.permissions import Row
from tests.world import World, a_world
from toso.ground.people.rules import PROVINCE_ROLES, TEAM_ROLES, Role

LOGIN = "/account/login/"
FOREIGN_VIEWS = ("allauth.",)  # guarded by their own decorators; their rows stand in people
REFUSED = {403, 404}
# What a request writes is taken back here: kept in rows, each session would be written anew at every request.
WITHOUT_ROWS = "django.contrib.sessions.backends.signed_cookies"
NOT_AN_ANSWER = {401, 403, 404, 405}


def addresses(
    patterns: list[Any] | None = None, prefix: str = "", before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name; one without a name is called by its route."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, inner, route)
        else:
            yield (f"{prefix}{pattern.name}" if pattern.name else f"(no name) {route}"), pattern


def declared() -> dict[str, dict[str, Row]]:
    """The rows of each room, by the room's name."""
    found: dict[str, dict[str, Row]] = {}
    package = Path(toso.__file__).parent
    for file in sorted(package.glob("*/*/tests/permissions.py")):
        storey, room = file.parts[-4], file.parts[-3]
        found[room] = import_module(f"toso.{storey}.{room}.tests.permissions").ROWS
    return found


def all_rows() -> dict[str, Row]:
    return {name: row for rows in declared().values() for name, row in rows.items()}


def without_row(names: set[str], rows: Mapping[str, Row]) -> list[str]:
    return sorted(names - set(rows))


def test_every_address_has_a_row_and_every_row_an_address():
    names = {name for name, _pattern in addresses()}

    assert without_row(names, all_rows()) == []
    assert sorted(set(all_rows()) - names) == []


def test_the_guard_of_rows_is_awake():
    names = {name for name, _pattern in addresses()}

    assert len(names) > 15
    assert without_row({*names, "people:forgotten_door"}, all_rows()) == ["people:forgotten_door"]


def says_who(view: Any) -> bool:
    return (
        hasattr(view, "required_roles") or hasattr(view, "public_reason") or view.__module__.startswith(FOREIGN_VIEWS)
    )


def test_every_page_says_who_may_open_it():
    assert [name for name, pattern in addresses() if not says_who(pattern.callback)] == []


def test_the_guard_of_pages_is_awake():
    def page(request: object) -> None:
        return None

    assert not says_who(page)


@dataclass
class Asker:
    """Somebody at a browser; ``role`` is None for whoever is not logged in."""

    role: Role | None
    is_inside: bool
    client: Client

    def __str__(self) -> str:
        return f"{self.role or 'anonymous'} {'inside' if self.is_inside else 'outside'}"


def askers(world: World) -> list[Asker]:
    found = [Asker(None, False, Client(raise_request_exception=False))]
    for role in Role:
        for is_inside in (True, False):
            if role in TEAM_ROLES:
                place = world.hamlet if is_inside else world.hamlet_elsewhere
            elif role in {*PROVINCE_ROLES, Role.AUDITOR} and is_inside:
                place = world.province
            else:
                place = world.commune if is_inside else world.elsewhere
            client = Client(raise_request_exception=False)
            client.force_login(a_person(role=role, place=place).account)
            found.append(Asker(role, is_inside, client))
    return found


def ask(asker: Asker, row: Row, address: str, data: Mapping[str, Any]) -> tuple[int, str]:
    """The answer to one request, which leaves nothing behind."""
    kept = asker.client.cookies.copy()
    with transaction.atomic():
        answer = asker.client.generic("GET", address) if row.method == "get" else asker.client.post(address, data)
        transaction.set_rollback(True)
    asker.client.cookies = kept
    return answer.status_code, answer.headers.get("Location", "")


def is_right(asker: Asker, row: Row, status: int, location: str) -> bool:
    sent_to_login = location.startswith(LOGIN) and not row.public
    opened = status in row.also or (status < 500 and status not in NOT_AN_ANSWER and not sent_to_login)
    if row.public:
        return opened
    if asker.role is None:
        return sent_to_login or status == 401
    if asker.role not in row.allowed:
        return status in REFUSED
    if row.is_placed and not asker.is_inside:
        return status == 404
    return opened


def faults(name: str, row: Row, world: World, everybody: list[Asker]) -> list[str]:
    wrong = []
    with transaction.atomic():
        address = reverse(name, kwargs=dict(row.kwargs(world)))
        data = row.data(world)
        for asker in everybody:
            status, location = ask(asker, row, address, data)
            if not is_right(asker, row, status, location):
                wrong.append(f"{name} as {asker}: {status} {location}".strip())
        transaction.set_rollback(True)
    return wrong


def refused(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404 if isinstance(exception, Http404) else 403)


@pytest.fixture
def _plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal without its page, which is looked at elsewhere and would be drawn some thousand times here."""
    for status in (403, 404):
        monkeypatch.setattr(f"toso.config.urls.handler{status}", refused)


@pytest.fixture
def _sessions_without_rows(settings: LazySettings) -> None:
    settings.SESSION_ENGINE = WITHOUT_ROWS


@pytest.mark.django_db
@pytest.mark.usefixtures("_plain_refusals", "_sessions_without_rows")
@pytest.mark.parametrize("room", sorted(declared()))
def test_every_address_answers_every_role_as_declared(room):
    world = a_world()
    everybody = askers(world)

    wrong = [fault for name, row in declared()[room].items() for fault in faults(name, row, world, everybody)]

    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_the_guard_of_answers_is_awake():
    world = a_world()
    everybody = askers(world)

    only_the_administrator = faults("people:me", Row(allowed=(Role.ADMINISTRATOR,)), world, everybody)
    everybody_at_all = faults("people:me", Row(public=True), world, everybody)

    assert len(only_the_administrator) == 2 * (len(Role) - 1)
    assert everybody_at_all == []
    assert faults("people:forgotten", Row(), world, everybody) == ["people:forgotten as anonymous outside: 200"]
