from datetime import date
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.builders import a_person, a_place, an_of, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.documents.blocks import Table
from toso.ground.documents.queries import content_digest
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.plan.teams import exports, queries, views
from toso.plan.teams.models import Decision, Membership
from toso.plan.teams.rules import DecisionState, MemberRole
from toso.plan.teams.tests.builders import a_roster, a_team, a_team_draft

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21))


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def text_of(response) -> str:
    return response.content.decode()


def a_chairman(commune):
    return a_person(name="Lê Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)


def test_the_list_of_a_commune_says_what_is_wrong_and_where_a_team_is_missing():
    world = a_world()
    a_place(name="Mẫu 2", parent=world.commune)
    a_team(hamlet=world.hamlet, roster=[n for n in a_roster() if n.role != MemberRole.DEPUTY])

    page = text_of(browser(binh_of(world.commune)).get(reverse("teams:list")))

    assert "Tổ có đúng một tổ phó; danh sách đang có 0." in page
    assert "Thôn Mẫu 2" in page
    assert "mỗi thôn, tổ dân phố có một tổ" in page


def test_a_hamlet_with_a_draft_leads_to_it_instead_of_a_second_one():
    world = a_world()
    draft = a_team_draft(hamlet=world.hamlet)

    page = text_of(browser(binh_of(world.commune)).get(reverse("teams:list")))

    assert f'<a class="btn" href="{reverse("teams:decision", args=[draft.pk])}">Mở dự thảo' in page
    assert reverse("teams:establish", args=[world.hamlet.pk]) not in page


def test_the_province_sees_a_line_for_each_commune():
    world = a_world()
    a_team(hamlet=world.hamlet, roster=a_roster())

    page = text_of(browser(dung_of(world.province)).get(reverse("teams:list")))

    assert "Đủ tổ" in page
    assert "Thiếu 1 tổ" in page


def test_a_member_sees_the_own_team_alone():
    world = a_world()
    a_team(hamlet=world.hamlet, roster=a_roster())
    a_team(hamlet=world.hamlet_elsewhere, roster=a_roster())

    page = text_of(browser(an_of(world.hamlet)).get(reverse("teams:list")))

    assert "Thôn Mẫu 1" in page
    assert "Thôn Mẫu 9" not in page


def test_the_label_of_the_team_is_a_setting(settings):
    world = a_world()
    settings.TEAM_LABEL = "Tổ Chuyển đổi số cộng đồng"

    page = text_of(browser(dung_of(world.province)).get(reverse("teams:list")))

    assert "<h1>Tổ Chuyển đổi số cộng đồng</h1>" in page


def test_the_roster_stands_by_given_name():
    world = a_world()
    persons = [a_person(name=name) for name in ("Nguyễn Mẫu Yến", "Đỗ Mẫu Ân", "Trần Mẫu Bảo")]
    team = a_team(hamlet=world.hamlet, roster=a_roster(persons=persons))

    page = text_of(browser(binh_of(world.commune)).get(reverse("teams:team", args=[team.pk])))

    places = [page.index(name) for name in ("Đỗ Mẫu Ân", "Trần Mẫu Bảo", "Nguyễn Mẫu Yến")]
    assert places == sorted(places)


def rows_of(*members) -> dict[str, str]:
    sent = {"rows": str(len(members))}
    for number, member in enumerate(members):
        sent |= {
            f"m{number}-{name}": value for name, value in {"role": "member", "kind": "youth_union", **member}.items()
        }
    return sent


LEADER = {"name": "Nguyễn Mẫu Một", "role": "leader", "leader_kind": "youth_secretary", "has_basic_it": "on"}
DEPUTY = {"name": "Trần Mẫu Hai", "role": "deputy", "kind": "women", "has_basic_it": "on"}


def test_a_team_is_established_by_clicking():
    world = a_world()
    client = browser(a_chairman(world.commune))
    address = client.post(reverse("teams:establish", args=[world.hamlet.pk])).headers["Location"]
    draft = Decision.objects.get()

    client.post(reverse("teams:edit_decision", args=[draft.pk]), rows_of(LEADER, DEPUTY, {"name": ""}))
    head = {"number": "05/QĐ-UBND", "signed_on": "2026-02-05", "effective_on": "2026-02-05"}
    client.post(
        reverse("issue_decision", args=[draft.pk]), {**head, "signer": "Lê Mẫu Chủ", "signer_title": "Chủ tịch"}
    )

    assert address == reverse("teams:decision", args=[draft.pk])
    assert sorted(Membership.objects.values_list("person__name", flat=True)) == ["Nguyễn Mẫu Một", "Trần Mẫu Hai"]
    assert "Đã ban hành, số 05/QĐ-UBND" in text_of(client.get(address))


def test_who_receives_the_paper_is_told_once_and_offered_again_for_the_next_decision():
    world = a_world()
    client = browser(a_chairman(world.commune))
    first = a_team_draft(hamlet=world.hamlet)
    usual = "Sở Khoa học và Công nghệ (báo cáo)"

    assert usual in text_of(client.get(reverse("teams:decision", args=[first.pk])))
    client.post(reverse("teams:edit_decision", args=[first.pk]), rows_of(LEADER, DEPUTY))
    head = {"number": "05/QĐ-UBND", "signed_on": "2026-02-05", "effective_on": "2026-02-05", "signer": "Lê Mẫu Chủ"}
    told = f"- {usual};\r\n- Đài Truyền thanh xã;\r\n\r\n"
    client.post(reverse("issue_decision", args=[first.pk]), {**head, "signer_title": "Chủ tịch", "recipients": told})
    second = a_team_draft(hamlet=a_place(parent=world.commune, name="Thôn Sau"))

    first.refresh_from_db()
    assert first.recipients == [usual, "Đài Truyền thanh xã"]
    assert exports.decision_document(first, url="").recipients[1:] == (usual, "Đài Truyền thanh xã")
    assert exports.decision_document(second, url="").recipients[1:] == (usual, "Đài Truyền thanh xã")
    assert "Đài Truyền thanh xã" in text_of(client.get(reverse("teams:decision", args=[second.pk])))


def test_the_skills_of_a_member_are_offered_kept_and_stand_on_the_roster_but_not_on_the_paper():
    world = a_world()
    client = browser(a_chairman(world.commune))
    draft = a_team_draft(hamlet=world.hamlet)
    address = reverse("teams:decision", args=[draft.pk])
    skilled = {**LEADER, "skills": "  Quản trị mạng,  Nhiệt huyết "}

    assert '<option value="An ninh mạng">' in text_of(client.get(address))
    client.post(reverse("teams:edit_decision", args=[draft.pk]), rows_of(skilled, DEPUTY))
    assert 'value="Quản trị mạng, Nhiệt huyết"' in text_of(client.get(address))
    head = {"number": "05/QĐ-UBND", "signed_on": "2026-02-05", "effective_on": "2026-02-05"}
    client.post(
        reverse("issue_decision", args=[draft.pk]), {**head, "signer": "Lê Mẫu Chủ", "signer_title": "Chủ tịch"}
    )

    skills = Membership.objects.values_list("person__name", "skills")
    assert sorted(skills) == [("Nguyễn Mẫu Một", "Quản trị mạng, Nhiệt huyết"), ("Trần Mẫu Hai", "")]
    assert "Quản trị mạng, Nhiệt huyết" in text_of(client.get(reverse("teams:team", args=[draft.team_id])))
    draft.refresh_from_db()
    printed = exports.decision_document(draft, url="https://example.test/1")
    assert "Quản trị mạng" not in str(printed)


def test_a_skill_is_offered_between_its_days():
    assert "Khoa học dữ liệu" not in queries.skills_on(date(2022, 7, 26))
    assert len(queries.skills_on(date(2026, 11, 21))) == 9


def test_a_wrong_row_sends_back_all_that_was_typed():
    world = a_world()
    draft = a_team_draft(hamlet=world.hamlet)
    client = browser(binh_of(world.commune))

    response = client.post(reverse("teams:edit_decision", args=[draft.pk]), rows_of(LEADER, {"name": "Ba"}))

    page = text_of(response)
    assert "Nhập đủ họ và tên." in page
    assert 'value="Nguyễn Mẫu Một"' in page
    assert 'value="Ba"' in page
    draft.refresh_from_db()
    assert draft.content == {}


def test_a_team_of_eleven_is_refused_in_words_and_the_head_typed_stays():
    world = a_world()
    draft = a_team_draft(hamlet=world.hamlet)
    client = browser(a_chairman(world.commune))
    nine = [{"name": f"Phạm Mẫu Số{'i' * number}"} for number in range(1, 10)]
    client.post(reverse("teams:edit_decision", args=[draft.pk]), rows_of(LEADER, DEPUTY, *nine))

    head = {"number": "05/QĐ-UBND", "signed_on": "2026-02-05", "effective_on": "2026-02-05"}
    response = client.post(
        reverse("issue_decision", args=[draft.pk]), {**head, "signer": "Lê Mẫu Chủ", "signer_title": "Chủ tịch"}
    )

    page = text_of(response)
    assert "Tổ có nhiều nhất 10 thành viên; danh sách đang có 11 người." in page
    assert 'value="05/QĐ-UBND"' in page
    draft.refresh_from_db()
    assert (draft.state, len(draft.content["members"])) == (DecisionState.DRAFT, 11)


def test_a_stranger_finds_neither_team_nor_decision():
    world = a_world()
    team = a_team(hamlet=world.hamlet)
    client = browser(chau_of(world.elsewhere))

    answers = [
        client.get(reverse("teams:team", args=[team.pk])).status_code,
        client.get(reverse("teams:decision", args=[Decision.objects.get().pk])).status_code,
        client.get(reverse("teams:list"), {"place": world.commune.pk}).status_code,
    ]

    assert answers == [404, 404, 404]


@pytest.mark.parametrize(("form", "opening"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_decision_is_printed(form, opening):
    world = a_world()
    a_team(hamlet=world.hamlet, roster=a_roster())
    decision = Decision.objects.get()

    response = browser(binh_of(world.commune)).get(reverse(f"teams:decision_{form}", args=[decision.pk]))

    assert response.content.startswith(opening)


def test_the_paper_says_what_a_decision_must_say():
    world = a_world()
    client = browser(a_chairman(world.commune))
    client.post(reverse("teams:establish", args=[world.hamlet.pk]))
    draft = Decision.objects.get()
    client.post(reverse("teams:edit_decision", args=[draft.pk]), rows_of(LEADER, DEPUTY))
    draft.refresh_from_db()

    paper = exports.decision_document(draft, url="https://example.test/1")

    assert paper.issuer == "ỦY BAN NHÂN DÂN\nXÃ AN HOÀ"
    assert paper.decided_by == "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ AN HOÀ"
    assert paper.subject == "Về việc thành lập Tổ công nghệ số cộng đồng Thôn Mẫu 1"
    assert (paper.number, paper.symbol, paper.day, paper.mark) == ("", "QĐ-UBND", None, "DỰ THẢO")
    table = paper.annexes[0].blocks[0]
    assert isinstance(table, Table)
    assert table.rows == (
        (1, "Nguyễn Mẫu Một", "Bí thư Chi đoàn Thanh niên thôn", "Tổ trưởng"),
        (2, "Trần Mẫu Hai", "Chi hội Phụ nữ", "Tổ phó"),
    )


def test_the_lists_cost_the_same_for_three_teams_and_for_thirty():
    world = a_world()
    officer, official, an = dung_of(world.province), binh_of(world.commune), an_of(world.hamlet)
    team = a_team(hamlet=world.hamlet, roster=a_roster())

    def grow(times):
        for number in range(times):
            a_team(hamlet=a_place(name=f"Thêm {number}", parent=world.commune), roster=a_roster())
            a_place(name=f"Trống {number}", parent=world.commune)
            a_team_draft(hamlet=a_place(name=f"Dự {number}", parent=world.commune))
            a_place(name=f"Xã {number}", level=Level.COMMUNE, parent=world.province)

    grow(3)
    for person in (officer, official, an):
        client = browser(person)
        assert_flat(partial(client.get, reverse("teams:list")), grow=partial(grow, 9))
    page = partial(browser(official).get, reverse("teams:team", args=[team.pk]))
    assert_flat(page, grow=partial(grow, 3))


def test_a_decision_with_ten_rows_costs_what_one_with_two_does():
    world = a_world()
    draft = a_team_draft(hamlet=world.hamlet)
    client = browser(a_chairman(world.commune))
    rows = [{"name": f"Phạm Mẫu Số{'i' * number}"} for number in range(1, 9)]
    save = partial(client.post, reverse("teams:edit_decision", args=[draft.pk]))
    save(rows_of(LEADER, DEPUTY))

    page = partial(client.get, reverse("teams:decision", args=[draft.pk]))

    assert_flat(page, grow=lambda: save(rows_of(LEADER, DEPUTY, *rows)))


def test_drafts_missing_teams_and_faulty_teams_stand_in_my_work():
    world = a_world()
    a_team(hamlet=world.hamlet, roster=[n for n in a_roster() if n.role != MemberRole.DEPUTY])
    a_place(name="Mẫu 2", parent=world.commune)
    a_team_draft(hamlet=a_place(name="Mẫu 3", parent=world.commune))
    leader = a_chairman(world.commune)
    scope = scope_of(leader.pk, on=NOW.date())

    jobs = queries.jobs(scope=scope, person_id=leader.pk, at=NOW)

    assert [job.title for job in jobs] == [
        "Thành lập Tổ Thôn Mẫu 3: quyết định còn dự thảo",
        "2 thôn, tổ dân phố chưa có tổ",
        "1 tổ chưa đúng cơ cấu",
    ]


def test_the_search_finds_a_team_by_its_hamlet_without_marks():
    world = a_world()
    a_team(hamlet=world.hamlet)
    a_team(hamlet=world.hamlet_elsewhere)
    scope = scope_of(binh_of(world.commune).pk, on=NOW.date())

    hits = queries.found(text="thon mau", scope=scope, limit=10)

    assert [hit.label for hit in hits] == ["Tổ Thôn Mẫu 1"]


def test_the_paper_is_vietnamese_in_an_english_interface():
    world = a_world()
    a_team(hamlet=world.hamlet, roster=a_roster())
    decision = Decision.objects.get()

    with override("en"):
        english = exports.decision_document(decision, url="https://example.test/1")

    assert english == exports.decision_document(decision, url="https://example.test/1")


def test_the_page_behind_the_code_says_whether_the_decision_still_matches_its_paper():
    world = a_world()
    client = browser(a_chairman(world.commune))
    client.post(reverse("teams:establish", args=[world.hamlet.pk]))
    draft = Decision.objects.get()
    client.post(reverse("teams:edit_decision", args=[draft.pk]), rows_of(LEADER, DEPUTY))
    draft.refresh_from_db()
    paper = exports.decision_document(draft, url=reverse("teams:decision", args=[draft.pk]))
    assert paper.link is not None

    before = text_of(client.get(paper.link.url))
    client.post(reverse("teams:edit_decision", args=[draft.pk]), rows_of(LEADER, DEPUTY, {"name": "Phạm Mẫu Ba"}))
    after = text_of(client.get(paper.link.url))

    assert paper.link.digest == content_digest(paper)
    assert ("Khớp bản in" in before, "Khác bản in" in before) == (True, False)
    assert ("Khớp bản in" in after, "danh sách 3 người" in after) == (False, True)


def test_a_long_list_of_teams_goes_on_page_by_page(monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    world = a_world()
    for number in range(2, 5):
        a_team(hamlet=a_place(name=f"Mẫu {number}", parent=world.commune))
    a_team(hamlet=world.hamlet)
    binh = browser(binh_of(world.commune))

    first = binh.get(reverse("teams:list"))
    second = binh.get(reverse("teams:list"), {"after": first.context["next"]})

    shown = [[line.team.place.name for line in page.context["lines"]] for page in (first, second)]
    assert shown == [["Mẫu 1", "Mẫu 2"], ["Mẫu 3", "Mẫu 4"]]
    assert "4 tổ" in text_of(first)
    assert second.context["next"] is None
