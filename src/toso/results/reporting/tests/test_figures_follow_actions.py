"""Guard: after every public action of the rooms below, the recomputed figures equal their evidence."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

from tests.builders import a_person, a_place, an_of, moment
from tests.world import World, a_world
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places import actions as places
from toso.ground.places.models import Place
from toso.ground.places.queries.changes import Portion
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.heads import Line
from toso.plan.programme import actions as programme
from toso.plan.programme.actions import denominators, targets
from toso.plan.programme.models import Mark
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.plan.teams import actions as teams
from toso.plan.teams.actions import rosters
from toso.plan.teams.models import Team
from toso.plan.teams.rules import DecisionKind, LeaderKind
from toso.plan.teams.tests.builders import a_roster
from toso.results.reporting.actions.figures import rebuild_figures, recompute_marked
from toso.results.reporting.models import DailyFigure
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.sources import SOURCES
from toso.results.reporting.tests.counting import an_indicator
from toso.work.helpdesk import actions as helpdesk
from toso.work.helpdesk.models import Ticket
from toso.work.outreach.actions import recording
from toso.work.outreach.actions import records as outreach
from toso.work.outreach.models import Batch, Record, Source
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import a_record, a_task
from toso.work.registry.actions import counting, entities, grouping, merging, undoing
from toso.work.registry.actions import intake as register_intake
from toso.work.registry.actions import registering as registry
from toso.work.registry.models import Registrant
from toso.work.registry.queries.counts import differences as differences_of_counts
from toso.work.registry.tests.builders import a_registrant
from toso.work.training.actions import attendance, coverage, sessions
from toso.work.training.models import Attendance, Session
from toso.work.training.tests import builders as training

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
BEFORE = TODAY - timedelta(days=1)
NOW = moment(TODAY, 10)


@dataclass
class Stage:
    """A small world in which each action has something to act on."""

    world: World
    member: Person
    leader: Person
    official: Person
    province: Person

    @classmethod
    def set(cls) -> "Stage":
        world = a_world()
        return cls(
            world,
            member=an_of(world.hamlet),
            leader=a_person(name="Lê Mẫu Chủ", role=Role.COMMUNE_LEADER, place=world.commune),
            official=a_person(name="Trần Mẫu Bình", role=Role.COMMUNE_OFFICIAL, place=world.commune),
            province=a_person(name="Lê Mẫu Dung", role=Role.PROVINCE_OFFICER, place=world.province),
        )

    def who(self, person: Person) -> dict:
        return {"by": person, "scope": scope_of(person.pk, on=TODAY), "at": NOW}

    def change(self) -> dict:
        return {"on": BEFORE, "basis": "Nghị quyết mẫu", "by": self.province, "at": NOW}


def a_saved_record(stage: Stage) -> Record:
    return a_record(place=stage.world.hamlet, by=stage.official, day=BEFORE, counts=Counts(citizens=5))


def record_work(stage: Stage) -> Callable[[], object]:
    return lambda: a_saved_record(stage)


def correct_record(stage: Stage) -> Callable[[], object]:
    record = a_saved_record(stage)
    neighbour = a_place(name="Mẫu 2", parent=stage.world.commune)
    places.rebuild_reach()
    work = replace(outreach.work_of(record), place_id=neighbour.pk, day=TODAY, counts=Counts(citizens=7))
    return lambda: outreach.correct_record(
        record_id=record.pk, work=work, reason="Ghi nhầm thôn", **stage.who(stage.official)
    )


def withdraw_record(stage: Stage) -> Callable[[], object]:
    record = a_saved_record(stage)
    return lambda: outreach.withdraw_record(record_id=record.pk, reason="Ghi trùng", **stage.who(stage.official))


def restore_record(stage: Stage) -> Callable[[], object]:
    record = a_saved_record(stage)
    outreach.withdraw_record(record_id=record.pk, reason="Ghi trùng", **stage.who(stage.official))
    later = stage.who(stage.official) | {"at": NOW + timedelta(minutes=1)}
    return lambda: outreach.restore_record(record_id=record.pk, **later)


def a_batch(stage: Stage) -> Callable[[], object]:
    record = a_saved_record(stage)
    works = [replace(outreach.work_of(record), uuid=uuid4(), counts=Counts(citizens=n)) for n in (3, 4)]
    return lambda: recording.record_batch(
        works=works, place=stage.world.commune, source=Source.GRID, **stage.who(stage.official)
    )


def each_alone(stage: Stage) -> Callable[[], object]:
    record = a_saved_record(stage)
    works = [replace(outreach.work_of(record), uuid=uuid4(), counts=Counts(citizens=n)) for n in (3, 4)]
    who = stage.who(stage.member)
    told = [recording.Told(work, who["by"], who["scope"]) for work in works]
    return lambda: recording.record_each(told=told, source=Source.PHONE, at=who["at"])


def undo_batch(stage: Stage) -> Callable[[], object]:
    a_batch(stage)()
    batch = Batch.objects.get()
    return lambda: outreach.undo_batch(batch_id=batch.pk, **stage.who(stage.official))


def raise_difficulty(stage: Stage) -> Callable[[], object]:
    return lambda: helpdesk.raise_difficulty(
        place=stage.world.hamlet, title="Cổng không gửi mã", **stage.who(stage.member)
    )


def raise_difficulty_of_agency(stage: Stage) -> Callable[[], object]:
    agency = stage.world.department
    head = a_person(name="Đỗ Mẫu Giang", role=Role.PARTNER, organisation=agency)
    return lambda: helpdesk.raise_difficulty_of_agency(agency=agency, title="Thiếu người", **stage.who(head))


def answer_difficulty(stage: Stage) -> Callable[[], object]:
    raise_difficulty(stage)()
    found = Ticket.objects.get()
    return lambda: helpdesk.answer_difficulty(
        difficulty_id=found.pk, text="Thử lại sau 15 phút", **stage.who(stage.official)
    )


def issued(stage: Stage, kind: DecisionKind, day: date, number: str, **about: Any) -> object:
    decision = teams.draft_decision(kind=kind, **about, **stage.who(stage.leader))
    return teams.issue_decision(
        decision_id=decision.pk,
        number=number,
        signed_on=day,
        effective_on=day,
        signer="Lê Mẫu Chủ",
        signer_title="Chủ tịch",
        **stage.who(stage.leader),
    )


def issue_decision(stage: Stage) -> Callable[[], object]:
    issued(stage, DecisionKind.ESTABLISH, BEFORE, "1/QĐ-UBND", hamlet=stage.world.hamlet, members=a_roster(size=5))
    return lambda: issued(stage, DecisionKind.DISSOLVE, TODAY, "2/QĐ-UBND", team=Team.objects.get())


def replace_leader(stage: Stage) -> Callable[[], object]:
    issued(stage, DecisionKind.ESTABLISH, BEFORE, "1/QĐ-UBND", hamlet=stage.world.hamlet, members=a_roster(size=5))
    return lambda: teams.replace_leader(
        team=Team.objects.get(),
        successor=a_person(name="Phạm Mẫu Mới"),
        leader_kind=LeaderKind.HAMLET_HEAD,
        number="3/QĐ-UBND",
        signed_on=TODAY,
        effective_on=TODAY,
        signer="Lê Mẫu Chủ",
        signer_title="Chủ tịch",
        former_stays=True,
        **stage.who(stage.leader),
    )


def take_over_teams(stage: Stage) -> Callable[[], object]:
    seated = [
        rosters.Seated(
            stage.world.hamlet,
            a_person(name=f"Nguyễn Mẫu Số{'i' * number}"),
            seat.role,
            seat.kind,
            seat.leader_kind,
            seat.has_basic_it,
        )
        for number, seat in enumerate(a_roster(size=4))
    ]
    return lambda: rosters.take_over_teams(
        commune=stage.world.commune, seated=seated, number="9/QĐ-UBND", effective_on=BEFORE, **stage.who(stage.leader)
    )


def record_denominator(stage: Stage) -> Callable[[], object]:
    def state(value: int, as_of: date) -> object:
        return denominators.record_denominator(
            place=stage.world.hamlet,
            code="households",
            value=Decimal(value),
            as_of=as_of,
            source="Công an xã",
            **stage.who(stage.official),
        )

    state(300, date(2026, 1, 1))
    state(330, date(2026, 9, 1))
    return lambda: state(310, date(2026, 6, 1))  # between the two: both neighbours' days move


def denominator_of_merged_units(stage: Stage) -> Callable[[], object]:
    def state(place: Place, value: int, as_of: date) -> object:
        return denominators.record_denominator(
            place=place,
            code="households",
            value=Decimal(value),
            as_of=as_of,
            source="Công an xã",
            **stage.who(stage.official),
        )

    second = a_place(name="Mẫu 2", parent=stage.world.commune)
    places.rebuild_reach()
    state(stage.world.hamlet, 300, date(2026, 1, 1))
    state(second, 200, date(2026, 1, 1))
    joined = places.merge_places(
        place_ids=[stage.world.hamlet.pk, second.pk], into=Portion(name="Mẫu chung", kind="Thôn"), **stage.change()
    )
    return lambda: state(joined, 510, TODAY)


def create_hamlets(stage: Stage) -> Callable[[], object]:
    return lambda: places.create_hamlets(commune_id=stage.world.commune.pk, names=["Mẫu mới"], **stage.change())


def merge_places(stage: Stage) -> Callable[[], object]:
    second = a_place(name="Mẫu 2", parent=stage.world.commune)
    places.rebuild_reach()
    a_saved_record(stage)
    return lambda: places.merge_places(
        place_ids=[stage.world.hamlet.pk, second.pk], into=Portion(name="Mẫu chung", kind="Thôn"), **stage.change()
    )


def split_place(stage: Stage) -> Callable[[], object]:
    parts = [Portion(name=f"Mẫu phần {n}", kind="Thôn") for n in (1, 2)]
    return lambda: places.split_place(place_id=stage.world.hamlet.pk, into=parts, **stage.change())


def a_class(stage: Stage) -> Session:
    """A class of yesterday in the commune, with the member present and nobody else."""
    course = training.a_course(place=stage.world.commune, by=stage.official)
    meeting = training.a_meeting(place=stage.world.commune, day=BEFORE)
    session = sessions.plan_session(course_id=course.pk, meeting=meeting, **stage.who(stage.official))
    attendance.take_attendance(session_id=session.pk, persons=[stage.member], **stage.who(stage.official))
    attendance.count_heads(session_id=session.pk, heads={"others": 9}, **stage.who(stage.official))
    return session


def a_held_class(stage: Stage) -> Session:
    return sessions.hold_session(session_id=a_class(stage).pk, **stage.who(stage.official))


def hold_session(stage: Stage) -> Callable[[], object]:
    session = a_class(stage)
    return lambda: sessions.hold_session(session_id=session.pk, **stage.who(stage.official))


def withdraw_session(stage: Stage) -> Callable[[], object]:
    session = a_held_class(stage)
    return lambda: sessions.withdraw_session(session_id=session.pk, reason="Ghi nhầm", **stage.who(stage.official))


def take_attendance(stage: Stage) -> Callable[[], object]:
    session = a_held_class(stage)
    return lambda: attendance.take_attendance(
        session_id=session.pk, persons=[stage.leader], reason="Quên ghi", **stage.who(stage.official)
    )


def check_in(stage: Stage) -> Callable[[], object]:
    session = a_held_class(stage)
    Session.objects.filter(pk=session.pk).update(day=TODAY)  # the code works on the day alone
    return lambda: attendance.check_in(token=session.token, by=stage.leader, at=NOW)


def strike_attendance(stage: Stage) -> Callable[[], object]:
    session = a_held_class(stage)
    return lambda: attendance.strike_attendance(
        session_id=session.pk, person_id=stage.member.pk, reason="Nhầm", **stage.who(stage.official)
    )


def count_heads(stage: Stage) -> Callable[[], object]:
    session = a_held_class(stage)
    return lambda: attendance.count_heads(
        session_id=session.pk, heads={"others": 11}, reason="Đếm sót", **stage.who(stage.official)
    )


def refresh_trained(stage: Stage) -> Callable[[], object]:
    a_held_class(stage)
    issued(stage, DecisionKind.ESTABLISH, BEFORE, "1/QĐ-UBND", hamlet=stage.world.hamlet, members=a_roster(size=5))
    Attendance.objects.update(person=Team.objects.get().memberships.order_by("pk").values("person")[:1])
    return lambda: coverage.refresh_trained(at=NOW)


def a_row(stage: Stage) -> Registrant:
    return a_registrant(
        place=stage.world.hamlet,
        by=stage.official,
        fields={"internet": "yes"},
        name="Nguyễn Mẫu Hạnh",
        day=BEFORE,
    )


def register_household(stage: Stage) -> Callable[[], object]:
    return lambda: a_row(stage)


def answer_otherwise(stage: Stage) -> Callable[[], object]:
    row = a_row(stage)
    return lambda: registry.update_registrant(
        registrant_id=row.pk, fields={"internet": "no"}, day=TODAY, **stage.who(stage.official)
    )


def move_household(stage: Stage) -> Callable[[], object]:
    row = a_row(stage)
    neighbour = a_place(name="Mẫu 2", parent=stage.world.commune)
    places.rebuild_reach()
    return lambda: registry.move_registrant(registrant_id=row.pk, to=neighbour, on=TODAY, **stage.who(stage.official))


def end_household(stage: Stage) -> Callable[[], object]:
    row = a_row(stage)
    return lambda: registry.end_registrant(
        registrant_id=row.pk, on=TODAY, reason="Chuyển đi", **stage.who(stage.official)
    )


def two_rows(stage: Stage) -> dict[str, Any]:
    a_row(stage)
    a_registrant(place=stage.world.hamlet, by=stage.official, fields={"internet": "no", "adults": "3"}, day=BEFORE)
    kept, dropped = Registrant.objects.order_by("pk")
    return {"kept_id": kept.pk, "dropped_id": dropped.pk, "reason": "Trùng", **stage.who(stage.official)}


def merge_households(stage: Stage) -> Callable[[], object]:
    rows = two_rows(stage)
    return lambda: merging.merge_registrants(**rows)


def undo_the_merge(stage: Stage) -> Callable[[], object]:
    merge = merging.merge_registrants(**two_rows(stage))
    later = stage.who(stage.official) | {"at": NOW + timedelta(minutes=1)}
    return lambda: merging.undo_merge(merge_id=merge.pk, **later)


def said_by_a_form(stage: Stage, **values: str) -> entities.Said:
    row = Registrant.objects.first()
    return entities.Said(
        sending=str(uuid4()),
        entity=str(row.uuid if row else uuid4()),
        list_name="households",
        place=stage.world.hamlet,
        day=TODAY,
        is_creation=row is None,
        is_update=row is not None,
        base=1,
        values=values,
    )


def apply_form(stage: Stage) -> Callable[[], object]:
    return lambda: entities.apply_said(said=said_by_a_form(stage, internet="yes"), **stage.who(stage.member))


def settle_conflict(stage: Stage) -> Callable[[], object]:
    row = a_row(stage)
    registry.update_registrant(registrant_id=row.pk, fields={"adults": "2"}, day=TODAY, **stage.who(stage.official))
    change = entities.apply_said(said=said_by_a_form(stage, adults="3"), **stage.who(stage.member))
    later = stage.who(stage.official) | {"at": NOW + timedelta(minutes=1)}
    assert change is not None
    return lambda: entities.settle_conflict(change_id=change.pk, take=frozenset({"adults"}), why="", **later)


def release_held(stage: Stage) -> Callable[[], object]:
    row = a_row(stage)
    held = replace(said_by_a_form(stage, internet="no"), base=3, trunk=1, branch="b", entity=str(row.uuid))
    long_ago = stage.who(stage.member) | {"at": NOW - timedelta(days=6)}
    entities.apply_said(said=replace(held, day=BEFORE), **long_ago)
    return lambda: entities.release_held(at=NOW)


def take_list(stage: Stage) -> Callable[[], object]:
    occasion = Occasion(stage.official, scope_of(stage.official.pk, on=TODAY), NOW, {"day": BEFORE, "proof": ""})
    lines = [Line(3, {"place": "Mẫu 1", "internet": "x", "adults": "2"}), Line(4, {"place": "Mẫu 1"})]
    return lambda: register_intake.take_registrants(register_intake.plan_households(lines, occasion), occasion)


def undo_list(stage: Stage) -> Callable[[], object]:
    a_registrant(place=stage.world.hamlet, by=stage.official, fields={"code": "9", "adults": "5"}, day=BEFORE)
    occasion = Occasion(stage.official, scope_of(stage.official.pk, on=TODAY), NOW, {"day": TODAY, "proof": ""})
    lines = [Line(3, {"place": "Mẫu 1", "internet": "x"}), Line(4, {"place": "Mẫu 1", "code": "9", "adults": "2"})]
    taken = register_intake.take_registrants(register_intake.plan_households(lines, occasion), occasion)
    later = stage.who(stage.official) | {"at": NOW + timedelta(minutes=1)}
    return lambda: undoing.undo_import(taken.undo, **later)


def recognise_area(stage: Stage) -> Callable[[], object]:
    return lambda: grouping.recognise_area(
        place=stage.world.hamlet, on=TODAY, note="Thí điểm", **stage.who(stage.official)
    )


def end_area(stage: Stage) -> Callable[[], object]:
    grouping.recognise_area(place=stage.world.hamlet, on=BEFORE, note="Thí điểm", **stage.who(stage.official))
    later = stage.who(stage.official) | {"at": NOW + timedelta(minutes=1)}
    return lambda: grouping.end_area(place=stage.world.hamlet, on=TODAY, note="Hết thí điểm", **later)


CASES: dict[Callable, Callable[[Stage], Callable[[], object]]] = {
    recording.record_work: record_work,
    outreach.correct_record: correct_record,
    outreach.withdraw_record: withdraw_record,
    outreach.restore_record: restore_record,
    recording.record_batch: a_batch,
    recording.record_each: each_alone,
    outreach.undo_batch: undo_batch,
    registry.register: register_household,
    registry.update_registrant: answer_otherwise,
    registry.move_registrant: move_household,
    registry.end_registrant: end_household,
    merging.merge_registrants: merge_households,
    merging.undo_merge: undo_the_merge,
    undoing.undo_import: undo_list,
    entities.apply_said: apply_form,
    entities.settle_conflict: settle_conflict,
    entities.release_held: release_held,
    register_intake.take_registrants: take_list,
    grouping.recognise_area: recognise_area,
    grouping.end_area: end_area,
    helpdesk.raise_difficulty: raise_difficulty,
    helpdesk.raise_difficulty_of_agency: raise_difficulty_of_agency,
    helpdesk.answer_difficulty: answer_difficulty,
    teams.issue_decision: issue_decision,
    teams.replace_leader: replace_leader,
    rosters.take_over_teams: take_over_teams,
    denominators.record_denominator: record_denominator,
    places.create_hamlets: create_hamlets,
    places.merge_places: merge_places,
    places.split_place: split_place,
    sessions.hold_session: hold_session,
    sessions.withdraw_session: withdraw_session,
    attendance.take_attendance: take_attendance,
    attendance.check_in: check_in,
    attendance.strike_attendance: strike_attendance,
    attendance.count_heads: count_heads,
    coverage.refresh_trained: refresh_trained,
}
CHANGE_NO_COUNTED_ROW: set[Callable] = {
    registry.forget_contact,
    registry.forget_withdrawn,
    merging.tell_apart,
    grouping.set_grouping,
    grouping.adjust_group,
    grouping.offer_factor,
    grouping.open_chat,
    helpdesk.escalate_difficulty,
    helpdesk.forward_difficulty,
    helpdesk.reopen_difficulty,
    helpdesk.close_difficulty,
    helpdesk.pass_difficulties_on,
    teams.draft_decision,
    teams.update_draft,
    teams.drop_draft,
    programme.load_catalogue,
    targets.draft_target_decision,
    targets.set_targets,
    targets.undo_set_targets,
    targets.propose_parts,
    targets.issue_target_decision,
    denominators.exclude_place,
    denominators.end_exclusion,
    denominators.withdraw_denominators,  # proved beside inspections, in a file of its own
    places.withdraw_hamlets,
    sessions.plan_session,
    sessions.change_session,  # one that was not held: nothing of it was counted
    sessions.cancel_session,  # one that was not held: nothing of it was counted
    sessions.register,
    sessions.decline,
    sessions.invite,
    places.rename_place,
    places.move_place,
    places.import_country,  # marks its cells like create_hamlets; takes seconds, proved in its own room
    places.import_history,
    places.rebuild_reach,
}
ROOMS: tuple[ModuleType, ...] = (
    outreach,
    recording,
    registry,
    merging,
    entities,
    grouping,
    register_intake,
    undoing,
    helpdesk,
    teams,
    rosters,
    programme,
    targets,
    denominators,
    places,
    sessions,
    attendance,
    coverage,
)


def public_actions() -> set[Callable]:
    """Functions of a room's actions that are whole transactions: all that change something."""
    return {
        function
        for module in ROOMS
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and hasattr(function, "__wrapped__")  # decorated with transaction.atomic
    }


PARAMETERS: dict[str, dict[str, Any]] = {
    "programme.denominator": {"code": "households"},
    "registry.answers": {"question": "internet"},
    "registry.numbers": {"question": "adults"},
}


def one_indicator_a_fact() -> None:
    for code in SOURCES:
        parameters = PARAMETERS.get(code, {})
        an_indicator(IndicatorKind.FLOW, (TermPart.NUMERATOR, code, parameters))


def stored() -> list[tuple]:
    columns = ("series__key", "place", "day", "value", "records")
    return list(DailyFigure.objects.values_list(*columns).order_by(*columns[:3]))


def assert_figures_follow(prepare: Callable[[Stage], Callable[[], object]]) -> None:
    one_indicator_a_fact()
    stage = Stage.set()
    places.rebuild_reach()
    act = prepare(stage)
    while recompute_marked(at=NOW):
        pass
    rebuild_figures(at=NOW)  # the world was put up without actions
    while counting.recount():
        pass
    before = stored()

    act()
    behind = list(differences_of_counts())  # of a hamlet that is not marked
    while recompute_marked(at=NOW):
        pass
    while counting.recount():
        pass

    assert not Mark.objects.exists()
    assert stored() != before
    assert [str(difference) for difference in check_figures()] == []
    assert [*behind, *differences_of_counts()] == []


@pytest.mark.parametrize("action", CASES, ids=lambda f: f"{f.__module__.split('.')[2]}.{f.__name__}")
def test_figures_follow(action):
    assert_figures_follow(CASES[action])


def test_figures_follow_a_denominator_after_a_merger():
    assert_figures_follow(denominator_of_merged_units)


def test_every_public_action_is_known_to_this_guard():
    assert {f"{f.__module__}.{f.__name__}" for f in public_actions() ^ (CASES.keys() | CHANGE_NO_COUNTED_ROW)} == set()


def test_the_guard_is_awake():
    def forgets_to_mark(stage: Stage) -> Callable[[], object]:
        record = a_saved_record(stage)
        other = a_saved_record(stage)

        def act() -> None:
            a_record(place=stage.world.hamlet, by=stage.official, day=TODAY, task=a_task())
            Record.objects.filter(pk=record.pk).update(citizens=6)
            assert other.pk

        return act

    with pytest.raises(AssertionError):
        assert_figures_follow(forgets_to_mark)
