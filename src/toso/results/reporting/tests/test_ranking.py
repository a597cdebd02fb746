"""The yearly ranking: official figures only, its evidence shown, frozen by a decision (R114, R305)."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import moment
from tests.flat import assert_flat
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Exclusion, Indicator
from toso.plan.programme.tests.builders import an_issued_decision
from toso.results.reporting.actions import ranking as actions
from toso.results.reporting.models import Period, Ranking, RankingFormula, RankingRow, Report
from toso.results.reporting.queries import ranking as queries
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.tests.builders import OCTOBER, a_reporting_province

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 12, 20))


def a_year():
    """Two communes with targets; October of the first is accepted, of the second only handed in."""
    made = a_reporting_province()
    values = {(made.indicator.pk, place.pk): Decimal(100) for place in (made.commune, made.elsewhere)}
    an_issued_decision(place=made.province, values=values)
    made.work(made.hamlets[0], date(2026, 9, 1), 30)
    made.work(made.hamlets[0], date(2026, 10, 1), 20)
    made.work(made.hamlets[2], date(2026, 10, 1), 90)
    made.draft(OCTOBER, moment(date(2026, 10, 15)))
    Report.objects.filter(place=made.commune).update(state=ReportState.ACCEPTED, known_at=moment(date(2026, 10, 16)))
    RankingFormula.objects.create(
        version=1,
        name="Mẫu",
        content={"lines": [{"indicator": made.indicator.code, "weight": "100", "measure": "target"}], "least": "60"},
        valid_from=date(2022, 8, 1),
    )
    return made


def year() -> Period:
    return Period.objects.get(calendar__code="official", code="2026")


def reckoned(made) -> Ranking:
    return actions.reckon_ranking(place=made.province, period=year(), by=made.dung, scope=made.scope(made.dung), at=NOW)


def published(made) -> Ranking:
    return actions.publish_ranking(
        ranking_id=reckoned(made).pk,
        number="99/QĐ-SKHCN",
        signed_on=date(2026, 12, 19),
        by=made.dung,
        scope=made.scope(made.dung),
        at=NOW,
    )


def row_of(place) -> RankingRow:
    return RankingRow.objects.get(place=place)


def test_only_what_was_accepted_is_ranked():
    made = a_year()

    reckoned(made)

    assert (row_of(made.commune).rank, row_of(made.commune).score) == (1, 50)
    assert (row_of(made.elsewhere).rank, row_of(made.elsewhere).score) == (None, None)


def test_each_cell_opens_to_the_report_it_comes_from():
    made = a_year()
    ranking = reckoned(made)
    report = made.report(made.commune)

    (reason,) = queries.reasons(ranking, row_of(made.commune))

    assert (reason.value, reason.target, reason.points, reason.lost) == (50, 100, 50, 50)
    assert (reason.report_id, reason.cell_id) == (report.pk, made.cell(report).pk)


def test_a_published_ranking_never_changes():
    made = a_year()
    first = published(made)
    made.work(made.hamlets[0], date(2026, 11, 1), 50)

    with pytest.raises(Refusal, match="đã công bố"):
        actions.publish_ranking(
            ranking_id=first.pk,
            number="100",
            signed_on=date(2026, 12, 19),
            by=made.dung,
            scope=made.scope(made.dung),
            at=NOW,
        )
    second = reckoned(made)

    assert (second.version, Ranking.objects.get(pk=first.pk).number) == (2, "99/QĐ-SKHCN")
    assert RankingRow.objects.get(ranking=first, place=made.commune).score == 50


def test_a_commune_sees_what_is_published_and_no_draft():
    made = a_year()
    draft = reckoned(made)

    assert not queries.rankings_of(made.scope(made.binh)).exists()
    published(made)
    assert list(queries.rankings_of(made.scope(made.binh))) == [draft]


def test_only_the_standing_agency_ranks():
    made = a_year()

    with pytest.raises(Refusal, match="cơ quan thường trực"):
        actions.reckon_ranking(place=made.province, period=year(), by=made.binh, scope=made.scope(made.binh), at=NOW)

    assert not Ranking.objects.exists()


def test_new_weights_are_a_new_version_and_must_make_a_hundred():
    made = a_year()
    known: dict[str, Any] = {
        "by": made.dung,
        "scope": made.scope(made.dung),
        "at": NOW,
        "valid_from": date(2026, 12, 20),
    }
    words: dict[str, Any] = {"measures": {made.indicator.code: "best"}, "least": Decimal(50)}

    with pytest.raises(Refusal, match="đúng 100"):
        actions.revise_formula(weights={made.indicator.code: Decimal(90)}, **words, **known)
    actions.revise_formula(weights={made.indicator.code: Decimal(100)}, **words, **known)

    versions = [queries.formula_on(date(2026, 12, day)) for day in (19, 20)]
    assert [one and one.version for one in versions] == [1, 2]


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_the_ranking_is_reckoned_published_and_explained_by_clicking():
    made = a_year()
    dung = browser(made.dung)

    dung.post(reverse("reporting:reckon_ranking"), {"period": "2026"})
    ranking = Ranking.objects.get()
    words = {"number": "99/QĐ-SKHCN", "signed_on": "2026-01-05"}
    dung.post(reverse("reporting:publish_ranking", args=[ranking.pk]), words)
    page = browser(made.binh).get(reverse("reporting:ranking", args=[ranking.pk])).content.decode()
    why = browser(made.binh).get(reverse("reporting:why_ranked", args=[ranking.pk, made.commune.pk])).content.decode()
    sheet = browser(made.binh).get(reverse("reporting:ranking_sheet", args=[ranking.pk]))

    assert Ranking.objects.get().published_at is not None
    assert "Đã công bố, 99/QĐ-SKHCN" in page
    assert "chưa đủ dữ liệu" in page
    assert 'data-l="Điểm"><span>50,00</span>' in page  # seen on a phone, with as many decimals as its parts
    assert "Hạng 1 trên 1 nơi, 50 điểm" in why
    report = made.report(made.commune)
    assert reverse("reporting:cell", args=[report.pk, made.cell(report).pk]) in why
    assert sheet.content.startswith(b"PK")


def test_the_ranking_costs_the_same_for_many():
    made = a_year()
    ranking = published(made)
    client = browser(made.dung)

    def grow() -> None:
        cells = row_of(made.commune).cells
        for hamlet in made.hamlets:
            RankingRow.objects.create(ranking=ranking, place=hamlet, rank=9, score=1, covered=100, cells=cells)

    assert_flat(partial(client.get, reverse("reporting:ranking", args=[ranking.pk])), grow=grow)


def test_a_figure_nobody_gave_earns_nothing_and_is_named_and_an_excluded_one_says_why():
    made = a_year()
    other = Indicator.objects.get(pk=made.indicator.pk)
    other.pk, other.code, other.short_name = None, "other-indicator", "Chỉ tiêu khác"
    other.save()
    lines = [(made.indicator.code, "60", "target"), (other.code, "40", "percent")]
    content = {"lines": [{"indicator": code, "weight": weight, "measure": how} for code, weight, how in lines]}
    RankingFormula.objects.update(content=content | {"least": "60"})
    ranking = reckoned(made)
    address = reverse("reporting:why_ranked", args=[ranking.pk, made.commune.pk])
    dung = browser(made.dung)

    page = dung.get(reverse("reporting:ranking", args=[ranking.pk])).content.decode()
    missing, found = row_of(made.commune).score, dung.get(address).content.decode()
    words = {"place": made.commune, "valid_from": date(2026, 1, 1), "reason": "Xã đảo chưa có hộ"}
    Exclusion.objects.create(indicator=other, **words)
    reckoned(made)
    apart, why = row_of(made.commune).score, dung.get(address).content.decode()

    assert (missing, apart) == (30, 50)
    assert "chưa có số liệu, 0 điểm: Chỉ tiêu khác" in page
    assert "<span>chưa có số liệu</span>" in found
    assert "không tính, cơ quan thường trực để ngoài: Xã đảo chưa có hộ" in why
