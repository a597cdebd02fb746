from datetime import date

from tests.builders import a_person, moment
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.privacy.models import Consent, SubjectRequest
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
