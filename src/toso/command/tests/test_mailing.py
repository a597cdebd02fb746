"""What a mail server hears of a message: taken, sent back to its writer, or to be tried again."""

import pytest
from django.db import DatabaseError

from tests.world import a_world
from toso.command import mailing
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.tests.builders import MORNING, a_desk

pytestmark = pytest.mark.django_db
MESSAGE = "From: an@xa.example\r\nMessage-ID: <1@xa>\r\nSubject: Kẹt giấy\r\n\r\nGiúp với".encode()


def test_a_message_is_taken_and_said_so(capsys):
    a_world()
    a_desk()

    assert mailing.run(MESSAGE, commune="", at=MORNING) == 0

    assert capsys.readouterr().out == f"Đã nhận: yêu cầu số {Ticket.objects.get().pk}.\n"


def test_what_is_refused_goes_back_with_the_sentence(capsys):
    a_world()

    assert mailing.run(b"", commune="", at=MORNING) == 65

    assert "Thư không có chữ" in capsys.readouterr().err


def test_a_wrong_commune_or_a_database_that_is_away_loses_no_message(capsys, monkeypatch):
    def away(**_given: object) -> None:
        raise DatabaseError("máy chủ không trả lời")

    a_world()

    assert mailing.run(MESSAGE, commune="00000", at=MORNING) == 75
    monkeypatch.setattr(mailing, "take_mail", away)
    assert mailing.run(MESSAGE, commune="", at=MORNING) == 75

    assert "mã 00000" in capsys.readouterr().err
    assert not Ticket.objects.exists()
