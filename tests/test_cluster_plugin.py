"""The private database of a test run is dropped whoever still holds a session open."""

import psycopg
import pytest
from django.db import connection

from tests.cluster_plugin import end_other_sessions


@pytest.mark.django_db(transaction=True)
def test_a_session_left_open_is_ended_and_our_own_goes_on() -> None:
    settings = connection.get_connection_params()
    stranger = psycopg.connect(
        **{key: settings[key] for key in ("dbname", "user", "password", "host", "port") if key in settings}
    )

    end_other_sessions()

    with pytest.raises(psycopg.OperationalError):
        stranger.execute("SELECT 1")
    stranger.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
