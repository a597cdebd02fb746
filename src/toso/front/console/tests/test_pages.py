import io
import logging
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import toso
from tests.builders import a_person, a_place, an_of, binh_of, chau_of, dung_of
from tests.world import World, a_world
from toso.front.console import middleware
from toso.front.console.menu import MENU, MORE, PRIMARY, TABS, way
from toso.front.console.sources import FOUND, JOBS, ROOMS
from toso.front.console.views import server_error
from toso.ground.people.models import Account
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.results.kpi.actions.people import report_wrong_manager
from toso.results.kpi.tests.builders import LATER, Office, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def logged_in(client: Client, person) -> Client:
    client.force_login(person.account)
    return client


def test_an_finds_an_empty_home_that_says_what_will_appear(client, world):
    logged_in(client, an_of(world.hamlet))

    page = client.get("/").content.decode()

    assert "Không có việc nào đang chờ" in page
    assert "Thôn Mẫu 1" in page


def test_the_menu_marks_the_page_that_is_open(client, world):
    logged_in(client, binh_of(world.commune))

    page = client.get("/").content.decode()

    assert '<a href="/" aria-current="page">Việc của tôi' in page


def test_figures_lead_to_the_dashboard_of_the_place_where_somebody_works(client, world):
    logged_in(client, binh_of(world.commune))

    response = client.get("/figures/")

    assert response.status_code == 302
    assert response["Location"] == f"/places/{world.commune.pk}/"


def test_somebody_without_a_place_is_told_what_is_missing(client, world):
    logged_in(client, a_person(role=Role.PARTNER, organisation=world.department))

    response = client.get("/figures/")

    assert "Tài khoản này chưa gắn với địa bàn nào" in response.content.decode()


def test_a_place_outside_the_scope_is_answered_as_if_it_did_not_exist(client, world):
    logged_in(client, chau_of(world.elsewhere))

    response = client.get(f"/places/{world.commune.pk}/")

    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()
    assert "An Hoà" not in response.content.decode()


def test_the_theme_and_language_stay_with_the_account(client, world):
    person = binh_of(world.commune)
    logged_in(client, person)

    response = client.post("/display/", {"theme": "sunlight", "language": "en", "next": "/figures/"})

    assert response["Location"] == "/figures/"
    account = Account.objects.get(person=person)
    assert (account.theme, account.language) == ("sunlight", "en")
    assert 'data-bs-theme="sunlight"' in client.get("/display/").content.decode()


def test_an_unknown_theme_changes_nothing_and_is_said(client, world):
    person = binh_of(world.commune)
    logged_in(client, person)

    response = client.post("/display/", {"theme": "neon", "language": "vi"})

    assert response.status_code == 400
    assert Account.objects.get(person=person).theme == "light"


def test_after_changing_the_colours_nobody_is_led_to_another_site(client, world):
    logged_in(client, binh_of(world.commune))

    response = client.post("/display/", {"theme": "dark", "language": "vi", "next": "https://example.org/"})

    assert response["Location"] == "/"


def test_a_forged_form_gets_a_page_of_ours(world):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/display/", {"theme": "dark"})

    assert response.status_code == 403
    assert "Trang này đã mở quá lâu" in response.content.decode()


def test_every_answer_carries_the_strict_rules_of_content(client, world):
    logged_in(client, binh_of(world.commune))

    rules = client.get("/")["Content-Security-Policy"]

    assert "script-src 'self'" in rules
    assert "unsafe" not in rules
    assert "frame-ancestors 'none'" in rules


def test_the_error_page_needs_neither_database_nor_session(client, rf):
    request = rf.get("/")
    request.COOKIES["toso_theme"] = "dark"

    response = server_error(request)

    assert response.status_code == 500
    assert 'data-bs-theme="dark"' in response.content.decode()


def test_a_page_that_fails_leaves_in_the_log_where_it_failed(world, monkeypatch):
    client = Client(raise_request_exception=False)
    logged_in(client, binh_of(world.commune))
    (log,) = logging.getLogger("django").handlers
    assert isinstance(log, logging.StreamHandler)
    monkeypatch.setattr(log, "stream", io.StringIO())
    monkeypatch.setattr(middleware, "has_nul", lambda _said: 1 / 0)

    answer = client.get("/display/")

    assert answer.status_code == 500
    assert "ZeroDivisionError" in log.stream.getvalue()
    assert "/display/" in log.stream.getvalue()


def test_who_holds_no_office_any_more_still_finds_the_own_papers(client, world):
    giang = an_of(world.hamlet)
    giang.assignments.all().delete()
    logged_in(client, giang)

    page = client.get("/more/").text

    found = set(re.findall(r'<a class="[^"]*" href="(/[^"]*)"|<a href="(/[^"]*)"', page))
    links = sorted({one or other for one, other in found})
    assert "/campaigns/mine/" in links
    assert "/reports/" not in links
    assert {client.get(link).status_code for link in links} == {200}


def test_an_extended_session_says_how_long_it_lasts(client, world):
    logged_in(client, binh_of(world.commune))

    response = client.post("/session/")

    assert int(response.content) > 0


def test_a_search_for_nothing_known_says_where_it_looked(client, world):
    logged_in(client, binh_of(world.commune))

    page = client.get("/search/", {"q": "khong co dau"}).content.decode()

    assert "Không tìm thấy “khong co dau”" in page


def test_two_people_of_one_name_are_told_apart_by_what_they_hold(client, world):
    a_person(name="Hồ Mẫu Trùng", role=Role.TEAM_MEMBER, place=world.hamlet)
    a_person(name="Hồ Mẫu Trùng", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    logged_in(client, dung_of(world.province))

    page = client.get("/search/", {"q": "ho mau trung"}).content.decode()

    assert f"Thành viên tổ, {world.hamlet}, {world.commune}" in page
    assert f"Công chức cấp xã, {world.commune}, {world.province}" in page


def test_an_organisation_is_found_with_its_kind(client, world):
    logged_in(client, dung_of(world.province))

    page = client.get("/search/", {"q": world.department.name}).content.decode()

    assert f"/people/organisations/{world.department.pk}/" in page
    assert world.department.kind in page


def test_the_first_month_is_told_to_each_role_in_its_own_words(client, world):
    logged_in(client, an_of(world.hamlet))

    page = client.get("/help/").content.decode()

    assert "Thành viên tổ, tháng đầu tiên" in page
    assert "Cơ quan thường trực cấp tỉnh" not in page


def test_an_finds_the_number_of_the_official_of_the_commune_and_not_of_another(client, world):
    here, elsewhere = binh_of(world.commune), chau_of(world.elsewhere)
    type(here).objects.filter(pk=here.pk).update(phone="0900000001")
    type(here).objects.filter(pk=elsewhere.pk).update(phone="0900000002")
    logged_in(client, an_of(world.hamlet))

    page = client.get("/call/").content.decode()

    assert "tel:0900000001" in page
    assert "0900000002" not in page


def test_only_an_administrator_reads_how_the_house_is_set_up(client, world):
    logged_in(client, a_person(role=Role.ADMINISTRATOR, place=world.province))

    page = client.get("/settings/").content.decode()

    assert "Tổ công nghệ số cộng đồng" in page
    assert "Ngày nghỉ và làm bù năm" in page


def test_the_path_links_only_to_places_that_open(client, world):
    logged_in(client, binh_of(world.commune))

    page = client.get("/").content.decode()

    assert f'href="/places/{world.province.pk}/"' not in page
    assert "<span>Tỉnh Mẫu</span>" in page


def test_every_way_of_every_menu_leads_somewhere():
    ways = {one.name for menu in (MENU, TABS, MORE, PRIMARY) for one in menu}

    assert {name for name in ways if not way(name)} == set()


@pytest.mark.parametrize("role", list(Role))
def test_no_menu_offers_a_page_that_is_closed_to_the_role(client, world, role):
    place = world.hamlet if role in TEAM_ROLES else world.commune if role in COMMUNE_ROLES else world.province
    logged_in(client, a_person(role=role, place=place))
    pages = [client.get(address).content.decode() for address in ("/", "/more/", "/call/", "/help/", "/programme/")]

    addresses = {address for page in pages for address in re.findall(r'href="(/[^"#]*)', page)}
    closed = [address for address in sorted(addresses) if client.get(address, follow=True).status_code == 403]

    assert len(addresses) > 10
    assert closed == []


def test_every_room_that_offers_jobs_or_hits_is_asked():
    assert {offer.__module__ for offer in JOBS.values()} == modules_with("def jobs(*,")
    assert {search.__module__ for search in FOUND.values()} == modules_with("def found(*,")
    assert set(FOUND) == set(ROOMS)


def modules_with(words: str) -> set[str]:
    package = Path(toso.__file__).parent
    files = [*package.glob("*/*/queries.py"), *package.glob("*/*/queries/*.py")]
    names = [path.relative_to(package.parent).with_suffix("") for path in files if words in path.read_text()]
    return {".".join(name.parts).removesuffix(".__init__") for name in names}


def test_an_address_that_only_takes_a_form_answers_in_words_when_it_is_opened(client):
    client.force_login(binh_of(a_world().commune).account)

    page = client.get(reverse("reporting:remind"))

    assert page.status_code == 405
    assert page.headers["Allow"] == "POST"
    assert "Địa chỉ này chỉ nhận dữ liệu gửi từ một trang" in page.content.decode()


def test_an_empty_list_of_jobs_offers_the_record_once(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    page = client.get(reverse("console:home")).content.decode()
    main = page[page.index("<main") : page.index("</main")]

    assert "Không có việc nào đang chờ" in main
    assert main.count(f'href="{reverse("outreach:new")}"') <= 1


def test_the_search_puts_the_own_places_before_those_elsewhere(client):
    world = a_world()
    a_place(name="Mẫu 0", parent=world.elsewhere)
    client.force_login(binh_of(world.commune).account)

    page = client.get(reverse("console:search"), {"q": "mau"})

    hits = next(hits for hits in page.context["hits"] if hits.icon == "map-pin")
    assert next(found.label for found in hits.found if "Thôn" in found.label) == world.hamlet.full_name


@pytest.mark.parametrize("words", ["?q=a%00b", "?after=²", f"?before={'9' * 5000}", "?%00=1"])
def test_an_address_that_no_page_of_ours_links_to_is_answered_in_words(client, words):
    client.force_login(binh_of(a_world().commune).account)

    response = client.get(f"/difficulties/{words}")

    assert response.status_code == 400
    assert "Máy chủ không hiểu yêu cầu này" in response.text


def test_a_form_with_a_nul_in_it_writes_nothing(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)

    response = client.post("/difficulties/new/", {"title": "Mạng\x00yếu", "place": world.hamlet.pk})

    assert response.status_code == 400


def test_a_number_that_is_none_is_no_row(client):
    client.force_login(binh_of(a_world().commune).account)

    assert client.post("/reports/remind/", {"period": "true", "place": "9999-12-31"}).status_code == 404


def wrong_managers_told_by(office: Office) -> None:
    for person in office.people:
        report_wrong_manager(
            sheet_id=office.sheet(person).pk,
            reason="Tôi thuộc phòng khác",
            by=person,
            scope=office.scope(person),
            at=LATER,
        )


def test_five_of_one_kind_are_one_line_of_the_home_that_opens_and_three_stay_three_lines(client):
    few, many = an_office(people_count=3), an_office(commune=a_place(name="Bình Minh"), people_count=5)
    for office in (few, many):
        office.open()
        wrong_managers_told_by(office)

    of_few = logged_in(client, few.chairman).get("/").content.decode()
    of_many = logged_in(client, many.chairman).get("/").content.decode()

    assert "Báo sai người quản lý chờ trả lời" not in of_few
    assert 'Báo sai người quản lý chờ trả lời: <b class="ts-num">5</b>' in of_many
    assert of_many.count("Xem báo sai người quản lý của") == 2 * 5  # each still there to open: its title and its button


def test_the_hits_that_hold_the_words_side_by_side_come_first_and_an_agency_is_no_person(client):
    world = a_world()
    for name in ("Mẫu Thị Điền An", "Mẫu Thị An", "Diên Mẫu Điền Diên"):
        a_person(name=name, role=Role.TEAM_MEMBER, place=world.hamlet)
    client.force_login(dung_of(world.province).account)

    persons = client.get(reverse("console:search"), {"q": "dien dien"}).context["hits"]
    bodies = client.get(reverse("console:search"), {"q": world.department.name})

    assert [hit.label for hits in persons for hit in hits.found] == ["Diên Mẫu Điền Diên", "Mẫu Thị Điền An"]
    assert bodies.content.decode().count("#building-bank") == 1
