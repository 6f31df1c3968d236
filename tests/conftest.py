"""What tests of several rooms share: one browser, since a process can drive only one."""

import pytest

from koperasi.slides import browser


@pytest.fixture(scope="session")
def context():
    """A browser's context without network; the test is skipped where there is no browser."""
    try:
        with browser.chromium() as found:
            yield found
    except browser.NoBrowser as reason:
        pytest.skip(str(reason))
