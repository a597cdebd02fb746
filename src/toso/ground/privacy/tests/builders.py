from datetime import date

from tests.builders import a_person, moment
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.privacy.models import Breach, Consent, SubjectRequest
from toso.ground.privacy.rules import RequestState, Way

RECEIVED = date(2026, 11, 16)  # a Monday


def a_request(
    *,
    place: Place,
    person: Person | None = None,
    kind: str = "restrict",
    received_on: date = RECEIVED,
    state: RequestState = RequestState.RECEIVED,
) -> SubjectRequest:
    return SubjectRequest.objects.create(
        person=person,
        subject_name="" if person else "Vũ Mẫu Hạnh",
        contact="0905 000 000",
        place=place,
        kind=kind,
        way=Way.PAPER,
        text="Không gọi điện nữa",
        received_on=received_on,
        state=state,
        recorded_by=a_person(),
    )


def a_consent(*, place: Place, given_on: date = RECEIVED, withdrawn_on: date | None = None) -> Consent:
    return Consent.objects.create(
        place=place,
        subject_name="Vũ Mẫu Hạnh",
        contact="0905 000 000",
        purpose="Gọi lại hỏi thăm",
        way=Way.PAPER,
        proof="Phiếu số 1",
        given_on=given_on,
        recorded_by=a_person(),
        recorded_at=moment(given_on),
        withdrawn_on=withdrawn_on,
    )


def a_breach(*, place: Place, known_on: date = RECEIVED, is_reported: bool = False) -> Breach:
    """Known at eight in the morning; reported, when it is, the same day at ten."""
    return Breach.objects.create(
        place=place,
        what="Gửi nhầm danh sách tổ vào nhóm chung",
        subjects="Thành viên tổ",
        how_many=9,
        data="Họ tên, số điện thoại",
        known_at=moment(known_on),
        recorded_by=a_person(),
        recorded_at=moment(known_on),
        reported_at=moment(known_on, 10) if is_reported else None,
        reported_to="Công an tỉnh" if is_reported else "",
    )
