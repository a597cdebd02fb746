"""Every address, as every role, with odd words: never a crash, and never a name of the neighbouring commune."""

import contextlib
import io
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

import toso
from tests.builders import a_person
from tests.drills.figures import IS_LONG, report
from tests.guards.test_permissions import WITHOUT_ROWS, Asker, askers, declared
from tests.permissions import Row
from tests.world import World, a_world
from toso.ground.people.models import Person
from toso.ground.people.rules import PROVINCE_ROLES, TEAM_ROLES, Role
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.programme.actions.law import load_law
from toso.results.reporting.actions.periods import ensure_calendars, ensure_periods

pytestmark = [pytest.mark.drill, pytest.mark.django_db]

MARK = "Dấu-của-Châu"
ODD = (
    "",
    "0",
    "-1",
    "999999999999999999999999",
    "2147483648",
    "9" * 5000,
    "1e9",
    "NaN",
    "Infinity",
    "½",
    "²",
    "٣",
    "\x00",
    "a\x00b",
    "x" * 6000,
    "Ờ" * 300,
    "O\u031b\u0301",
    "😀",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%s%(x)s{{ 7 }}",
    "2026-13-45",
    "0000-00-00",
    "9999-12-31",
    "0001-01-01",
    "2026-11",
    "2026-99",
    "31/02/2026",
    "true",
    "None",
    "[]",
    '{"a": 1}',
    "../../etc/passwd",
    "1,2",
    "1.5",
    "1_0",
    "a|b|c",
    "\u202e",
    "\r\nSet-Cookie: x=1",
)
ODD_STEPS = ("0", "99999999999999999999", "-1", "%00", "%E1%BB%9D", "x" * 500, "..%2f", "1%20")
QUERIES = 6 if IS_LONG else 1
POSTS = 6 if IS_LONG else 1
SHARE = 1.0 if IS_LONG else 0.06  # of pages and roles; the choice is always the same
LINKS = 400 if IS_LONG else 25
PARTS = 4 if IS_LONG else 1  # of all pages, so that all cores of the machine take part
LINK = re.compile(r'(?:href|action|hx-get)="(/[^"#]*)"')
NAMED = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
NOT_FOLLOWED = ("/static/", "/account/logout/")
# Columns that another table points to by their words, or that hold no words at all.
NOT_WORDS = re.compile(
    r"feeds|code|key|digest|path|search|kind|state|level|color|uuid|file|number|address|url|email|phone|symbol|username"
)


@cache
def parameters() -> tuple[str, ...]:
    """Every name that any page looks for in its address."""
    found: set[str] = set()
    for file in Path(toso.__file__).parent.rglob("*.py"):
        if "tests" not in file.parts:
            found |= set(re.findall(r"""GET(?:\.get(?:list)?\(|\[)["'](\w+)["']""", file.read_text(encoding="utf-8")))
    return tuple(sorted(found | {"q", "after", "place", "period", "page", "next"}))


@dataclass(frozen=True)
class Stop:
    """An address with the row that says who may ask."""

    name: str
    address: str
    row: Row
    data: dict[str, Any]


def stop_at(name: str, row: Row, world: World) -> Stop:
    """One address, with its object in the world's own commune."""
    return Stop(name, reverse(name, kwargs=dict(row.kwargs(world))), row, dict(row.data(world)))


def every_row() -> list[tuple[str, Row]]:
    return sorted((name, row) for rows in declared().values() for name, row in rows.items())


def furnish(world: World) -> None:
    """As many objects of as many kinds as can stand together, under the law that every instance has."""
    load_law()
    ensure_calendars()
    ensure_periods(year=timezone.localdate().year)
    for _name, row in every_row():
        if not row.is_placed:
            continue
        with contextlib.suppress(IntegrityError, ObjectDoesNotExist, Refusal), transaction.atomic():
            row.kwargs(world)


def marked_models() -> Iterator[type[models.Model]]:
    """Tables whose rows belong to a place, and persons. The map itself is known to everybody."""
    for model in apps.get_models():
        if model._meta.label in {"places.Place", "people.Organisation"} or model._meta.proxy:
            continue
        if isinstance(model._default_manager.all(), ScopedQuerySet) or model is Person:
            yield model


def plant(world: World) -> int:
    """Fill Châu's commune with everything that the rooms can make, each word of it marked. Returns how many rows."""
    there = replace(
        world,
        commune=world.elsewhere,
        hamlet=world.hamlet_elsewhere,
        elsewhere=world.commune,
        hamlet_elsewhere=world.hamlet,
    )
    before = {model: set(model._default_manager.values_list("pk", flat=True)) for model in marked_models()}
    for role in (*TEAM_ROLES, Role.COMMUNE_OFFICIAL):
        a_person(role=role, place=world.hamlet_elsewhere if role in TEAM_ROLES else world.elsewhere)
    furnish(there)
    planted = 0
    for model, known in before.items():
        fresh = model._default_manager.exclude(pk__in=known)
        if model is Person:  # who works for the whole province is nobody's neighbour
            fresh = fresh.exclude(assignments__role__in=PROVINCE_ROLES)
        words = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and not field.unique
            and (field.max_length or 999) >= 60
            and not NOT_WORDS.search(field.name)
        ]
        if words:
            planted += marked(fresh, words)
    return planted


def marked(rows: models.QuerySet[models.Model], words: list[str]) -> int:
    """Write the mark into these columns; what the table itself refuses (a name without consent) stays as it was."""
    try:
        with transaction.atomic():
            return rows.update(**dict.fromkeys(words, MARK))
    except IntegrityError:
        return max((marked(rows, [word]) for word in words), default=0) if len(words) > 1 else 0


def texts(answer: HttpResponse) -> Iterator[str]:
    """All words of an answer: a page, or the parts of an office file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # one or the other
    yield content.decode(errors="replace") + str(dict(answer.headers))
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield parts.read(name).decode(errors="replace")


@dataclass
class Crawler:
    """Asks as one role after the other, and writes down what should not have been."""

    chance: random.Random
    asked: int = 0
    faults: list[str] = field(default_factory=list)

    def ask(self, asker: Asker, method: str, address: str, said: Any = None, **words: Any) -> HttpResponse | None:
        """One request, which leaves nothing behind."""
        self.asked += 1
        kept = asker.client.cookies.copy()
        with transaction.atomic():
            answer = (
                asker.client.generic("GET", address) if method == "get" else asker.client.post(address, said, **words)
            )
            found = list(texts(answer)) if answer.status_code < 500 else []
            transaction.set_rollback(True)
        asker.client.cookies = kept
        where = f"{method} {address[:300]} as {asker}" + (f" {str(said)[:300]}" if said else "")
        if answer.status_code >= 500:
            reason = getattr(answer, "exc_info", None)
            self.faults.append(
                f"{answer.status_code} {where}: {reason[1]!r}" if reason else f"{answer.status_code} {where}"
            )
            return None
        if asker.role not in {*PROVINCE_ROLES, Role.AUDITOR} and any(MARK in text for text in found):
            self.faults.append(f"leak {where}")
        return answer

    def odd_query(self) -> str:
        names = parameters()
        chosen = self.chance.sample(names, self.chance.choice([1, 1, 2, 4, len(names)]))
        return urlencode([(name, self.chance.choice(ODD)) for name in chosen])

    def odd_data(self, stop: Stop, names: list[str]) -> dict[str, Any]:
        """What the row sends, or the fields of the page, with something odd in one or in all of them."""
        fields = sorted({*names, *stop.data})
        data: dict[str, Any] = {name: stop.data.get(name, "1") for name in fields}
        for name in self.chance.sample(fields, self.chance.choice([min(1, len(fields)), len(fields)])):
            data[name] = self.chance.choice(ODD)
        if self.chance.random() < 0.1:
            data["file"] = data["photo"] = SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + bytes(200))
        return data


def visit(crawler: Crawler, asker: Asker, stop: Stop) -> None:
    """One page as one role: as it is, with odd words in its address, with odd words sent to it."""
    answer = crawler.ask(asker, "get", stop.address)
    names = NAMED.findall(answer.content.decode(errors="replace")) if answer and not answer.streaming else []
    for _ in range(QUERIES):
        crawler.ask(asker, "get", f"{stop.address}?{crawler.odd_query()}")
    for _ in range(POSTS):
        crawler.ask(asker, "post", stop.address, crawler.odd_data(stop, names))
    crawler.ask(asker, "post", stop.address, b'{"a": [', content_type="application/json")


@pytest.fixture
def world(settings: LazySettings) -> World:
    settings.SESSION_ENGINE = WITHOUT_ROWS
    return a_world()


@pytest.fixture
def insiders(world: World) -> list[Asker]:
    return [asker for asker in askers(world) if asker.is_inside or asker.role is None]


def assert_awake(world: World, insiders: list[Asker]) -> None:
    """A crawler that may look into Châu's commune sees the marks there; a neighbour sees none."""
    crawler = Crawler(random.Random(1))
    member = next(asker for asker in insiders if asker.role == Role.TEAM_MEMBER)
    chau = Asker(Role.COMMUNE_OFFICIAL, True, Client(raise_request_exception=False))
    chau.client.force_login(a_person(role=Role.COMMUNE_OFFICIAL, place=world.elsewhere).account)

    crawler.ask(chau, "get", "/difficulties/")
    assert crawler.faults == ["leak get /difficulties/ as commune_official inside"]
    assert crawler.ask(member, "get", "/difficulties/") is not None
    assert len(crawler.faults) == 1


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_breaks_or_tells_of_the_neighbours_whatever_is_asked(world, insiders, part):
    planted, rows = plant(world), every_row()[part::PARTS]
    assert_awake(world, insiders)
    crawler = Crawler(random.Random(91 + part))

    for name, row in rows:
        with transaction.atomic():
            stop = stop_at(name, row, world)
            for asker in insiders:
                if crawler.chance.random() < SHARE and (row.public or asker.role in row.allowed):
                    visit(crawler, asker, stop)
            transaction.set_rollback(True)

    name = f"dò mọi địa chỉ, phần {part + 1}/{PARTS}"
    report(name, rounds=crawler.asked, addresses=len(rows), planted=planted, faults=len(crawler.faults))
    assert planted > 20
    assert len(rows) > 90
    assert not crawler.faults, "\n".join(crawler.faults)


def test_every_link_that_a_page_shows_leads_somewhere(world, insiders):
    planted = plant(world)
    furnish(world)
    crawler = Crawler(random.Random(356))

    for asker in insiders:
        waiting, seen = ["/"], {"/"}
        while waiting and len(seen) < LINKS:
            answer = crawler.ask(asker, "get", waiting.pop(0))
            if answer is None or answer.streaming:
                continue
            page = answer.content.decode(errors="replace")
            for link in [*LINK.findall(page), answer.headers.get("Location", "")]:
                address = link.replace("&amp;", "&")
                if address.startswith("/") and not address.startswith(NOT_FOLLOWED) and address not in seen:
                    seen.add(address)
                    waiting.append(address)
            if answer.status_code == 404:
                crawler.faults.append(f"404 {answer.wsgi_request.get_full_path()} as {asker}")  # type: ignore[attr-defined]  # the test client's

    report("đi theo mọi liên kết", rounds=crawler.asked, planted=planted, faults=len(crawler.faults))
    assert not crawler.faults, "\n".join(crawler.faults)


def test_addresses_with_odd_numbers_and_words_break_nothing(world, insiders):
    crawler = Crawler(random.Random(148))
    routes = sorted(set(_routes()))
    binh = next(asker for asker in insiders if asker.role == Role.COMMUNE_OFFICIAL)

    for route in routes:
        for _ in range(12 if IS_LONG else 2):
            odd = crawler.chance.choice(ODD_STEPS)
            crawler.ask(binh, "get", "/" + re.sub(r"<[^>]+>", odd, route))

    assert len(routes) > 90
    assert not crawler.faults, "\n".join(crawler.faults)


def _routes() -> Iterator[str]:
    def below(patterns: list[Any], before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from below(pattern.url_patterns, route)
            else:
                yield route

    yield from below(get_resolver().url_patterns, "")
