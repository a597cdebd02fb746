"""The standing agency draws the outline of a report anew; what was drafted keeps the old one."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from toso.ground.audit.models import Entry
from toso.ground.people.models import Person
from toso.results.reporting.exports.paper import official_document
from toso.results.reporting.models import Template
from toso.results.reporting.tests.builders import AFTER_NOVEMBER, AFTER_OCTOBER, NOVEMBER, OCTOBER, Reporting
from toso.results.reporting.tests.builders import a_reporting_province as a_province

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def the_outline() -> Template:
    return Template.objects.get(code="monthly-commune", valid_until=None)


def words(month: Reporting, template: Template, **changes: object) -> dict[str, object]:
    said: dict[str, object] = {"indicators": [month.indicator.pk], "valid_from": "2026-10-15", "recipients": ""}
    for number, part in enumerate(template.sections):
        said |= {f"title_{number}": part["title"], f"hint_{number}": part["hint"]}
        if part["is_required"]:
            said[f"required_{number}"] = "on"
    return said | changes


def test_dung_draws_the_outline_anew_and_the_next_month_is_written_by_it():
    month = a_province()
    month.draft(OCTOBER, AFTER_OCTOBER)
    old = the_outline()
    address = reverse("reporting:revise", args=[old.pk])
    asked = words(
        month,
        old,
        title_3="",
        title_9="Bảo vệ dữ liệu cá nhân",
        hint_9="Đã nhắc ai, ở đâu.",
        recipients="Ban Chỉ đạo chuyển đổi số tỉnh;\nBáo Khánh Hòa\n",
    )

    answer = browser(month.dung).post(address, asked)

    new = the_outline()
    assert answer.headers["Location"] == reverse("reporting:template", args=[new.pk])
    old.refresh_from_db()
    assert (old.valid_until, new.version, new.valid_from) == (date(2026, 10, 15), 2, date(2026, 10, 15))
    assert [part["code"] for part in new.sections][2:4] == ["highlights", "initiatives"]
    assert (new.sections[-1]["code"], new.sections[-1]["title"]) == ("s1", "Bảo vệ dữ liệu cá nhân")
    assert new.recipients == ["Ban Chỉ đạo chuyển đổi số tỉnh", "Báo Khánh Hòa"]
    assert Entry.objects.filter(code="reporting.outline.revised", about_id=str(new.pk)).count() == 1
    month.draft(NOVEMBER, AFTER_NOVEMBER)
    assert month.report(month.commune, OCTOBER).template == old
    report = month.report(month.commune, NOVEMBER)
    assert report.template == new
    assert report.sections.filter(code="s1").exists()
    assert not report.sections.filter(code="models").exists()
    paper = official_document(report, [], address="")
    assert paper.recipients == ("Như trên", "Ban Chỉ đạo chuyển đổi số tỉnh", "Báo Khánh Hòa")


def test_a_day_within_a_period_that_has_drafts_is_refused_and_nothing_typed_is_lost():
    month = a_province()
    month.draft(OCTOBER, AFTER_OCTOBER)
    old = the_outline()
    asked = words(month, old, valid_from="2026-10-01", title_9="Mục mới")

    answer = browser(month.dung).post(reverse("reporting:revise", args=[old.pk]), asked)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Tháng 10/2026 đã có báo cáo theo bản hiện nay. Chọn ngày sau 14/10/2026." in page
    assert 'value="Mục mới"' in page
    assert Template.objects.filter(code="monthly-commune").count() == 1


def test_the_section_that_holds_the_figures_stays():
    month = a_province()
    old = the_outline()
    asked = words(month, old, title_0="")

    answer = browser(month.dung).post(reverse("reporting:revise", args=[old.pk]), asked)

    assert "Giữ lại mục Kết quả trong kỳ" in answer.content.decode()
    assert the_outline() == old


def test_only_the_newest_version_is_drawn_anew():
    month = a_province()
    old = the_outline()
    browser(month.dung).post(reverse("reporting:revise", args=[old.pk]), words(month, old))

    again = browser(month.dung).post(
        reverse("reporting:revise", args=[old.pk]), words(month, old, valid_from="2026-12-15")
    )

    assert "Bản này đã có bản mới thay." in again.content.decode()
    assert Template.objects.filter(code="monthly-commune").count() == 2
