"""Our files read by other people's programs, in an environment of their own: make foreign, or make check-long."""

from importlib.util import find_spec

import pytest
from django.core.management import call_command
from django.test import Client

from tests.foreign.hostile import make_hostile
from tests.foreign.readers import PACKAGES

MISSING = sorted(name for name in PACKAGES if find_spec(name) is None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip these tests where the readers are not installed, as in the environment for all other tests."""
    if MISSING:
        for item in items:
            if "tests/foreign/" in item.path.as_posix():
                item.add_marker(
                    pytest.mark.skip(reason=f"{', '.join(MISSING)} not installed; make foreign installs them")
                )


@pytest.fixture
def record(db, settings, client) -> Client:
    """A client, and the real record with a hostile one beside it."""
    settings.SITE_URL = "https://talks.example"
    call_command("loaddata", "ukraine_2022", verbosity=0)
    make_hostile()
    return client
