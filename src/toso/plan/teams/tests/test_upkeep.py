"""What keeps a team going: who is sent to it, what is told in confidence, what it needs, whether it still stands."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import VIETNAM, a_person, a_place, an_of, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.teams import queries as teams
from toso.plan.teams.actions import upkeep as actions
from toso.plan.teams.models import Confirmation, Decision, FollowUp, Nomination, Proposal, Team, Wish
from toso.plan.teams.queries import upkeep as queries
from toso.plan.teams.rules import ProposalState, is_silent, needs_confirmation
from toso.plan.teams.tests.builders import DAY, a_nomination, a_proposal, a_roster, a_team, a_wish

NEXT = DAY + timedelta(days=1)
database = pytest.mark.django_db


def union_of(place):
    return a_person(name="Võ Mẫu Đoàn", role=Role.YOUTH_UNION, place=place)


def do(act, *, by, on=DAY, **words):
    return act(by=by, scope=scope_of(by.pk, on=on), at=moment(on), **words)


@database
def test_the_youth_union_sends_a_member_and_the_commune_takes_them_into_a_draft():
    world = a_world()
    binh, union = binh_of(world.commune), union_of(world.province)
    team = a_team(hamlet=world.hamlet, roster=a_roster())
    nomination = a_nomination(team=team, by=union)

    taken = do(actions.take_nomination, by=binh, nomination_id=nomination.pk)

    draft = teams.open_draft(team.pk)
    assert draft is not None
    assert taken.decision == draft
    assert [nominee.name for nominee in teams.nominees_of(draft)][-1] == "Lê Mẫu Đoàn Viên"
    assert len(teams.nominees_of(draft)) == 4
    assert Notice.objects.filter(person=union, code="teams.nomination.answered").count() == 1
    assert not Notice.objects.filter(person=binh, code="teams.nomination.offered", done_at=None).exists()


@database
def test_a_second_nominee_joins_the_draft_that_stands():
    world = a_world()
    binh, union = binh_of(world.commune), union_of(world.province)
    team = a_team(hamlet=world.hamlet, roster=a_roster())
    for name in ("Lê Mẫu Một", "Lê Mẫu Hai"):
        do(actions.take_nomination, by=binh, nomination_id=a_nomination(team=team, by=union, name=name).pk)

    draft = teams.open_draft(team.pk)

    assert draft is not None
    assert len(teams.nominees_of(draft)) == 5
    assert Decision.objects.filter(team=team, state="draft").count() == 1


@database
def test_a_nominee_is_declined_with_a_reason_alone_and_answered_once():
    world = a_world()
    binh, union = binh_of(world.commune), union_of(world.province)
    nomination = a_nomination(team=a_team(hamlet=world.hamlet), by=union)

    with pytest.raises(Refusal, match="Ghi lý do không nhận"):
        do(actions.decline_nomination, by=binh, nomination_id=nomination.pk, reason=" ")
    do(actions.decline_nomination, by=binh, nomination_id=nomination.pk, reason="Tổ đã đủ mười người")
    with pytest.raises(Refusal, match="đã có trả lời"):
        do(actions.take_nomination, by=binh, nomination_id=nomination.pk)

    assert Nomination.objects.get().state == "declined"
    assert not Decision.objects.filter(state="draft").exists()


@database
def test_only_the_youth_union_of_the_area_sends_members():
    world = a_world()
    team = a_team(hamlet=world.hamlet)

    with pytest.raises(Refusal, match="Chỉ Đoàn Thanh niên"):
        a_nomination(team=team, by=binh_of(world.commune))
    with pytest.raises(Team.DoesNotExist):
        a_nomination(team=team, by=union_of(world.elsewhere))
    with pytest.raises(Refusal, match="Nhập đủ họ và tên"):
        a_nomination(team=team, by=union_of(world.commune), name="An")

    assert not Nomination.objects.exists()


@database
def test_a_wish_is_read_by_the_writer_and_the_youth_union_and_by_nobody_else():
    world = a_world()
    an, union = an_of(world.hamlet), union_of(world.province)
    wish = a_wish(by=an)
    others = [
        a_person(role=role, place=world.province)
        for role in Role
        if role not in (Role.YOUTH_UNION, Role.TEAM_LEADER, Role.TEAM_MEMBER)
    ]
    others += [a_person(role=Role.TEAM_LEADER, place=world.hamlet), union_of(world.elsewhere), binh_of(world.commune)]

    def seen(person):
        return list(queries.wishes(scope_of(person.pk, on=DAY)))

    assert seen(an) == [wish]
    assert seen(union) == [wish]
    assert [person for person in others if seen(person)] == []


@database
def test_the_trail_and_the_notices_hold_no_word_of_a_wish_nor_its_writer():
    world = a_world()
    an, union = an_of(world.hamlet), union_of(world.province)
    wish = a_wish(by=an, text="Tổ trưởng không nghe tôi")
    do(actions.answer_wish, by=union, wish_id=wish.pk, text="Đoàn sẽ xuống gặp riêng")

    lines = list(Entry.objects.filter(code__startswith="teams.wish"))
    titles = " ".join(Notice.objects.values_list("title", flat=True))

    assert [(line.actor_id, line.path, line.detail) for line in lines] == [(None, "", {}), (None, "", {})]
    assert "không nghe" not in titles
    assert "xuống gặp" not in titles
    assert "Nguyễn Mẫu An" not in titles
    assert set(Notice.objects.values_list("person", flat=True)) == {an.pk, union.pk}


@database
def test_nobody_but_the_youth_union_answers_a_wish_and_it_is_answered_once():
    world = a_world()
    an, union = an_of(world.hamlet), union_of(world.province)
    wish = a_wish(by=an)

    with pytest.raises(Wish.DoesNotExist):
        do(actions.answer_wish, by=dung_of(world.province), wish_id=wish.pk, text="Để tôi")
    with pytest.raises(Refusal, match="Đoàn Thanh niên trả lời"):
        do(actions.answer_wish, by=an, wish_id=wish.pk, text="Tự trả lời")
    do(actions.answer_wish, by=union, wish_id=wish.pk, text="Có")
    with pytest.raises(Refusal, match="đã được trả lời"):
        do(actions.answer_wish, by=union, wish_id=wish.pk, text="Nữa")

    assert Wish.objects.get().answer == "Có"


@database
def test_a_team_asks_for_what_it_needs_and_the_commune_answers_with_reason_and_day():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    proposal = a_proposal(team=a_team(hamlet=world.hamlet), by=an)

    agreed = do(
        actions.answer_proposal,
        by=binh,
        proposal_id=proposal.pk,
        is_agreed=True,
        text="Mua trong tháng",
        promised_on=NEXT,
    )
    (job,) = queries.upkeep_jobs(scope=scope_of(an.pk, on=NEXT), person_id=an.pk, at=moment(NEXT))
    done = do(actions.fulfil_proposal, by=an, proposal_id=proposal.pk)

    assert proposal.due_at == datetime(2026, 12, 1, 17, 0, tzinfo=VIETNAM)
    assert (agreed.state, agreed.promised_on, agreed.answered_by) == (ProposalState.AGREED, NEXT, binh)
    assert (job.act, job.detail) == ("Báo đã có", "Xã hẹn ngày 17/11/2026")
    assert done.state == ProposalState.DONE


@database
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"is_agreed": True, "text": ""}, "Ghi trả lời và lý do"),
        ({"is_agreed": False, "text": " "}, "Ghi trả lời và lý do"),
        ({"is_agreed": True, "text": "Được"}, "Ghi ngày sẽ có"),
        ({"is_agreed": True, "text": "Được", "promised_on": DAY - timedelta(days=1)}, "Ghi ngày sẽ có"),
    ],
)
def test_an_answer_without_reason_or_day_is_refused(words, sentence):
    world = a_world()
    proposal = a_proposal(team=a_team(hamlet=world.hamlet), by=an_of(world.hamlet))

    with pytest.raises(Refusal, match=sentence):
        do(actions.answer_proposal, by=binh_of(world.commune), proposal_id=proposal.pk, **words)

    assert Proposal.objects.get().state == ProposalState.PROPOSED


@database
def test_a_stranger_neither_finds_nor_answers_a_proposal():
    world = a_world()
    proposal = a_proposal(team=a_team(hamlet=world.hamlet), by=an_of(world.hamlet))

    with pytest.raises(Proposal.DoesNotExist):
        do(actions.answer_proposal, by=chau_of(world.elsewhere), proposal_id=proposal.pk, is_agreed=False, text="Không")

    assert Proposal.objects.get().state == ProposalState.PROPOSED


@database
def test_a_roster_is_looked_at_once_a_year_and_stands_in_the_commune_s_work_until_then():
    world = a_world()
    binh = binh_of(world.commune)
    old = a_team(hamlet=world.hamlet, since=date(2025, 3, 1), roster=a_roster())
    scope = scope_of(binh.pk, on=DAY)
    before = list(queries.unconfirmed(scope, year=2026))
    jobs = queries.upkeep_jobs(scope=scope, person_id=binh.pk, at=moment(DAY))

    confirmed = do(actions.confirm_roster, by=binh, team_id=old.pk)
    with pytest.raises(Refusal, match="đã được xem lại"):
        do(actions.confirm_roster, by=binh, team_id=old.pk)

    assert before == [old]
    assert [job.title for job in jobs] == ["1 tổ chưa xác nhận danh sách"]
    assert (confirmed.year, confirmed.members) == (2026, 3)
    assert list(queries.unconfirmed(scope, year=2026)) == []
    assert list(queries.unconfirmed(scope, year=2027)) == [old]


@database
def test_a_team_of_this_year_needs_no_confirmation():
    world = a_world()
    binh = binh_of(world.commune)
    team = a_team(hamlet=world.hamlet, since=date(2026, 2, 1))

    with pytest.raises(Refusal, match="mới quyết định"):
        do(actions.confirm_roster, by=binh, team_id=team.pk)

    assert not Confirmation.objects.exists()
    assert not queries.unconfirmed(scope_of(binh.pk, on=DAY), year=2026).exists()


@given(st.dates(date(2022, 1, 1), date(2030, 12, 31)), st.integers(2023, 2030), st.booleans())
def test_what_was_decided_or_confirmed_within_the_year_is_not_asked_again(day, year, confirmed):
    asked = needs_confirmation(established_on=day, last_decided_on=None, confirmed=confirmed, year=year)

    assert asked == (day.year < year and not confirmed)
    assert not needs_confirmation(established_on=day, last_decided_on=date(year, 1, 1), confirmed=False, year=year)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_team_is_silent_only_when_it_stood_and_did_nothing_for_two_months(age, quiet):
    silent = is_silent(established_on=DAY - timedelta(days=age), last_work_on=DAY - timedelta(days=quiet), on=DAY)

    assert silent == (age >= 60 and quiet > 60)


@database
def test_a_silent_team_is_followed_up_in_words():
    world = a_world()
    team = a_team(hamlet=world.hamlet)

    with pytest.raises(Refusal, match="Ghi đã làm gì"):
        do(actions.follow_up, by=binh_of(world.commune), team_id=team.pk, note=" ")
    do(actions.follow_up, by=binh_of(world.commune), team_id=team.pk, note="Gọi tổ trưởng", outcome="Máy hỏng, đã sửa")

    assert (FollowUp.objects.get().note, FollowUp.objects.get().outcome) == ("Gọi tổ trưởng", "Máy hỏng, đã sửa")


@database
def test_an_proposes_binh_answers_and_the_union_nominates_on_the_page(client):
    world = a_world()
    an, binh, union = an_of(world.hamlet), binh_of(world.commune), union_of(world.commune)
    team = a_team(hamlet=world.hamlet, roster=a_roster())
    page = reverse("teams:support", args=[team.pk])

    client.force_login(an.account)
    wrong = client.post(reverse("teams:propose", args=[team.pk]), {"kind": "money", "title": "", "text": "Xăng xe"})
    client.post(reverse("teams:propose", args=[team.pk]), {"kind": "money", "title": "Hỗ trợ xăng xe"})
    client.force_login(union.account)
    client.post(reverse("teams:nominate", args=[team.pk]), {"name": "Lê Mẫu Đoàn Viên"})
    client.force_login(binh.account)
    proposal, nomination = Proposal.objects.get(), Nomination.objects.get()
    refused = client.post(reverse("teams:answer_proposal", args=[proposal.pk]), {"text": "Được", "agree": "1"})
    client.post(reverse("teams:answer_proposal", args=[proposal.pk]), {"text": "Chưa bố trí được"})
    client.post(reverse("teams:take", args=[nomination.pk]))

    assert "Ghi đề xuất trong một câu." in wrong.text
    assert "Xăng xe" in wrong.text
    assert "Ghi ngày sẽ có" in refused.text
    assert "Được</textarea>" in refused.text
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("declined", "Chưa bố trí được")
    assert "Đã đưa vào dự thảo" in client.get(page).text


@database
def test_a_wish_is_sent_and_answered_on_the_page(client):
    world = a_world()
    an, union = an_of(world.hamlet), union_of(world.commune)
    client.force_login(an.account)
    client.post(reverse("teams:wishes"), {"text": "Muốn học thêm"})
    client.force_login(union.account)
    client.post(reverse("teams:answer_wish", args=[Wish.objects.get().pk]), {"text": "Sẽ mở lớp"})
    client.force_login(an.account)

    assert "Sẽ mở lớp" in client.get(reverse("teams:wishes")).text


@database
@pytest.mark.parametrize("name", ["teams:unconfirmed", "teams:wishes"])
def test_the_lists_cost_the_same_for_3_rows_and_for_12(client, name):
    world = a_world()
    person = union_of(world.province) if name == "teams:wishes" else dung_of(world.province)
    client.force_login(person.account)

    def grow(count=9):
        for number in range(count):
            hamlet = a_place(name=f"Mẫu {number}", parent=world.commune)
            a_team(hamlet=hamlet, since=date(2025, 1, 1))
            a_wish(by=an_of(hamlet))

    grow(3)
    assert_flat(lambda: client.get(reverse(name)), grow=grow)
