"""What every test of the house and of its rooms shares."""

from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from tests.cluster_plugin import end_other_sessions, tables_to_copy

# A busy machine is slow, not wrong: no property fails by a stopwatch.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


LONG = ("tests/journeys/", "tests/drills/", "tests/guards/", "src/toso/command/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones begin first (after the order was shuffled), so that no worker waits long for the last of them."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:  # noqa: ARG001 runs first
    """Making the tables costs as much as a hundred tests: one worker does it, the others copy."""
    connection.settings_dict["TEST"]["TEMPLATE"] = tables_to_copy()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 the fixture that this one wraps
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """As pytest-django's, but the database can always be dropped: a browser still holding a thread of the
    served site open would otherwise make the last teardown fail, now and then."""
    yield
    with django_db_blocker.unblock():
        end_other_sessions()
