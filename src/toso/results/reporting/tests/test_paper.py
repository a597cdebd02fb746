"""The report on paper: who writes to whom, in what order, with which figures and which annex."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.builders import moment
from toso.ground.documents.blocks import Heading, Item, Paragraph, Table
from toso.ground.documents.queries import content_digest
from toso.plan.programme.tests.builders import an_indicator
from toso.results.reporting import exports
from toso.results.reporting.actions.narrative import write_section
from toso.results.reporting.actions.reports import amend_report
from toso.results.reporting.exports.paper import official_document
from toso.results.reporting.models import Paper, Section
from toso.results.reporting.queries.cells import cell_rows
from toso.results.reporting.tests.builders import AFTER_OCTOBER, OCTOBER, a_reporting_province

pytestmark = pytest.mark.django_db
ADDRESS = "https://toso.example.vn/bao-cao/1/"


@pytest.fixture
def world():
    world = a_reporting_province()
    for hamlet in world.hamlets:
        world.work(hamlet, OCTOBER, 1234)
    world.draft(OCTOBER, AFTER_OCTOBER)
    world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    return world


def paper_of(world, place):
    report = world.report(place)
    return official_document(report, cell_rows(report, at=AFTER_OCTOBER), address=ADDRESS)


def test_a_team_writes_to_its_commune_the_commune_to_the_department_and_that_to_the_province(world):
    hamlet, commune, province = (paper_of(world, p) for p in (world.hamlets[0], world.commune, world.province))

    assert [hamlet.superior, commune.superior, province.superior] == [
        f"ỦY BAN NHÂN DÂN\n{world.commune.full_name.upper()}",
        "",
        f"ỦY BAN NHÂN DÂN\n{world.province.full_name.upper()}",
    ]
    assert [hamlet.symbol, commune.symbol, province.symbol] == ["BC-TCNSCĐ", "BC-UBND", "BC-SKHCN"]
    assert hamlet.addressee == (f"Ủy ban nhân dân xã {world.commune.name}",)
    assert commune.addressee == ("Sở Khoa học và Công nghệ",)
    assert province.addressee == (f"Ủy ban nhân dân tỉnh {world.province.name}",)


def test_the_paper_opens_with_its_basis_and_its_days(world):
    opening = paper_of(world, world.commune).blocks[0]

    assert isinstance(opening, Paragraph)
    assert str(opening.text).endswith("(từ ngày 15 tháng 9 năm 2026 đến hết ngày 14 tháng 10 năm 2026) như sau:")


def test_the_nine_sections_stand_in_their_order_with_the_figures_under_the_results(world):
    blocks = paper_of(world, world.commune).blocks

    headings = [block.text for block in blocks if isinstance(block, Heading)]
    table_at = next(at for at, block in enumerate(blocks) if isinstance(block, Table))

    assert headings == [
        "1. Kết quả trong kỳ",
        "2. Hiệu quả",
        "3. Điểm nổi bật",
        "4. Mô hình mới",
        "5. Sáng kiến hay",
        "6. Khó khăn, hạn chế",
        "7. Nguyên nhân",
        "8. Cách khắc phục",
        "9. Nhiệm vụ kỳ tới",
    ]
    assert (
        blocks.index(Heading("2. Hiệu quả", level=2)) > table_at > blocks.index(Heading("1. Kết quả trong kỳ", level=2))
    )


def test_a_figure_shows_its_provisional_part_in_vietnamese_writing(world):
    table = next(block for block in paper_of(world, world.commune).blocks if isinstance(block, Table))

    assert (table.rows[0][3], table.rows[0][8]) == (2468, "Trong đó tạm tính 1.234")  # type: ignore[index]  # a row of values


def test_the_lines_keep_their_order_whichever_was_written_last(world):
    report = world.report(world.commune)
    cell = report.cells.order_by("-order").first()
    last = cell.order + 5
    cell.pk, cell.indicator, cell.order = None, an_indicator(fact="outreach.sessions"), last
    cell.save()
    report.cells.filter(order__lt=last).update(order=last + 1)  # the database now finds the rows the other way round

    rows = cell_rows(type(report).objects.get(pk=report.pk), at=AFTER_OCTOBER)

    assert [row.cell.order for row in rows] == sorted(row.cell.order for row in rows)
    assert rows[0].cell == cell


def test_typed_lines_with_a_dash_become_points(world):
    report = world.report(world.commune)
    scope = world.scope(world.binh)
    write_section(
        report_id=report.pk,
        code="highlights",
        text="Chợ Mẫu:\n- 31 sạp nhận chuyển khoản",
        seen_at=None,
        by=world.binh,
        scope=scope,
        at=AFTER_OCTOBER,
    )

    blocks = paper_of(world, world.commune).blocks

    assert blocks[blocks.index(Paragraph("Chợ Mẫu:")) + 1] == Item("31 sạp nhận chuyển khoản")


def test_the_annex_lists_the_units_below_with_their_state_and_adds_up(world):
    paper = paper_of(world, world.commune)

    table = paper.annexes[0].blocks[0]
    assert isinstance(table, Table)
    assert sorted((row[2], row[-1]) for row in table.rows) == [(1234, "Tạm tính"), (1234, "Đã nhận")]  # type: ignore[index]  # rows of values
    assert table.total is not None
    assert table.total[2] == 2468
    assert paper_of(world, world.hamlets[0]).annexes == ()


def test_the_code_states_the_digest_of_the_words_and_a_draft_says_so(world):
    draft = paper_of(world, world.commune)

    assert draft.link is not None
    digest = content_digest(draft)
    assert (draft.link.url, draft.link.digest) == (f"{ADDRESS}?check={digest[:16]}", digest)
    assert (draft.mark, paper_of(world, world.hamlets[0]).mark) == ("DỰ THẢO", "")


def test_the_paper_is_vietnamese_in_an_english_interface(world):
    with override("en"):
        english = paper_of(world, world.province)

    assert content_digest(english) == content_digest(paper_of(world, world.province))


def test_files_of_every_kind_are_made(world):
    report = world.report(world.province)

    assert exports.docx(report).startswith(b"PK")
    assert exports.pdf(report, address=ADDRESS).startswith(b"%PDF")
    assert exports.xlsx(report).startswith(b"PK")


def test_a_character_that_no_font_shows_is_named_and_nothing_is_printed(world, client):
    report = world.report(world.commune)
    Section.objects.filter(report=report, code="highlights").update(text="Tốt 👍")
    client.force_login(world.binh.account)

    page = client.get(reverse("reporting:print", args=[report.pk, "pdf"]), follow=True)

    assert "Không in được ký tự 👍 (U+1F44D)" in page.content.decode()
    assert not Paper.objects.exists()


def test_the_page_behind_the_code_says_whether_the_paper_still_matches(world, client):
    client.force_login(world.binh.account)
    report = world.report(world.commune)
    address = paper_of(world, world.commune).link.url.removeprefix(ADDRESS)
    live = reverse("reporting:read", args=[report.pk]) + address

    before = client.get(live).content.decode()
    world.write(report, at=AFTER_OCTOBER)
    after = client.get(live).content.decode()

    assert ("Khớp bản in" in before, "Khác bản in" in before) == (True, False)
    assert ("Khớp bản in" in after, "Khác bản in" in after) == (False, True)
    assert "Hệ thống soạn nháp" in after[after.index("Khác bản in") :]


def test_a_paper_of_the_version_before_an_amendment_is_known_as_that(world, client):
    client.force_login(world.an.account)
    old = world.report(world.hamlets[0])
    printed = paper_of(world, world.hamlets[0]).link.url.removeprefix(ADDRESS)
    at = moment(date(2026, 10, 20))
    world.work(world.hamlets[0], OCTOBER, 5, at=at)
    amend_report(report_id=old.pk, reason="Sót", by=world.an, scope=world.scope(world.an), at=at)
    new = world.report(world.hamlets[0])

    page = client.get(reverse("reporting:read", args=[new.pk]) + printed).content.decode()
    page_of_old = client.get(reverse("reporting:read", args=[old.pk]) + printed).content.decode()

    assert "bản in là bản thứ 1 của báo cáo này" in page
    assert "Khớp bản in" in page_of_old


def test_a_kept_paper_whose_file_was_changed_is_not_handed_out(world, client):
    client.force_login(world.an.account)
    report = world.report(world.hamlets[0])
    client.get(reverse("reporting:print", args=[report.pk, "pdf"]))
    paper = Paper.objects.get(report=report)
    whole = client.get(reverse("reporting:paper", args=[paper.pk]))
    Path(paper.file.path).write_bytes(b"%PDF-1.7 another")

    changed = client.get(reverse("reporting:paper", args=[paper.pk]), follow=True)

    assert whole.content.startswith(b"%PDF-")
    assert "không còn đúng mã kiểm tra" in changed.content.decode()


def test_a_section_nobody_wrote_is_not_yet_written_in_a_draft_and_nothing_when_handed_in(world):
    draft, handed_in = (
        [str(block.text) for block in paper_of(world, place).blocks if isinstance(block, Paragraph)]
        for place in (world.commune, world.hamlets[0])
    )

    assert ("Chưa viết." in draft, "Không có." in draft) == (True, False)
    assert ("Chưa viết." in handed_in, "Không có." in handed_in) == (False, True)
