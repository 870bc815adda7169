"""The library alone: nobody has entered a notice, and nothing asks a database for one."""

import pytest

from jiafeng.library.calendars import notices


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_keeper", notices._nobody)
