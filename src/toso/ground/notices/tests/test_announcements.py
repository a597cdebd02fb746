"""What is announced reaches the roles and places named, each person once, and everybody sees who is silent."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.actions import announcements as actions
from toso.ground.notices.actions.announcements import NO_PAPER, Paper
from toso.ground.notices.models import Announcement, Notice, Recipient
from toso.ground.notices.queries import announcements as queries
from toso.ground.notices.queries import unread_count
from toso.ground.notices.rules import AnnouncementKind, Channel
from toso.ground.notices.tests.builders import DAY, EVERYBODY, an_announcement
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


def scoped(person):
    return {"by": person, "scope": scope_of(person.pk, on=DAY), "at": moment(DAY)}


def reached(announcement):
    return {row.person.name for row in announcement.recipients.select_related("person")}


def test_it_reaches_the_roles_named_below_the_place_each_person_once():
    world = a_world()
    dung, binh, an, chau = (
        dung_of(world.province),
        binh_of(world.commune),
        an_of(world.hamlet),
        chau_of(world.elsewhere),
    )

    everywhere = an_announcement(own=world.province, by=dung)
    one_team = an_announcement(
        own=world.province, by=dung, places=[world.hamlet], roles=[Role.TEAM_LEADER, Role.TEAM_MEMBER], title="Tổ 1"
    )

    assert reached(everywhere) == {binh.name, an.name, chau.name}
    assert reached(one_team) == {an.name}
    assert unread_count(an.pk) == 2
    assert Entry.objects.filter(code="notices.announcement.made").count() == 2


def test_whoever_takes_a_role_while_it_is_in_force_is_reached_too_and_nobody_twice():
    world = a_world()
    dung, an = dung_of(world.province), an_of(world.hamlet)
    announcement = an_announcement(own=world.province, by=dung)
    newcomer = a_person(name="Hồ Mẫu Giang", role=Role.TEAM_MEMBER, place=world.hamlet)

    first, second = actions.reach_newcomers(at=moment(NEXT)), actions.reach_newcomers(at=moment(NEXT))

    assert (first, second) == (1, 0)
    assert reached(announcement) == {an.name, newcomer.name}


def test_one_for_a_later_day_waits_and_one_that_has_ended_reaches_nobody():
    world = a_world()
    dung = dung_of(world.province)
    an_of(world.hamlet)

    later = an_announcement(own=world.province, by=dung, day=NEXT + timedelta(days=1))
    waiting = actions.reach_newcomers(at=moment(NEXT))
    Announcement.objects.update(from_on=DAY, until_on=NEXT)
    ended = actions.reach_newcomers(at=moment(NEXT))

    assert (waiting, ended) == (0, 0)
    assert reached(later) == {"Nguyễn Mẫu An"}  # on its first day, when it was made


def test_an_acknowledges_and_is_asked_no_more():
    world = a_world()
    an = an_of(world.hamlet)
    announcement = an_announcement(own=world.province, by=dung_of(world.province))
    before = queries.jobs_of(scope=scope_of(an.pk, on=DAY), person_id=an.pk, at=moment(DAY))

    actions.acknowledge(announcement_id=announcement.pk, by=an, at=moment(DAY))
    actions.acknowledge(announcement_id=announcement.pk, by=an, at=moment(NEXT))

    assert [job.act for job in before] == ["Đọc và xác nhận"]
    assert queries.jobs_of(scope=scope_of(an.pk, on=DAY), person_id=an.pk, at=moment(DAY)) == []
    assert unread_count(an.pk) == 0
    row = Recipient.objects.get()
    assert (row.channel, row.acknowledged_at, row.noted_by) == (Channel.HOUSE, moment(DAY), None)


def test_counts_stand_by_place_and_each_sees_the_silent_of_the_own_scope():
    world = a_world()
    dung, binh, an, chau = (
        dung_of(world.province),
        binh_of(world.commune),
        an_of(world.hamlet),
        chau_of(world.elsewhere),
    )
    announcement = an_announcement(own=world.province, by=dung)
    actions.acknowledge(announcement_id=announcement.pk, by=binh, at=moment(DAY))

    whole, lines = queries.tallies(announcement, scope_of(dung.pk, on=DAY))
    own_whole, _own = queries.tallies(announcement, scope_of(binh.pk, on=DAY))

    assert (whole.sent, whole.acknowledged) == (3, 1)
    assert {(line.place, line.sent, line.acknowledged) for line in lines} == {
        (world.commune, 2, 1),
        (world.elsewhere, 1, 0),
    }
    assert (own_whole.sent, own_whole.silent) == (2, 1)
    assert [row.person for row in queries.silent_ones(announcement, scope_of(binh.pk, on=DAY))] == [an]
    assert [row.person for row in queries.silent_ones(announcement, scope_of(chau.pk, on=DAY))] == [chau]


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.PAPER, Channel.MEETING, Channel.CHAT])
def test_the_commune_notes_that_somebody_was_told_another_way(channel):
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    an_announcement(own=world.commune, by=binh, roles=[Role.TEAM_LEADER])
    row = Recipient.objects.get(person=an)

    noted = actions.note_acknowledgement(recipient_id=row.pk, channel=channel, note="gọi lúc 9 giờ", **scoped(binh))

    assert (noted.channel, noted.noted_by, noted.note) == (channel, binh, "gọi lúc 9 giờ")
    assert unread_count(an.pk) == 0
    with pytest.raises(Refusal, match="đã xác nhận rồi"):
        actions.note_acknowledgement(recipient_id=row.pk, channel=channel, **scoped(binh))


def test_nobody_presses_the_button_for_another_and_a_stranger_notes_nothing():
    world = a_world()
    binh, chau = binh_of(world.commune), chau_of(world.elsewhere)
    an_of(world.hamlet)
    an_announcement(own=world.commune, by=binh, roles=[Role.TEAM_LEADER])
    row = Recipient.objects.get()

    with pytest.raises(Refusal, match="bằng cách nào"):
        actions.note_acknowledgement(recipient_id=row.pk, channel=Channel.HOUSE, **scoped(binh))
    with pytest.raises(Recipient.DoesNotExist):
        actions.note_acknowledgement(recipient_id=row.pk, channel=Channel.PHONE, **scoped(chau))

    assert Recipient.objects.get().acknowledged_at is None


def test_the_silent_are_reminded_once_a_day():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    announcement = an_announcement(own=world.commune, by=binh, roles=[Role.TEAM_LEADER])

    counts = [actions.remind_silent(announcement_id=announcement.pk, **scoped(binh)) for _ in range(2)]
    actions.acknowledge(announcement_id=announcement.pk, by=an, at=moment(DAY))

    assert counts == [1, 0]
    assert Notice.objects.filter(person=an, done_at=None).count() == 0


def test_what_is_withdrawn_asks_nobody_and_says_why():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    announcement = an_announcement(own=world.commune, by=binh, roles=[Role.TEAM_LEADER])

    with pytest.raises(Refusal, match="Ghi lý do thu hồi"):
        actions.withdraw_announcement(announcement_id=announcement.pk, reason=" ", **scoped(binh))
    actions.withdraw_announcement(announcement_id=announcement.pk, reason="Gửi nhầm ngày", **scoped(binh))

    assert unread_count(an.pk) == 0
    assert queries.jobs_of(scope=scope_of(an.pk, on=DAY), person_id=an.pk, at=moment(DAY)) == []
    with pytest.raises(Refusal, match="không chờ xác nhận"):
        actions.remind_silent(announcement_id=announcement.pk, **scoped(binh))


def announced_by(person, place, **change):
    words = {
        "place": place,
        "title": "Phát động chiến dịch",
        "text": "Mỗi xã hoàn thành chỉ tiêu được giao.",
        "roles": list(EVERYBODY),
        "places": [place],
        "from_on": DAY,
    }
    return actions.announce(**(words | change), **scoped(person))


def test_a_directive_carries_number_day_and_signer():
    world = a_world()
    dung, binh = dung_of(world.province), binh_of(world.commune)

    directive = announced_by(
        dung,
        world.province,
        kind=AnnouncementKind.DIRECTIVE,
        paper=Paper("15/CT-UBND", DAY, "Chủ tịch UBND tỉnh Nguyễn Mẫu An"),
        asks_acknowledgement=True,
    )

    assert (directive.number, directive.dated_on, directive.signer) == (
        "15/CT-UBND",
        DAY,
        "Chủ tịch UBND tỉnh Nguyễn Mẫu An",
    )
    assert [
        hit.label for hit in queries.found_among(text="15 ct phat dong", scope=scope_of(binh.pk, on=DAY), limit=5)
    ] == ["Phát động chiến dịch"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "Ghi tiêu đề"),
        ({"text": ""}, "Ghi nội dung"),
        ({"roles": []}, "vai trò nhận"),
        ({"roles": ["administrator"]}, "vai trò nhận"),
        ({"places": []}, "nơi nhận"),
        ({"until_on": DAY}, "Ngày kết thúc"),
        ({"kind": AnnouncementKind.DIRECTIVE, "paper": NO_PAPER}, "cần có số"),
        ({"kind": AnnouncementKind.DIRECTIVE, "paper": Paper("1/CT", NEXT)}, "không ở tương lai"),
    ],
)
def test_one_with_a_fault_is_refused_in_words(change, sentence):
    world = a_world()

    with pytest.raises(Refusal, match=sentence):
        announced_by(dung_of(world.province), world.province, **change)

    assert not Announcement.objects.exists()
    assert not Notice.objects.exists()


def test_a_team_leader_speaks_to_the_own_hamlet_alone_and_directs_nobody():
    world = a_world()
    an = an_of(world.hamlet)

    own = announced_by(an, world.hamlet)
    with pytest.raises(Refusal, match="không thuộc"):
        announced_by(an, world.hamlet, places=[world.commune])
    with pytest.raises(Refusal, match="do lãnh đạo xã"):
        announced_by(an, world.hamlet, kind=AnnouncementKind.DIRECTIVE, paper=Paper("1/CT", DAY))

    assert list(Announcement.objects.all()) == [own]


def test_the_youth_union_tells_all_members_of_its_area():
    world = a_world()
    union = a_person(name="Võ Mẫu Đoàn", role=Role.YOUTH_UNION, place=world.province)
    member = a_person(name="Hồ Mẫu Giang", role=Role.TEAM_MEMBER, place=world.hamlet)

    said = announced_by(union, world.province, roles=[Role.TEAM_MEMBER])

    assert reached(said) == {member.name}


def test_binh_sends_one_with_a_file_on_the_page_and_an_reads_and_acknowledges(client):
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    client.force_login(binh.account)
    sent = client.post(
        reverse("notices:announce"),
        {
            "title": "Mời họp",
            "text": "8 giờ sáng thứ Sáu",
            "kind": "notice",
            "roles": ["team_leader"],
            "places": [world.commune.pk],
            "from_on": "2026-01-01",
            "asks_acknowledgement": "on",
            "file": SimpleUploadedFile("giấy mời.pdf", b"%PDF-1.4 x"),
        },
    )
    announcement = Announcement.objects.get()
    counts = client.get(sent.url).text

    client.force_login(an.account)
    page = client.get(sent.url).text
    file = client.get(reverse("notices:attachment", args=[announcement.pk]))
    client.post(reverse("notices:acknowledge", args=[announcement.pk]))

    assert "0 trong 1 người" in counts
    assert "Tôi đã đọc" in page
    assert file.content == b"%PDF-1.4 x"
    assert Recipient.objects.get().channel == Channel.HOUSE


def test_nobody_is_offered_a_role_above_the_place_that_speaks_and_one_that_reaches_nobody_says_so(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    address = reverse("notices:announce")
    said = {"title": "Mời họp", "text": "8 giờ", "kind": "notice", "places": [world.commune.pk]}

    upward = client.post(address, {**said, "roles": ["province_officer"], "from_on": "2026-01-01"})
    empty = client.post(address, {**said, "roles": ["youth_union"], "from_on": "2026-01-01"}, follow=True)
    later = client.post(address, {**said, "roles": ["youth_union"], "from_on": "2126-01-01"}, follow=True)

    assert upward.context["form"].errors.keys() == {"roles"}
    assert "Chưa ai nhận: ở nơi đã chọn không có ai giữ vai trò ấy." in empty.text
    assert "Đã lưu; gửi vào ngày 01/01/2126." in later.text
    assert Announcement.objects.count() == 2


def test_a_form_with_a_fault_keeps_what_was_typed(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)

    answer = client.post(reverse("notices:announce"), {"title": "Mời họp", "kind": "notice", "from_on": "2026-01-01"})

    assert "Ghi nội dung." in answer.text
    assert "Mời họp" in answer.text
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("name", ["notices:announcements", "notices:announcement"])
def test_the_pages_cost_the_same_for_3_and_for_15(client, name):
    world = a_world()
    binh = binh_of(world.commune)
    an_of(world.hamlet)
    client.force_login(binh.account)
    first = an_announcement(own=world.commune, by=binh, roles=EVERYBODY)

    def grow(count=12):
        for number in range(count):
            a_person(name=f"Nguyễn Mẫu S{number}", role=Role.TEAM_MEMBER, place=world.hamlet)
            an_announcement(own=world.commune, by=binh, title=f"Tin {number}")
        actions.reach_newcomers(at=moment(DAY))

    grow(2)
    address = reverse(name, args=[first.pk] if name == "notices:announcement" else [])
    assert_flat(lambda: client.get(address), grow=grow)
