"""The program in docs/recipes/pandas.md, with pandas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.engines.pages import blocks

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

pd = pytest.importorskip("pandas", reason="run `nox -s engines`")


def test_the_program_of_the_page_finds_the_largest_lag(
    fake_drs: FakeDrs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The frame has typed columns, and the lag by tag is what the page shows."""
    (program,) = blocks("recipes/pandas.md", "python")
    (shown,) = blocks("recipes/pandas.md", "text")
    site = fake_drs.site(region_name="eu-central-1")
    for hostname in ("db-1", "web-1", "web-2"):
        tags = {"app": hostname.partition("-")[0]}
        key = site.add_source_server(hostname=hostname, state="CONTINUOUS", tags=tags)
        if hostname == "web-1":
            site.stall_replication(key)
    stopped = site.add_source_server()
    fake_drs.advance(minutes=7)
    for name, text in fake_drs.environment.items():
        monkeypatch.setenv(name, text)

    page: dict[str, Any] = {}
    exec(program, page)  # noqa: S102 - as on the page
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert printed == shown.splitlines()

    frame = page["frame"]
    late = frame[frame["lag"] > pd.Timedelta(minutes=5)]
    hostname = "source_properties.identification_hints.hostname"
    assert list(late[hostname]) == ["web-1"]
    assert late["lag"].max() == timedelta(minutes=7)
    state = frame["data_replication_info.data_replication_state"]
    assert list(frame[state == "STOPPED"]["source_server_id"]) == [stopped]
    assert frame["source_properties.ram_bytes"].min() > 2**30
    added = frame["life_cycle.added_to_service_date_time"]
    assert added.dt.tz == UTC
    assert added.max() < datetime(2030, 1, 2, tzinfo=UTC)
    assert added.dt.tz_localize(None).dt.tz is None
