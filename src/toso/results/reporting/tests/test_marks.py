"""Two workers, a writer and a rebuild at the same moments: no change is lost and none is counted twice."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from tests.builders import moment
from toso.ground.places.rules import Level
from toso.plan.programme.actions import claim_marks, mark_changed
from toso.plan.programme.models import Mark
from toso.results.reporting.actions import figures, persons
from toso.results.reporting.actions.figures import rebuild_figures, recompute_marked
from toso.results.reporting.models import DailyFigure, HalfMonthFigure, PersonDays, Series
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.queries.persons import person_days_sql
from toso.results.reporting.tests.counting import Country, guided, persons_taking_part

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 10, 1)
AT = moment(date(2026, 11, 1))


def together(*works: Callable[[], object]) -> None:
    """Run the works at one moment, each with a connection of its own."""
    start, failed = Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except Exception as error:  # handed to the test, which fails on it
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_two_workers_and_a_rebuild_leave_every_cell_counted_once():
    country = Country(communes=2, hamlets=3)
    guided()
    persons_taking_part()
    recompute_marked(at=AT)
    for hamlet in country.standing(Level.HAMLET):
        for n in range(10):
            country.work(hamlet, DAY + timedelta(days=n), n, (country.people[n % 3].pk,))

    def worker() -> None:
        while recompute_marked(limit=7, at=AT):
            pass

    together(worker, worker, lambda: rebuild_figures(at=AT))

    assert not Mark.objects.exists()
    assert check_figures() == []
    assert sum(HalfMonthFigure.objects.values_list("value", flat=True)) == 6 * 45
    assert sorted(PersonDays.objects.values_list("records", flat=True)) == [3] * 12 + [4] * 6


def test_two_days_of_one_person_recomputed_by_two_workers_at_once_are_both_there(monkeypatch):
    country = Country()
    persons_taking_part()
    recompute_marked(at=AT)
    hamlet, an = country.standing(Level.HAMLET)[0], country.people[0].pk
    country.work(hamlet, DAY, 1, (an,))
    first_counts = Event()

    def slowly(*given, **named):
        """What the first worker counts is old by the time it is written."""
        sql, bound = person_days_sql(*given, **named)
        if not first_counts.is_set():
            first_counts.set()
            sql = sql.replace("WHERE", "WHERE pg_sleep(0.5) IS NOT NULL AND")
        return sql, bound

    def second() -> None:
        first_counts.wait(timeout=5)
        time.sleep(0.2)
        country.work(hamlet, DAY + timedelta(days=1), 1, (an,))
        recompute_marked(at=AT)

    monkeypatch.setattr(persons, "person_days_sql", slowly)
    together(lambda: recompute_marked(at=AT), second)

    assert [row.days for row in PersonDays.objects.all()] == [[DAY, DAY + timedelta(days=1)]]
    assert check_figures() == []


def test_a_mark_set_again_while_its_cell_is_recomputed_survives():
    country = Country()
    guided()
    hamlet = country.standing(Level.HAMLET)[0]
    country.work(hamlet, DAY, 5)
    claimed, marked = Event(), Event()

    def worker() -> None:
        with transaction.atomic():
            assert claim_marks(limit=10) == [(hamlet, DAY)]
            claimed.set()
            assert marked.wait(timeout=5)  # the writer waits for nobody

    def writer() -> None:
        claimed.wait(timeout=5)
        mark_changed([(hamlet, DAY)], at=AT)
        marked.set()

    together(worker, writer)

    assert list(Mark.objects.values_list("place", "day", "marked_at")) == [(hamlet, DAY, AT)]


def test_all_marks_of_a_cell_are_taken_at_once_and_the_oldest_cell_first():
    first, second = Country().standing(Level.HAMLET)[:2]
    for hamlet in (first, second, first):
        mark_changed([(hamlet, DAY)], at=AT)

    assert claim_marks(limit=1) == [(first, DAY)]
    assert list(Mark.objects.values_list("place", "day")) == [(second, DAY)]
    assert claim_marks(limit=1) == [(second, DAY)]
    assert claim_marks(limit=1) == []


def test_one_run_ends_though_people_go_on_writing(monkeypatch):
    country = Country()
    guided()
    hamlet = country.standing(Level.HAMLET)[0]
    recompute_marked(at=AT)
    country.work(hamlet, DAY, 5)
    runs = []

    def and_writes_again(*given: object) -> None:
        runs.append(1)
        mark_changed([(hamlet, DAY)], at=AT)

    monkeypatch.setattr(figures, "recompute_persons", and_writes_again)

    assert recompute_marked(at=AT) == 1
    assert runs == [1]
    assert list(Mark.objects.values_list("place", "day")) == [(hamlet, DAY)]


def test_two_who_write_in_one_cell_wait_for_each_other_never():
    hamlet = Country().standing(Level.HAMLET)[0]
    one_has, other_has = Event(), Event()

    def one() -> None:
        with transaction.atomic():
            mark_changed([(hamlet, DAY)], at=AT)
            one_has.set()
            assert other_has.wait(timeout=5)

    def other() -> None:
        one_has.wait(timeout=5)
        mark_changed([(hamlet, DAY)], at=AT)
        other_has.set()

    together(one, other)

    assert claim_marks(limit=9) == [(hamlet, DAY)]


def test_a_recompute_that_fails_leaves_figure_and_mark_as_they_were():
    country = Country()
    guided()
    hamlet = country.standing(Level.HAMLET)[0]
    country.work(hamlet, DAY, 5)
    recompute_marked(at=AT)
    country.work(hamlet, DAY, 4)
    Series.objects.update(parameters={"tasks": 5})  # a parameter no query can read

    with pytest.raises(TypeError):
        recompute_marked(at=AT)

    assert Mark.objects.count() == 1
    assert DailyFigure.objects.get().value == 5
