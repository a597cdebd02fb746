"""The register of the sample: two hamlets of the shown commune with a few hundred invented households."""

from datetime import date, timedelta
from random import Random

from toso.command.sample.invented import luck_of, person_name
from toso.command.sample.province import SHOWN_COMMUNE
from toso.command.sample.work import evening
from toso.ground.people.queries import persons_with
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries import hamlets_under
from toso.ground.places.rules import Level
from toso.work.registry.actions.intake import Payload, Row, insert_rows
from toso.work.registry.models import Registrant
from toso.work.registry.queries.catalogue import asked_of
from toso.work.registry.rules.answers import Kind, Value

HAMLETS, HOUSEHOLDS, BUSINESSES = 3, 110, 6
DAYS_AGO = 40
UNASKED, NAMED = 0.2, 0.6  # of the households: not surveyed yet; of the others: who agreed to be named
SURE = {"smartphone": 0.8, "internet": 0.7, "service_account": 0.5, "e_payment": 0.45, "vneid2": 0.75}
RARE = {"poor": 0.05, "near_poor": 0.06, "disabled": 0.05, "vulnerable": 0.04, "digital_signature": 0.06}


def keep_register(on: date) -> None:
    """As an official would have taken the hamlet's lists in, some weeks ago. What is there already stays."""
    commune = Place.objects.current().get(level=Level.COMMUNE, code=SHOWN_COMMUNE)
    if Registrant.objects.filter(place__parent=commune).exists():
        return
    day = on - timedelta(days=DAYS_AGO)
    by = persons_with(Role.COMMUNE_OFFICIAL, commune.path, day)[0]
    for hamlet in hamlets_under(commune)[:HAMLETS]:
        luck = luck_of("register", hamlet.code)
        for kind, count in ((Kind.HOUSEHOLD, HOUSEHOLDS), (Kind.BUSINESS, BUSINESSES)):
            payload = Payload(kind, day, "Sổ ký mẫu của thôn")
            rows = [_invented(hamlet, kind, number, luck) for number in range(1, count + 1)]
            insert_rows(rows, payload, by=by, at=evening(day), is_sample=True)


def _invented(hamlet: Place, kind: Kind, number: int, luck: Random) -> Row:
    fields = {"address": f"Số {number}, xóm {1 + number % 5}"}
    name = person_name(luck)
    if kind != Kind.HOUSEHOLD:
        fields["name"] = f"Tạp hoá mẫu {name.rpartition(' ')[2]} {number}"
    if luck.random() >= UNASKED:
        fields |= {question.code: _answer(question.code, luck) for question in asked_of(kind) if not question.is_number}
        if kind == Kind.HOUSEHOLD:
            adults = luck.randint(1, 5)
            fields |= {"adults": str(adults), "adults_with_account": str(luck.randint(0, adults))}
    has_agreed = luck.random() < NAMED
    if has_agreed:
        fields["contact_name"] = name
    return Row(hamlet, {k: v for k, v in fields.items() if v != Value.NOT_ASKED}, has_agreed)


def _answer(code: str, luck: Random) -> str:
    turn = luck.random()
    if turn < 0.05:
        return luck.choice((Value.UNKNOWN, Value.REFUSED, Value.NOT_ASKED)).value
    likely = SURE.get(code, RARE.get(code, 0.3))
    return Value.YES.value if luck.random() < likely else Value.NO.value
