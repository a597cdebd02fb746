from dataclasses import replace
from datetime import date

import pytest

from tests.builders import a_person, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.plan.teams import actions, facts, queries
from toso.plan.teams.models import Decision, Membership, Team
from toso.plan.teams.rules import DecisionKind, DecisionState, LeaderKind, MemberKind, MemberRole, Nominee
from toso.plan.teams.tests.builders import a_roster, a_team

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
NOW = moment(TODAY)


def person_of(nominee: Nominee) -> Person:
    return Person.objects.get(pk=nominee.person_id or 0)


class Desk:
    """One person at work: what every action needs of who, with which rights, when."""

    def __init__(self, person):
        self.person = person
        self.who = {"by": person, "scope": scope_of(person.pk, on=TODAY), "at": NOW}

    def establish(self, hamlet, members):
        return actions.draft_decision(kind=DecisionKind.ESTABLISH, hamlet=hamlet, members=members, **self.who)

    def change(self, team, members):
        return actions.draft_decision(kind=DecisionKind.CHANGE, team=team, members=members, **self.who)

    def dissolve(self, team):
        return actions.draft_decision(kind=DecisionKind.DISSOLVE, team=team, **self.who)

    def issue(self, decision, number="05/QĐ-UBND", on=TODAY, effective_on=None):
        return actions.issue_decision(
            decision_id=decision.pk,
            number=number,
            signed_on=on,
            effective_on=effective_on or on,
            signer="Trần Mẫu Bình",
            signer_title="Chủ tịch",
            **self.who,
        )


def leader_of(commune) -> Desk:
    return Desk(a_person(name="Lê Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune))


def roles_at(hamlet, day=TODAY):
    rows = Assignment.objects.filter(place=hamlet, starts_on__lte=day).exclude(ends_on__lte=day)
    return dict(rows.values_list("person_id", "role"))


def sizes_on(day):
    return {
        code: fact.rows({}).filter(starts_on__lte=day).exclude(ends_on__lte=day).count()
        for code, fact in {"teams": facts.hamlets_with_team, "it": facts.members_with_basic_it}.items()
    }


def test_a_team_stands_from_the_day_of_its_decision():
    world = a_world()
    roster = a_roster(size=3)
    desk = leader_of(world.commune)
    draft = desk.establish(world.hamlet, roster)
    assert queries.team_at(world.hamlet.pk, TODAY) is None

    desk.issue(draft)

    team = queries.team_at(world.hamlet.pk, TODAY)
    assert team is not None
    assert team.name == "Tổ công nghệ số cộng đồng Thôn Mẫu 1"
    assert [member.person for member in queries.members_of(team, TODAY)] == sorted(
        (person_of(nominee) for nominee in roster), key=lambda person: person.sort_key
    )
    assert sizes_on(TODAY) == {"teams": 1, "it": 2}
    assert list(Mark.objects.values_list("place_id", "day")) == [(world.hamlet.pk, TODAY)]
    assert Entry.objects.filter(code="teams.decision.issued").count() == 1


def test_the_members_get_their_roles_and_are_told():
    world = a_world()
    roster = a_roster(size=3)
    desk = leader_of(world.commune)

    desk.issue(desk.establish(world.hamlet, roster))

    leader, deputy, member = (nominee.person_id for nominee in roster)
    assert roles_at(world.hamlet) == {
        leader: Role.TEAM_LEADER,
        deputy: Role.TEAM_MEMBER,
        member: Role.TEAM_MEMBER,
    }
    assert Notice.objects.filter(code="teams.decision.issued").count() == 3


def test_a_person_who_holds_the_role_already_is_not_assigned_twice():
    world = a_world()
    known = a_person(role=Role.TEAM_LEADER, place=world.hamlet)
    desk = leader_of(world.commune)

    desk.issue(desk.establish(world.hamlet, a_roster(size=3, persons=[known])))

    assert Assignment.objects.filter(person=known).count() == 1


def test_a_name_on_the_list_becomes_a_person_when_it_is_issued():
    world = a_world()
    roster = a_roster(size=2)
    newcomer = Nominee(MemberRole.MEMBER, MemberKind.TEACHER, name="Đỗ  Mẫu Giáo", phone="0901234567")
    desk = leader_of(world.commune)
    draft = desk.establish(world.hamlet, [*roster, newcomer])
    assert not Person.objects.filter(name="Đỗ Mẫu Giáo").exists()

    desk.issue(draft)

    person = Person.objects.get(name="Đỗ Mẫu Giáo")
    assert Membership.objects.get(person=person).kind == MemberKind.TEACHER


def test_a_team_of_eleven_is_refused_and_the_list_stays():
    world = a_world()
    desk = leader_of(world.commune)
    draft = desk.establish(world.hamlet, a_roster(size=11))

    with pytest.raises(Refusal, match="nhiều nhất 10 thành viên; danh sách đang có 11 người"):
        desk.issue(draft)

    draft.refresh_from_db()
    assert (draft.state, len(draft.content["members"])) == (DecisionState.DRAFT, 11)
    assert Membership.objects.count() == 0
    assert Mark.objects.count() == 0


def test_every_missing_demand_is_named_at_once():
    world = a_world()
    desk = leader_of(world.commune)
    draft = desk.establish(world.hamlet, a_roster(size=3)[2:])

    with pytest.raises(Refusal) as refusal:
        desk.issue(draft)

    words = str(refusal.value)
    assert "mục IV.1.a" in words
    assert "đúng một tổ trưởng; danh sách đang có 0" in words
    assert "đúng một tổ phó; danh sách đang có 0" in words
    assert "ít nhất 2 người có chuyên môn" in words


def test_a_second_team_in_a_hamlet_is_refused():
    world = a_world()
    a_team(hamlet=world.hamlet)

    with pytest.raises(Refusal, match="Mỗi thôn, tổ dân phố có một tổ") as refusal:
        leader_of(world.commune).establish(world.hamlet, [])

    assert refusal.value.field == "hamlet"
    assert Team.objects.count() == 1


def test_a_draft_given_up_frees_the_hamlet():
    world = a_world()
    desk = leader_of(world.commune)
    draft = desk.establish(world.hamlet, [])

    actions.drop_draft(decision_id=draft.pk, **desk.who)
    desk.issue(desk.establish(world.hamlet, a_roster()))

    assert queries.team_at(world.hamlet.pk, TODAY) is not None


@pytest.mark.parametrize(
    ("words", "sentence", "field"),
    [
        ({"number": " "}, "Hãy nhập số", "number"),
        ({"number": "M{team}/QĐ-UBND"}, "đã dùng trong năm 2026", "number"),
        ({"on": date(2026, 11, 22)}, "tương lai", "signed_on"),
        ({"effective_on": date(2026, 11, 20)}, "không được trước ngày ký", "effective_on"),
    ],
    ids=["no number", "number taken", "signed in the future", "in force before it was signed"],
)
def test_a_wrong_head_of_a_decision_is_refused_and_nothing_happens(words, sentence, field):
    world = a_world()
    team = a_team(hamlet=world.hamlet, roster=a_roster())
    desk = leader_of(world.commune)
    draft = desk.change(team, a_roster(size=4))
    filled = {key: value.format(team=team.pk) if isinstance(value, str) else value for key, value in words.items()}

    with pytest.raises(Refusal, match=sentence) as refusal:
        desk.issue(draft, **filled)

    assert refusal.value.field == field
    draft.refresh_from_db()
    assert draft.state == DecisionState.DRAFT
    assert Membership.objects.count() == 3


def test_a_change_ends_and_begins_memberships_in_versions():
    world = a_world()
    roster = a_roster(size=3)
    team = a_team(hamlet=world.hamlet, roster=roster)
    newcomer = a_person(name="Hồ Mẫu Mới")
    desk = leader_of(world.commune)
    wanted = [*roster[:2], Nominee(MemberRole.MEMBER, MemberKind.FARMERS, person_id=newcomer.pk)]

    desk.issue(desk.change(team, wanted), on=date(2026, 11, 1))

    leaver = roster[2].person_id
    before = {member.person_id for member in queries.members_of(team, date(2026, 10, 31))}
    after = {member.person_id for member in queries.members_of(team, date(2026, 11, 1))}
    assert (leaver in before, leaver in after) == (True, False)
    assert (newcomer.pk in before, newcomer.pk in after) == (False, True)
    versions = (
        Membership.objects.filter(person=person_of(roster[2])).order_by("pk").values_list("ends_on", "superseded_at")
    )
    assert list(versions) == [(None, NOW), (date(2026, 11, 1), None)]
    assert Membership.objects.filter(person=person_of(roster[0])).count() == 1


def test_a_decision_does_not_reach_back_before_the_last_one():
    world = a_world()
    team = a_team(hamlet=world.hamlet, roster=a_roster(), since=date(2026, 6, 1))
    desk = leader_of(world.commune)
    draft = desk.change(team, a_roster(size=4))

    with pytest.raises(Refusal, match="có hiệu lực từ 01/06/2026"):
        desk.issue(draft, on=date(2026, 5, 1))


def test_a_dissolved_team_counts_no_more_from_its_day():
    world = a_world()
    roster = a_roster()
    team = a_team(hamlet=world.hamlet, roster=roster)
    desk = leader_of(world.commune)

    desk.issue(desk.dissolve(team), on=date(2026, 11, 1))

    assert sizes_on(date(2026, 10, 31)) == {"teams": 1, "it": 2}
    assert sizes_on(date(2026, 11, 1)) == {"teams": 0, "it": 0}
    assert queries.team_at(world.hamlet.pk, TODAY) is None
    assert roles_at(world.hamlet) == {}


def test_a_new_leader_takes_over_and_is_told_what_passes():
    world = a_world()
    desk = leader_of(world.commune)
    roster = a_roster(size=3)
    desk.issue(desk.establish(world.hamlet, roster), on=date(2026, 1, 5))
    team = queries.team_at(world.hamlet.pk, TODAY)
    assert team is not None
    successor = person_of(roster[2])

    issued = actions.replace_leader(
        team=team,
        successor=successor,
        leader_kind=LeaderKind.YOUTH_SECRETARY,
        number="06/QĐ-UBND",
        signed_on=TODAY,
        effective_on=TODAY,
        signer="Trần Mẫu Bình",
        signer_title="Chủ tịch",
        pass_on=[lambda **_handover: ["Báo cáo tháng đang dự thảo"]],
        **{**desk.who, "at": NOW},
    )

    handover = issued.handover
    assert handover is not None
    assert (handover.former.pk, handover.successor.pk) == (roster[0].person_id, successor.pk)
    assert handover.passed == ("Quyền của tổ trưởng ở Thôn Mẫu 1 từ 21/11/2026", "Báo cáo tháng đang dự thảo")
    assert roles_at(world.hamlet) == {
        successor.pk: Role.TEAM_LEADER,
        roster[0].person_id: Role.TEAM_MEMBER,
        roster[1].person_id: Role.TEAM_MEMBER,
    }
    assert queries.members_of(team, TODAY).filter(role=MemberRole.LEADER).get().person == successor


def test_an_official_drafts_but_only_the_leader_issues():
    world = a_world()
    binh = Desk(binh_of(world.commune))
    draft = binh.establish(world.hamlet, a_roster())

    with pytest.raises(Refusal, match="không thuộc quyền"):
        binh.issue(draft)

    draft.refresh_from_db()
    assert draft.state == DecisionState.DRAFT


@pytest.mark.parametrize("who", ["a stranger", "the province"])
def test_nobody_else_drafts_for_the_commune(who):
    world = a_world()
    person = chau_of(world.elsewhere) if who == "a stranger" else dung_of(world.province)

    with pytest.raises(Refusal):
        Desk(person).establish(world.hamlet, [])

    assert (Decision.objects.count(), Team.objects.count()) == (0, 0)


def test_a_person_named_twice_is_refused():
    world = a_world()
    desk = leader_of(world.commune)
    roster = a_roster()
    draft = desk.establish(world.hamlet, [*roster, replace(roster[2], kind=MemberKind.TEACHER)])

    with pytest.raises(Refusal, match="hai lần"):
        desk.issue(draft)


def test_an_issued_decision_is_never_changed():
    world = a_world()
    desk = leader_of(world.commune)
    draft = desk.establish(world.hamlet, a_roster())
    desk.issue(draft)

    with pytest.raises(Refusal, match="không còn là dự thảo"):
        actions.update_draft(decision_id=draft.pk, members=[], **desk.who)

    assert Membership.objects.count() == 3


def test_what_was_known_before_a_decision_can_be_read_again():
    world = a_world()
    roster = a_roster()
    team = a_team(hamlet=world.hamlet, roster=roster)
    desk = leader_of(world.commune)

    desk.issue(desk.dissolve(team), on=date(2026, 11, 1))

    known = facts.members.history({}).filter(recorded_at__lt=NOW)
    assert [(row.starts_on, row.ends_on) for row in known] == [(date(2026, 1, 1), None)] * 3
