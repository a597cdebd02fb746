from datetime import date
from decimal import Decimal

import pytest

from tests.builders import binh_of, chau_of, moment
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.rules import Level, Part, Reading
from toso.plan.programme.actions import load_catalogue
from toso.plan.programme.models import Mark
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions.figures import ensure_series, rebuild_figures, recompute_marked
from toso.results.reporting.models import DailyFigure, HalfMonthFigure, PersonDays
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.queries.evidence import evidence
from toso.results.reporting.queries.figures import children, figures, figures_as_known, trend
from toso.results.reporting.queries.late import late_between
from toso.results.reporting.rules.figures import Missing
from toso.results.reporting.rules.periods import Span
from toso.results.reporting.tests.counting import (
    Country,
    an_indicator,
    exclude,
    guided,
    persons_taking_part,
    series_keys,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 15), date(2026, 10, 14)
AT = moment(date(2026, 11, 1))


def the_figure(indicator, country, pk, first=FIRST, last=LAST, reading=Reading.TODAY):
    return figures([indicator], [country.units[pk].place], first, last, reading=reading)[indicator.pk, pk]


def test_a_record_shows_at_its_hamlet_its_commune_and_its_province_once_recomputed():
    country = Country()
    indicator = guided()
    commune = country.standing(Level.COMMUNE)[0]
    hamlet = country.standing(Level.HAMLET)[0]
    country.work(hamlet, date(2026, 10, 1), 12)

    done = recompute_marked(limit=100, at=AT)

    assert done == 1
    assert not Mark.objects.exists()
    for place in (hamlet, commune, country.province):
        assert (the_figure(indicator, country, place).value, the_figure(indicator, country, place).records) == (12, 1)
    assert the_figure(indicator, country, country.standing(Level.HAMLET)[3]).value == 0


def test_a_correction_moves_the_number_from_the_old_cell_to_the_new_one():
    country = Country()
    indicator = guided()
    first, second = country.standing(Level.HAMLET)[:2]
    country.work(first, date(2026, 10, 1), 12)
    recompute_marked(at=AT)

    country.correct(country.flows[0], place=second, day=date(2026, 10, 20), value=10)
    recompute_marked(at=AT)

    assert the_figure(indicator, country, country.province).value == 0
    assert the_figure(indicator, country, second, date(2026, 10, 15), date(2026, 11, 14)).value == 10
    assert list(DailyFigure.objects.values_list("place", "day", "value", "records")) == [
        (second, date(2026, 10, 20), Decimal(10), 1)
    ]
    assert check_figures() == []


def test_a_cell_without_records_left_is_removed():
    country = Country()
    guided()
    country.work(country.standing(Level.HAMLET)[0], date(2026, 10, 1), 12)
    recompute_marked(at=AT)

    country.withdraw(country.flows[0])
    recompute_marked(at=AT)

    assert not DailyFigure.objects.exists()
    assert not HalfMonthFigure.objects.exclude(value=0).exists()


def test_a_span_may_begin_and_end_on_any_day():
    country = Country()
    indicator = guided()
    hamlet = country.standing(Level.HAMLET)[0]
    for day in range(1, 31):
        country.work(hamlet, date(2026, 9, day), day)
    recompute_marked(at=AT)

    spans = [Span(date(2026, 9, a), date(2026, 9, b)) for a, b in [(1, 30), (3, 12), (10, 20), (15, 15), (14, 16)]]

    assert [f.value for f in trend(indicator, country.units[hamlet].place, spans)] == [465, 75, 165, 15, 45]


def test_recomputing_marks_gives_the_same_rows_as_rebuilding_from_nothing():
    country = Country()
    guided()
    an_indicator(IndicatorKind.RATIO, (TermPart.DENOMINATOR, "programme.denominator", {"code": "households"}))
    for number, hamlet in enumerate(country.standing(Level.HAMLET), start=1):
        country.work(hamlet, date(2026, 10, number), number)
        country.state(hamlet, date(2026, 1, number), 100 * number, date(2026, 10, 3) if number % 2 else None)
    recompute_marked(at=AT)
    columns = ("series", "place", "day", "value", "records")
    before = list(DailyFigure.objects.values_list(*columns).order_by(*columns))

    rebuild_figures(at=AT)

    assert list(DailyFigure.objects.values_list(*columns).order_by(*columns)) == before
    assert len(before) == 4 + 6
    assert check_figures() == []


def test_a_new_indicator_is_filled_without_touching_the_others_and_a_dropped_one_goes():
    country = Country()
    guided()
    country.work(country.standing(Level.HAMLET)[0], date(2026, 10, 1), 12)
    recompute_marked(at=AT)
    kept = DailyFigure.objects.get().pk

    sessions = an_indicator(IndicatorKind.FLOW, (TermPart.NUMERATOR, "outreach.sessions", {}))
    ensure_series(at=AT)

    assert the_figure(sessions, country, country.province).value == 1
    assert DailyFigure.objects.filter(pk=kept).exists()
    sessions.terms.all().delete()
    ensure_series(at=AT)
    assert series_keys() == {"outreach.citizens_guided"}


def test_a_stock_is_the_state_at_the_end_of_the_span_and_never_adds_over_time():
    country = Country()
    households = an_indicator(
        IndicatorKind.STOCK, (TermPart.NUMERATOR, "programme.denominator", {"code": "households"})
    )
    one, two = country.standing(Level.HAMLET)[:2]
    country.state(one, date(2026, 1, 5), 300, until=date(2026, 9, 20))
    country.state(one, date(2026, 9, 20), 310)
    country.state(two, date(2026, 2, 1), 200)
    recompute_marked(at=AT)

    spans = [Span(date(2026, 1, 1), day) for day in (date(2026, 1, 4), date(2026, 1, 5), date(2026, 9, 19), LAST)]

    found = trend(households, country.units[country.province].place, spans)
    assert [f.value for f in found] == [0, 300, 500, 510]
    assert [f.records for f in found] == [0, 1, 2, 2]


def test_a_ratio_without_a_denominator_has_no_value_and_says_how_many_units_lack_it():
    country = Country(communes=2, hamlets=2)
    ratio = an_indicator(
        IndicatorKind.RATIO,
        (TermPart.NUMERATOR, "outreach.households_guided", {}),
        (TermPart.DENOMINATOR, "programme.denominator", {"code": "households"}),
    )
    one, two, _three, four = country.standing(Level.HAMLET)
    left, right = country.standing(Level.COMMUNE)
    country.state(one, date(2026, 1, 5), 300)
    recompute_marked(at=AT)

    assert the_figure(ratio, country, one).value == 0
    assert (the_figure(ratio, country, two).value, the_figure(ratio, country, two).lacking) == (None, 1)
    assert (the_figure(ratio, country, left).value, the_figure(ratio, country, left).lacking) == (None, 1)
    found = the_figure(ratio, country, country.province)
    assert (found.value, found.missing, found.lacking) == (None, Missing.DENOMINATOR, 2)

    country.state(two, date(2026, 1, 5), 100)
    country.state(right, date(2026, 1, 5), 600)  # the commune speaks for its hamlets
    recompute_marked(at=AT)

    found = the_figure(ratio, country, country.province)
    assert (found.value, found.denominator, found.lacking) == (0, 1000, 0)
    assert the_figure(ratio, country, four).missing == Missing.DENOMINATOR


def test_a_unit_left_out_counts_in_neither_part_and_the_reason_shows():
    country = Country()
    ratio = an_indicator(
        IndicatorKind.RATIO,
        (TermPart.NUMERATOR, "outreach.citizens_guided", {}),
        (TermPart.DENOMINATOR, "programme.denominator", {"code": "households"}),
    )
    one, two, three, four = country.standing(Level.HAMLET)
    for hamlet, value in ((one, 10), (two, 20), (three, 40)):
        country.work(hamlet, date(2026, 10, 1), value)
    for hamlet in (one, two, three):
        country.state(hamlet, date(2026, 1, 1), 100)
    exclude(four, ratio)
    exclude(three, ratio, "Đảo")
    recompute_marked(at=AT)

    found = the_figure(ratio, country, country.province)

    assert (found.numerator, found.denominator, found.value, found.lacking) == (30, 200, 15, 0)
    assert found.excluded == ("Đảo", "Đảo xa, không có thuê bao")
    assert the_figure(ratio, country, three).missing == Missing.EXCLUDED
    assert the_figure(ratio, country, one).excluded == ()


def test_persons_are_counted_once_however_many_records_they_share():
    country = Country()
    people = persons_taking_part()
    one, two = country.standing(Level.HAMLET)[:2]
    an, binh = country.people[0].pk, country.people[1].pk
    country.work(one, date(2026, 10, 1), 5, (an, binh))
    country.work(two, date(2026, 10, 2), 5, (an,))
    recompute_marked(at=AT)

    found = children(people, country.units[country.standing(Level.COMMUNE)[0]].place, FIRST, LAST)

    assert found.whole.value == 2
    assert sorted(figure.numerator or 0 for _, figure in found.parts) == [1, 2]


def test_the_days_of_a_person_answer_any_span_also_one_inside_the_year():
    country = Country()
    people = persons_taking_part()
    hamlet = country.standing(Level.HAMLET)[0]
    an, binh = country.people[0].pk, country.people[1].pk
    for day in (date(2025, 12, 20), date(2026, 3, 1), date(2026, 9, 1)):
        country.work(hamlet, day, 1, (an,))
    country.work(hamlet, date(2026, 9, 1), 1, (an, binh))
    recompute_marked(at=AT)

    spans = [
        Span(*days)
        for days in [
            (date(2025, 12, 15), date(2026, 12, 14)),
            (date(2026, 1, 1), date(2026, 8, 31)),
            (date(2026, 3, 2), date(2026, 8, 31)),  # between two days of An
            (date(2026, 9, 1), date(2026, 9, 1)),
        ]
    ]
    found = trend(people, country.units[country.province].place, spans)
    assert [(f.value, f.records) for f in found] == [(2, 5), (1, 1), (0, 0), (2, 3)]


def test_the_check_finds_a_day_too_many_and_a_person_that_no_record_names():
    country = Country()
    persons_taking_part()
    hamlet, other = country.standing(Level.HAMLET)[:2]
    an = country.people[0].pk
    country.work(hamlet, date(2026, 10, 1), 1, (an,))
    recompute_marked(at=AT)
    row = PersonDays.objects.get()
    row.days = [date(2026, 10, 1), date(2026, 10, 2)]
    row.save()
    row.pk, row.place_id = None, other
    row.save()

    assert [(d.kind, d.expected, d.found) for d in check_figures()] == [
        ("persons", "1 bản ghi trong các ngày 01/10", "2 bản ghi trong các ngày 01/10, 02/10"),
        ("persons", "0 bản ghi trong các ngày –", "2 bản ghi trong các ngày 01/10, 02/10"),
    ]


def test_after_a_merger_in_mid_period_both_readings_hold_the_same_work():
    country = Country()
    indicator = guided()
    one, two, *_ = country.standing(Level.HAMLET)
    commune = country.standing(Level.COMMUNE)[0]
    country.work(one, date(2026, 9, 20), 7)
    country.work(two, date(2026, 9, 21), 5)
    joined = country.found(Level.HAMLET, commune, date(2026, 10, 1))
    country.end(one, [joined], date(2026, 10, 1), Part.WHOLE)
    country.end(two, [joined], date(2026, 10, 1), Part.WHOLE)
    rebuild_reach()
    country.work(joined, date(2026, 10, 5), 3)
    recompute_marked(at=AT)

    assert the_figure(indicator, country, joined).value == 15
    assert the_figure(indicator, country, joined, reading=Reading.THEN).value == 3
    assert the_figure(indicator, country, one, reading=Reading.THEN).value == 7
    for reading in Reading:
        assert the_figure(indicator, country, commune, reading=reading).value == 15
    assert check_figures() == []


def test_the_past_of_a_split_unit_is_never_shared_out():
    country = Country()
    indicator = guided()
    one = country.standing(Level.HAMLET)[0]
    left, right = country.standing(Level.COMMUNE)
    country.work(one, date(2026, 9, 20), 7)
    parts = [country.found(Level.HAMLET, commune, date(2026, 10, 1)) for commune in (left, right)]
    country.end(one, parts, date(2026, 10, 1), Part.PART)
    rebuild_reach()
    country.work(parts[0], date(2026, 10, 5), 3)
    recompute_marked(at=AT)

    found = children(indicator, country.units[country.province].place, FIRST, LAST)

    assert found.whole.value == 10
    assert found.whole.unallocated == 7
    assert found.own == 0
    assert [figure.value for _, figure in found.parts] == [3, 0]


def test_the_evidence_of_a_figure_adds_up_to_it_and_stays_inside_the_scope():
    country = Country()
    indicator = guided()
    left, right = country.standing(Level.COMMUNE)
    one, _, three, _ = country.standing(Level.HAMLET)
    country.work(one, date(2026, 10, 1), 7)
    country.work(one, date(2026, 8, 1), 50)
    country.work(three, date(2026, 10, 2), 9)
    binh, chau = binh_of(country.units[left].place), chau_of(country.units[right].place)
    province = country.units[country.province].place

    (own,) = evidence(indicator, province, FIRST, LAST, scope=scope_of(binh.pk, on=LAST))
    (other,) = evidence(indicator, country.units[left].place, FIRST, LAST, scope=scope_of(chau.pk, on=LAST))

    assert [(row.place_id, row.counted_value) for row in own.rows] == [(one, 7)]
    assert list(other.rows) == []


def test_what_was_known_at_a_moment_can_be_read_again_and_the_difference_is_listed():
    country = Country()
    indicator = guided()
    hamlet = country.standing(Level.HAMLET)[0]
    place = country.units[hamlet].place
    country.work(hamlet, date(2026, 10, 1), 7)
    frozen_at = country.tick()
    country.correct(country.flows[0], place=hamlet, day=date(2026, 10, 2), value=9)
    country.work(hamlet, date(2026, 10, 3), 4)
    country.work(hamlet, date(2026, 10, 20), 100)

    frozen = figures_as_known([indicator], [place], FIRST, LAST, at=frozen_at)[indicator.pk, hamlet]
    late = late_between(indicator, place, FIRST, LAST, since=frozen_at)

    assert frozen.value == 7
    assert [item.difference for item in late] == [-7, 9, 4]
    live = figures_as_known([indicator], [place], FIRST, LAST, at=None)[indicator.pk, hamlet]
    assert live.value == Decimal(13) == frozen.value + sum(item.difference for item in late)


def test_the_check_finds_a_wrong_figure_a_missing_one_and_one_without_records():
    country = Country()
    guided()
    one, two = country.standing(Level.HAMLET)[:2]
    country.work(one, date(2026, 10, 1), 7)
    country.work(two, date(2026, 10, 1), 8)
    recompute_marked(at=AT)
    DailyFigure.objects.filter(place=one).update(value=9)
    wrong = DailyFigure.objects.get(place=two)
    wrong.day = date(2026, 10, 2)
    wrong.save()

    found = [d for d in check_figures() if d.kind == "daily"]

    assert [(d.expected, d.found) for d in found] == [
        ("7 từ 1 bản ghi", "9 từ 1 bản ghi"),
        ("8 từ 1 bản ghi", "0 từ 0 bản ghi"),
        ("0 từ 0 bản ghi", "8 từ 1 bản ghi"),
    ]
    assert [d.kind for d in check_figures() if d.kind != "daily"] == ["half_month"]


def test_an_indicator_that_would_count_one_record_twice_is_found():
    an_indicator(
        IndicatorKind.FLOW,
        (TermPart.NUMERATOR, "outreach.citizens_guided", {}),
        (TermPart.NUMERATOR, "outreach.households_guided", {}),
    )

    assert [d.kind for d in check_figures()] == ["home"]


def test_many_indicators_and_places_cost_as_many_statements_as_one(django_assert_num_queries):
    country = Country(communes=3, hamlets=3)
    indicators = [guided() for _ in range(5)]
    places = [unit.place for unit in country.units.values()]
    country.work(country.standing(Level.HAMLET)[0], date(2026, 10, 1), 7)
    recompute_marked(at=AT)

    with django_assert_num_queries(4):
        figures(indicators[:1], places[:1], FIRST, LAST)
    with django_assert_num_queries(4):
        figures(indicators, places, FIRST, LAST)


def test_every_fact_that_the_catalogue_names_can_be_counted_and_no_indicator_counts_a_record_twice():
    load_catalogue(at=AT)

    recompute_marked(at=AT)

    assert check_figures() == []
    assert len(series_keys()) > 5
