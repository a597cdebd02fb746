from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from toso.front.console.rules.jobs import bundled, grouped
from toso.ground.shared.jobs import Job

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def a_job(*, due_at: datetime | None = None, is_returned: bool = False, key: str = "job") -> Job:
    return Job(key=key, title="Việc", detail="", address="/", act="Mở", due_at=due_at, is_returned=is_returned)


def test_every_job_stands_under_the_heading_of_its_deadline():
    overdue = a_job(due_at=MONDAY - timedelta(hours=2))
    today = a_job(due_at=MONDAY + timedelta(hours=8))
    sunday = a_job(due_at=MONDAY + timedelta(days=6))
    next_monday = a_job(due_at=MONDAY + timedelta(days=7))
    without_deadline = a_job()

    groups = grouped([next_monday, sunday, without_deadline, today, overdue], at=MONDAY)

    assert groups.overdue == (overdue,)
    assert groups.today == (today,)
    assert groups.this_week == (sunday, without_deadline)
    assert groups.later == (next_monday,)
    assert groups.first == 2


def test_a_returned_job_stands_under_returned_even_when_it_is_overdue():
    returned = a_job(due_at=MONDAY - timedelta(days=3), is_returned=True)

    groups = grouped([returned], at=MONDAY)

    assert groups.returned == (returned,)
    assert groups.overdue == ()


def test_a_deadline_late_in_the_evening_is_still_today_wherever_the_clock_stands():
    late = a_job(due_at=datetime(2026, 11, 16, 16, 30, tzinfo=ZoneInfo("UTC")))

    assert grouped([late], at=MONDAY).today == (late,)


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(-500, 500)), st.booleans())))
def test_no_job_is_lost_or_doubled_and_the_order_of_arrival_does_not_matter(wishes):
    jobs = [
        a_job(due_at=None if hours is None else MONDAY + timedelta(hours=hours), is_returned=returned, key=str(number))
        for number, (hours, returned) in enumerate(wishes)
    ]

    groups = grouped(jobs, at=MONDAY)
    flat = [*groups.overdue, *groups.returned, *groups.today, *groups.this_week, *groups.later]

    assert sorted(job.key for job in flat) == sorted(job.key for job in jobs)
    assert grouped(reversed(jobs), at=MONDAY) == groups


def test_many_of_one_kind_are_one_line_that_counts_and_few_stay_as_they_are():
    see = [a_job(key=f"campaign.see.{number}") for number in range(20)]
    two = [a_job(key=f"kpi.complaint.{number}") for number in range(2)]

    found = bundled([see[0], two[0], *see[1:], two[1]])

    assert [len(bundle.jobs) for bundle in found] == [20, 1, 1]
    assert (found[0].first, found[0].words) == (see[0], "Mở")
    assert [bundle.first for bundle in found[1:]] == two


@given(st.lists(st.sampled_from(("a.b", "a.c", "d.b"))))
def test_bundles_lose_and_double_no_job(kinds):
    jobs = [a_job(key=f"{kind}.{number}") for number, kind in enumerate(kinds)]

    flat = [job for bundle in bundled(jobs) for job in bundle.jobs]

    assert sorted(job.key for job in flat) == sorted(job.key for job in jobs)
