"""A filled form is kept once, feeds its indicators, is given back and comes again."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import an_of, binh_of, chau_of, moment
from tests.world import World, a_world
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.plan.forms.actions.submissions import Conflict, review
from toso.plan.forms.actions.versions import publish_version
from toso.plan.forms.exports import as_csv, as_xlsx
from toso.plan.forms.models import Answer, Attachment, Content, Submission
from toso.plan.forms.queries import forms_open_to, lines_of, submissions_of
from toso.plan.forms.rules.answers import Refused
from toso.plan.forms.rules.states import ReviewKind, SubmissionState
from toso.plan.forms.tests.builders import DAY, a_filled_form, a_version, sent
from toso.plan.programme.actions import claim_marks

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def fed() -> dict[str, Decimal]:
    return dict(Answer.objects.filter(superseded_at__isnull=True).values_list("feeds", "value"))


def reviewed(submission: Submission, kind: ReviewKind, *, by: Person, text: str = "") -> Submission:
    return review(
        submission_id=submission.pk, kind=kind, text=text, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY, 10)
    )


def test_a_filled_form_stands_where_and_when_it_says_and_feeds_its_indicators(world: World):
    a_version(place=world.commune)

    arrived = sent(a_filled_form(place=world.hamlet.code), by=an_of(world.hamlet))

    submission = arrived.submission
    assert arrived.is_new
    assert (submission.place, submission.day, submission.state) == (world.hamlet, date(2026, 10, 19), "received")
    assert fed() == {"ho_co_mang": Decimal(1), "so_nguoi": Decimal(4)}
    assert (world.hamlet.pk, date(2026, 10, 19)) in claim_marks(limit=100)


def test_the_same_sending_again_changes_nothing(world: World):
    a_version(place=world.commune)
    an, xml = an_of(world.hamlet), a_filled_form(place=world.hamlet.code)

    first, second = sent(xml, by=an), sent(xml, by=an, hour=11)

    assert (first.is_new, second.is_new) == (True, False)
    assert second.submission == first.submission
    assert (Submission.objects.count(), Content.objects.count()) == (1, 1)
    assert fed() == {"ho_co_mang": Decimal(1), "so_nguoi": Decimal(4)}


def test_other_words_under_the_same_id_are_a_conflict_and_nothing_is_lost(world: World):
    a_version(place=world.commune)
    an = an_of(world.hamlet)
    sent(a_filled_form(place=world.hamlet.code, instance="uuid:x"), by=an)

    with pytest.raises(Conflict):
        sent(a_filled_form(place=world.hamlet.code, instance="uuid:x", people="9"), by=an)

    assert fed()["so_nguoi"] == Decimal(4)


def test_photos_may_come_in_a_later_sending_of_the_same_form(world: World):
    a_version(place=world.commune)
    an, xml = an_of(world.hamlet), a_filled_form(place=world.hamlet.code, photo="a.jpg")
    sent(xml, by=an)
    assert Attachment.objects.get().received_at is None

    sent(xml, by=an, files={"a.jpg": b"anh", "la.jpg": b"la"})
    sent(xml, by=an, files={"a.jpg": b"khac"})

    attachment = Attachment.objects.get()
    with attachment.file.open() as file:
        assert (attachment.name, file.read()) == ("a.jpg", b"anh")


def test_a_form_given_back_stops_counting_until_it_comes_again(world: World):
    a_version(place=world.commune)
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    first = sent(a_filled_form(place=world.hamlet.code, instance="uuid:1"), by=an).submission

    reviewed(first, ReviewKind.RETURNED, by=binh, text="Số người chưa đúng")
    assert fed() == {}

    again = sent(
        a_filled_form(place=world.hamlet.code, instance="uuid:2", deprecated="uuid:1", people="5"), by=an, hour=12
    ).submission
    assert again == first
    assert (again.state, again.contents.count()) == (SubmissionState.EDITED, 2)
    assert fed() == {"ho_co_mang": Decimal(1), "so_nguoi": Decimal(5)}


def test_an_edit_of_words_that_have_changed_since_is_a_conflict(world: World):
    a_version(place=world.commune)
    an = an_of(world.hamlet)
    sent(a_filled_form(place=world.hamlet.code, instance="uuid:1"), by=an)
    sent(a_filled_form(place=world.hamlet.code, instance="uuid:2", deprecated="uuid:1", people="5"), by=an)

    with pytest.raises(Conflict):
        sent(a_filled_form(place=world.hamlet.code, instance="uuid:3", deprecated="uuid:1", people="6"), by=an)

    assert fed()["so_nguoi"] == Decimal(5)


def test_who_no_longer_works_where_the_form_is_open_edits_nothing(world: World):
    a_version(place=world.commune)
    an = an_of(world.hamlet)
    sent(a_filled_form(place=world.hamlet.code, instance="uuid:1"), by=an)
    Assignment.objects.filter(person=an).update(ends_on=DAY)

    with pytest.raises(Refusal, match="không mở cho nơi anh chị làm việc"):
        sent(a_filled_form(place=world.hamlet.code, instance="uuid:2", deprecated="uuid:1", people="5"), by=an)

    assert (Content.objects.count(), fed()["so_nguoi"]) == (1, Decimal(4))


def test_who_reviews_and_when(world: World):
    a_version(place=world.commune)
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    submission = sent(a_filled_form(place=world.hamlet.code), by=an).submission

    with pytest.raises(Refusal, match="Chỉ công chức xã"):
        reviewed(submission, ReviewKind.APPROVED, by=an)
    with pytest.raises(Refusal, match="Hãy ghi rõ điều cần sửa"):
        reviewed(submission, ReviewKind.RETURNED, by=binh)
    with pytest.raises(Submission.DoesNotExist):
        reviewed(submission, ReviewKind.APPROVED, by=chau_of(world.elsewhere))
    approved = reviewed(submission, ReviewKind.APPROVED, by=binh)
    with pytest.raises(Refusal, match="Đã duyệt"):
        reviewed(submission, ReviewKind.RETURNED, by=binh, text="Sai")

    assert approved.state == SubmissionState.APPROVED
    assert fed()["so_nguoi"] == Decimal(4)


def test_a_form_is_filled_only_where_it_is_open(world: World):
    a_version(place=world.elsewhere)
    an = an_of(world.hamlet)

    with pytest.raises(Refusal, match="không mở cho nơi anh chị làm việc"):
        sent(a_filled_form(place=world.hamlet.code), by=an)

    assert not forms_open_to(scope_of(an.pk, on=DAY)).exists()
    assert Submission.objects.count() == 0


def test_a_hamlet_outside_the_scope_falls_back_to_where_the_person_works(world: World):
    a_version(place=world.province)

    submission = sent(a_filled_form(place="99999999"), by=an_of(world.hamlet)).submission

    assert submission.place == world.hamlet
    assert submission.flags == ["place_unknown"]


def test_what_was_filled_on_the_old_version_is_still_taken(world: World):
    a_version(place=world.commune)
    a_version(place=world.commune, version="2")

    old = sent(a_filled_form(place=world.hamlet.code), by=an_of(world.hamlet)).submission

    assert old.version.version == "1"
    assert old.version.retired_at is not None


def test_an_unknown_version_and_broken_xml_are_refused(world: World):
    a_version(place=world.commune)
    an = an_of(world.hamlet)

    with pytest.raises(Refusal, match="phiên bản “7”"):
        sent(a_filled_form(version="7"), by=an)
    for wrong, why in ((b"<data", "xml"), (b"<data/>", "form"), (b'<data id="phieu_ho"/>', "instance")):
        with pytest.raises(Refused, match=why):
            sent(wrong, by=an)

    assert Submission.objects.count() == 0


def test_the_same_version_with_other_content_is_refused(world: World):
    kept = a_version(place=world.commune)

    assert a_version(place=world.commune) == kept
    binh = binh_of(world.commune)
    assert publish_version(version_id=kept.pk, by=binh, scope=scope_of(binh.pk, on=DAY), at=moment(DAY)) == kept
    chau = chau_of(world.elsewhere)
    with pytest.raises(Refusal, match="anh chị không sửa được"):
        publish_version(version_id=kept.pk, by=chau, scope=scope_of(chau.pk, on=DAY), at=moment(DAY))


def test_answers_are_read_in_words(world: World):
    version = a_version(place=world.commune)
    submission = sent(a_filled_form(place=world.hamlet.code), by=an_of(world.hamlet)).submission

    lines = {line.label: line.answers for line in lines_of(version, submission.contents.get().answers)}

    assert lines["Hộ có mạng không?"] == ["Có"]
    assert lines["Số người"] == ["4"]


def test_the_export_holds_each_submission_once_with_its_last_answers_and_runs_nothing(world: World):
    version = a_version(place=world.commune)
    an = an_of(world.hamlet)
    sent(a_filled_form(place=world.hamlet.code, instance="uuid:1"), by=an)
    sent(a_filled_form(place=world.hamlet.code, instance="uuid:2", deprecated="uuid:1", people="5"), by=an)
    sent(a_filled_form(place=world.hamlet.code, instance="uuid:3", answer="=1+1"), by=an)
    rows = submissions_of(version.form, scope_of(an.pk, on=DAY))

    written = as_csv(version.form, rows).decode("utf-8-sig").splitlines()

    assert len(written) == 3
    assert written[0].endswith("thon,ngay,co_mang,so_nguoi,anh")
    assert written[1].startswith("uuid:1,2026-10-19,")
    assert written[1].endswith(f",{world.hamlet.code},2026-10-19,co,5,")
    assert "'=1+1" in written[2]
    assert as_xlsx(version.form, rows).startswith(b"PK")
