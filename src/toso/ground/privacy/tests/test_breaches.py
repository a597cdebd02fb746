"""Personal data that went astray: written down at once, reported within its hours, told, closed, printed."""

import io
from datetime import date, timedelta

import docx
import pytest
from django.urls import reverse

from tests.builders import binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.privacy import actions, queries, rules
from toso.ground.privacy.models import Breach
from toso.ground.privacy.tests.builders import RECEIVED, a_breach
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db
KNOWN = moment(RECEIVED)


@pytest.fixture
def world():
    return a_world()


@pytest.fixture
def binh(world):
    return binh_of(world.commune)


def reported(breach, by, at, **words):
    given = {"reported_to": "Công an tỉnh", "report_number": "5/TB", "late_reason": ""} | words
    scope = scope_of(by.pk, on=RECEIVED)
    return actions.report_breach(breach_id=breach.pk, reported_at=at, **given, by=by, scope=scope, at=at)


def test_a_breach_is_written_down_told_above_reported_and_closed_by_clicking(client, world, binh):
    dung = dung_of(world.province)
    client.force_login(binh.account)
    words = {
        "what": "Mất điện thoại của tổ",
        "subjects": "Hộ gia đình thôn Mẫu 1",
        "how_many": "40",
        "what_data": "Họ tên, số điện thoại",
        "place": world.commune.pk,
        "known_at": "2026-01-05T08:00",
    }

    page = client.post(reverse("privacy:new_breach"), words, follow=True).content.decode()
    breach = Breach.objects.get()
    late = {"reported_at": "2026-01-09T08:00", "reported_to": "Công an tỉnh"}
    refused = client.post(reverse("privacy:report_breach", args=[breach.pk]), late)
    client.post(reverse("privacy:report_breach", args=[breach.pk]), {**late, "late_reason": "Mất liên lạc"})
    end = {"subjects_told": "Gọi từng hộ", "outcome": "Khoá máy từ xa"}
    page_after = client.post(reverse("privacy:close_breach", args=[breach.pk]), end, follow=True).content.decode()

    assert "Quá hạn báo từ 08:00 08/01/2026" in page
    assert "72 giờ từ lúc biết" in page
    assert refused.status_code == 400
    assert "Báo sau hạn: ghi lý do báo chậm." in refused.content.decode()
    assert "Báo sau hạn 08:00 08/01/2026" in page_after
    assert "Khoá máy từ xa" in page_after
    assert list(Notice.objects.values_list("person", flat=True)) == [dung.pk]
    codes = Entry.objects.filter(code__startswith="privacy.breach").order_by("pk").values_list("code", flat=True)
    assert [code.rpartition(".")[2] for code in codes] == ["recorded", "reported", "closed"]


def test_within_its_hours_no_reason_is_asked_and_a_second_report_is_refused(world, binh):
    breach = a_breach(place=world.commune)

    reported(breach, binh, KNOWN + timedelta(hours=72))

    assert queries.breach_words(Breach.objects.get(), at=KNOWN) == "Báo đúng hạn 08:00 19/11/2026"
    with pytest.raises(Refusal, match="Đã ghi lần báo"):
        reported(breach, binh, KNOWN + timedelta(hours=73), late_reason="x")


@pytest.mark.parametrize(
    ("at", "sentence"),
    [(KNOWN - timedelta(minutes=1), "nằm giữa"), (KNOWN + timedelta(hours=72, minutes=1), "Báo sau hạn")],
)
def test_a_report_before_it_was_known_or_late_without_reason_changes_nothing(world, binh, at, sentence):
    breach = a_breach(place=world.commune)

    with pytest.raises(Refusal, match=sentence):
        reported(breach, binh, at)

    assert Breach.objects.get().reported_at is None
    assert not Entry.objects.filter(code="privacy.breach.reported").exists()


def test_a_breach_is_not_closed_before_it_is_reported_nor_by_somebody_elsewhere(client, world, binh):
    breach = a_breach(place=world.commune)
    end = {"subjects_told": "Gọi từng hộ", "outcome": "Khoá máy"}

    client.force_login(binh.account)
    page = client.post(reverse("privacy:close_breach", args=[breach.pk]), end)
    client.force_login(chau_of(world.elsewhere).account)
    stranger = client.post(reverse("privacy:close_breach", args=[breach.pk]), end)

    assert "Ghi việc báo cơ quan có thẩm quyền trước khi kết thúc." in page.content.decode()
    assert stranger.status_code == 404
    assert Breach.objects.get().closed_at is None


def test_an_open_breach_is_a_job_with_its_clock_until_it_is_closed(world, binh):
    breach = a_breach(place=world.commune)
    scope = scope_of(binh.pk, on=RECEIVED)

    (job,) = queries.jobs(scope=scope, person_id=binh.pk, at=KNOWN)
    assert (job.due_at, job.due_words) == (KNOWN + timedelta(hours=72), "Báo trước 08:00 19/11/2026")
    later = KNOWN + timedelta(hours=2)
    reported(breach, binh, later)
    actions.close_breach(breach_id=breach.pk, subjects_told="Đã gọi", outcome="Xong", by=binh, scope=scope, at=later)

    assert queries.jobs(scope=scope, person_id=binh.pk, at=later) == []


def test_the_notice_leaves_as_paper_with_what_is_known(client, world, binh):
    breach = a_breach(place=world.commune, is_reported=True)
    client.force_login(binh.account)

    answer = client.get(reverse("privacy:breach", args=[breach.pk]), {"as": "docx"})
    pdf = client.get(reverse("privacy:breach", args=[breach.pk]), {"as": "pdf"})

    cells = [
        cell.text
        for table in docx.Document(io.BytesIO(answer.content)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "Thành viên tổ (khoảng 9 người)" in cells
    said = [cell.replace("\n", " ") for cell in cells if "Nơi nhận" in cell]
    assert [words.count("Lưu") for words in said] == [1]
    assert "08:00 ngày 19/11/2026: 72 giờ từ lúc biết" in cells
    assert pdf.content.startswith(b"%PDF")


def test_the_hours_are_dated_data_that_say_whether_they_stand_in_a_source(world):
    old, new = a_breach(place=world.commune, known_on=date(2025, 12, 30)), a_breach(place=world.commune)

    assert "13/2023" in queries.period_of(old).basis
    assert "91/2025" in queries.period_of(new).basis
    assert not queries.period_of(new).is_confirmed
    assert rules.report_by(queries.period_of(new), KNOWN) == KNOWN + timedelta(hours=72)


def test_the_list_costs_the_same_for_3_and_30(client, world, binh):
    client.force_login(binh.account)

    def three() -> None:
        for _number in range(3):
            a_breach(place=world.commune)

    three()
    assert_flat(lambda: client.get(reverse("privacy:breaches")), grow=three)
