from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import Assumptions, Durations, FakeDrs, Quotas
from drsclient.testing._copies.answers import Answers
from drsclient.testing._copies.durations import copy_durations, set_durations
from drsclient.testing._copies.site_copy import SiteCopy
from drsclient.testing._records.source_servers import new_source_server
from drsclient.testing._state.clock import VirtualClock
from drsclient.testing._state.copy_report import MeasuredDuration
from drsclient.testing._state.durations import LONGEST
from drsclient.testing._state.shared_state import SharedState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drsclient.testing._records.record import Wire

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PIT_RULES: list[Wire] = [
    {"units": "MINUTE", "interval": 10, "retentionDuration": 60},
    {"units": "DAY", "interval": 1, "retentionDuration": 7, "enabled": True},
    {"units": "DAY", "interval": 1, "retentionDuration": 99, "enabled": False},
]


def server_id(number: int) -> str:
    """Return the ID of a source server."""
    return f"s-{number:017x}"


def at(**ago: float) -> str:
    """Return a time in the past."""
    return (NOW - timedelta(**ago)).isoformat()


class Account:
    """An account with hand-made answers."""

    def __init__(self, region_name: str = "us-east-1") -> None:
        self.servers: list[Wire] = []
        self.jobs: list[Wire] = []
        self.answers = Answers(account_id="123456789012", region_name=region_name)
        self.answers.responses = {
            "DescribeSourceServers": {"": {"items": self.servers}},
            "DescribeJobs": {"": {"items": self.jobs}},
            "DescribeJobLogItems": {},
            "DescribeRecoverySnapshots": {},
            "GetReplicationConfiguration": {},
        }

    def add_server(
        self,
        *,
        first_byte: str | None = None,
        snapshots: Iterable[str] = (),
        state: str = "CONTINUOUS",
        **info: str,
    ) -> str:
        """Add a source server, and return its ID."""
        key = server_id(len(self.servers) + 1)
        self.servers.append(
            {
                "sourceServerID": key,
                "lifeCycle": {"firstByteDateTime": first_byte} if first_byte else {},
                "dataReplicationInfo": {"dataReplicationState": state, **info},
            }
        )
        self.answers.responses["DescribeRecoverySnapshots"][key] = {
            "items": [{"timestamp": time} for time in snapshots]
        }
        self.answers.responses["GetReplicationConfiguration"][key] = {
            "pitPolicy": PIT_RULES
        }
        return key

    def add_job(
        self,
        *events: tuple[str, float],
        server: str = server_id(1),
        initiated_by: str = "START_DRILL",
    ) -> None:
        """Add a job with events in its log, each at a time in seconds."""
        job_id = f"drsjob-{len(self.jobs) + 1:017x}"
        self.jobs.append({"jobID": job_id, "initiatedBy": initiated_by})
        log: list[Wire] = [{"logDateTime": at(), "event": "JOB_START"}]
        log += [
            {
                "logDateTime": (NOW + timedelta(seconds=seconds)).isoformat(),
                "event": event,
                "eventData": {"sourceServerID": server},
            }
            for event, seconds in events
        ]
        self.answers.responses["DescribeJobLogItems"][job_id] = {"items": log}


class Copy:
    """A copy of accounts, as far as durations go."""

    def __init__(self, *accounts: Account) -> None:
        self.state = SharedState(
            page_size=50,
            initialized=True,
            quotas=Quotas(),
            assumptions=Assumptions(),
            clock=VirtualClock(NOW),
        )
        self._copies = [
            SiteCopy(
                site=self.state.site("123456789012", one.answers.region_name),
                answers=one.answers,
            )
            for one in accounts
        ]
        found = set_durations(self.state, self._copies)
        self.measured = {one.phase: one for one in found}

    def counts(self) -> dict[str, int]:
        """Return the number of measurements of each phase that has any."""
        return {
            phase: one.measurements
            for phase, one in self.measured.items()
            if one.measurements
        }

    def own(self, *keys: str) -> list[Durations | None]:
        """Return the durations of source servers."""
        site = self._copies[0].site
        for key in keys:
            machine: Any = {"os": "", "agent_version": "", "disks": {}, "tags": {}}
            machine |= {"origin_account_id": "", "origin_region": ""}
            server = new_source_server(
                site, key, hostname=key, hardware_id="", **machine
            )
            site.source_servers.add(server)
        copy_durations(self._copies[0])
        return [site.source_servers.find(key).durations for key in keys]


def test_the_durations_are_medians_of_all_accounts() -> None:
    """The report says from how many measurements, and that few are not enough."""
    first, second = Account(), Account("eu-west-1")
    for seconds in (400, 100, 9000):
        first.add_job(("CONVERSION_START", 0), ("CONVERSION_END", seconds))
    for seconds in (300, 200):
        second.add_job(
            ("CONVERSION_START", 0), ("CONVERSION_END", seconds), ("LAUNCH_START", 500)
        )
    for _ in range(4):
        second.add_job(("LAUNCH_START", 0), ("LAUNCH_END", 5))
    copy = Copy(first, second)
    assert copy.state.durations == Durations(conversion=timedelta(seconds=300))
    assert copy.measured["conversion"] == MeasuredDuration(
        phase="conversion",
        duration=timedelta(minutes=5),
        measurements=5,
        is_default=False,
    )
    assert [str(one) for one in copy.measured.values()] == [
        "initial_sync: 0:30:00, the default, because there are too few measurements: 0",
        "snapshot: 0:00:01, the default, because there are too few measurements: 0",
        "preparation: 0:00:52, the default, because there are too few measurements: 0",
        "conversion: 0:05:00, the median of 5 measurements",
        "launch: 0:04:38, the default, because there are too few measurements: 4",
    ]


def test_each_phase_is_between_two_events() -> None:
    """The events of other servers in the job do not matter."""
    account = Account()
    events = (
        ("SNAPSHOT_START", 0),
        ("SNAPSHOT_END", 2.5),
        ("CONVERSION_START", 60),
        ("CONVERSION_END", 600),
        ("LAUNCH_START", 601),
        ("LAUNCH_END", 1000),
    )
    for number in range(5):
        account.add_job(*events, server=server_id(number))
    copy = Copy(account)
    assert copy.state.durations == Durations(
        snapshot=timedelta(seconds=2.5),
        preparation=timedelta(seconds=57.5),
        conversion=timedelta(minutes=9),
        launch=timedelta(seconds=399),
    )


@pytest.mark.parametrize(
    "events",
    [
        [],
        [("LAUNCH_START", 1)],
        [("LAUNCH_END", 1)],
        [("LAUNCH_START", 2), ("LAUNCH_END", 1)],
        [("LAUNCH_START", 1), ("LAUNCH_FAILED", 2)],
        [("LAUNCH_START", 1), ("LAUNCH_START", 2), ("LAUNCH_END", 3)],
        [("LAUNCH_START", 1), ("LAUNCH_END", 2), ("LAUNCH_END", 3)],
    ],
)
def test_failures_and_retries_are_no_measurements(
    events: list[tuple[str, float]],
) -> None:
    """A phase must have begun and ended once, in this order."""
    account = Account()
    account.add_job(*events)
    assert not Copy(account).counts()


@pytest.mark.parametrize("initiated_by", ["FAILBACK", "TARGET_ACCOUNT", "DIAGNOSTIC"])
def test_only_launches_are_measured(initiated_by: str) -> None:
    """The jobs of failbacks and of other accounts have the same events."""
    account = Account()
    account.add_job(("LAUNCH_START", 1), ("LAUNCH_END", 2), initiated_by=initiated_by)
    account.add_job(
        ("LAUNCH_START", 1), ("LAUNCH_END", 2), initiated_by="START_RECOVERY"
    )
    assert Copy(account).counts() == {"launch": 1}


def test_log_items_without_a_server_or_a_time_are_ignored() -> None:
    """The service model requires no member of them."""
    account = Account()
    account.add_job(("LAUNCH_START", 1), ("LAUNCH_END", 2))
    (response,) = account.answers.responses["DescribeJobLogItems"].values()
    one = {"sourceServerID": server_id(1)}
    response["items"] += [{"event": "LAUNCH_END", "eventData": one}, {"eventData": one}]
    assert Copy(account).counts() == {"launch": 1}


def test_an_initial_sync_ends_with_the_first_snapshot() -> None:
    """One in progress ends at its ETA."""
    account = Account()
    for hours in (1, 2, 3):
        account.add_server(
            first_byte=at(days=6), snapshots=[at(days=2), at(days=6, hours=-hours)]
        )
    for hours in (4, 5):
        account.add_server(
            state="INITIAL_SYNC",
            first_byte=at(hours=1),
            etaDateTime=at(hours=1 - hours),
        )
    copy = Copy(account)
    assert copy.counts() == {"initial_sync": 5}
    assert copy.state.durations == Durations(initial_sync=timedelta(hours=3))


@pytest.mark.parametrize(
    "server",
    [
        {"state": "STOPPED"},
        {"state": "STALLED", "first_byte": at(days=1)},
        {"state": "INITIAL_SYNC", "first_byte": at(days=1)},
        # The first snapshots of this one are deleted already.
        {"first_byte": at(days=7, hours=1), "snapshots": [at(days=6)]},
        {"first_byte": at(days=1), "snapshots": [at(days=2)]},
    ],
)
def test_an_initial_sync_that_cannot_be_told_is_not_measured(
    server: dict[str, Any],
) -> None:
    """It has not ended, or its end is no longer known."""
    account = Account()
    account.add_server(**server)
    assert not Copy(account).counts()


def test_settings_and_snapshots_may_be_missing() -> None:
    """They are not read if the copy is without details of source servers."""
    account = Account()
    account.add_server(first_byte=at(days=1), snapshots=[at(hours=1)])
    account.answers.responses["DescribeRecoverySnapshots"] = {}
    account.answers.responses["GetReplicationConfiguration"] = {}
    assert not Copy(account).counts()


def test_a_server_has_its_own_medians() -> None:
    """It needs three measurements of a phase, and has the rest from the fake."""
    account = Account()
    for seconds in (500, 900, 700):
        account.add_job(
            ("CONVERSION_START", 0), ("CONVERSION_END", seconds), server=server_id(1)
        )
    for seconds in (80, 90):
        account.add_job(
            ("CONVERSION_START", 0), ("CONVERSION_END", seconds), server=server_id(2)
        )
    for _ in range(5):
        account.add_job(("LAUNCH_START", 0), ("LAUNCH_END", 60), server=server_id(3))
    copy = Copy(account)
    fleet = Durations(conversion=timedelta(seconds=500), launch=timedelta(minutes=1))
    assert copy.state.durations == fleet
    # The fourth was deleted, and the third has the same as the fake.
    assert copy.own(server_id(2), server_id(3)) == [None, None]
    (own,) = copy.own(server_id(1))
    assert own == Durations(
        conversion=timedelta(seconds=700), launch=timedelta(minutes=1)
    )


@pytest.mark.parametrize(
    ("seconds", "duration"),
    [(0, timedelta.resolution), (1e8, LONGEST)],
)
def test_a_duration_is_one_that_a_fake_can_have(
    seconds: float, duration: timedelta
) -> None:
    """Logs may have whole seconds, and a launch may have waited for somebody."""
    account = Account()
    for _ in range(5):
        account.add_job(("LAUNCH_START", 0), ("LAUNCH_END", seconds))
    assert Copy(account).state.durations.launch == duration


def test_a_fake_with_default_durations_is_measured_exactly() -> None:
    """Phases in progress, failures, failbacks and fast launches do no harm."""
    with FakeDrs() as fake:
        drs = fake.client()
        seeded = [fake.add_source_server(state="CONTINUOUS") for _ in range(4)]
        started = [fake.add_source_server() for _ in range(3)]
        for one in started:
            drs.start_replication(one)
        fake.advance(minutes=40)
        fake.fail_launch(seeded[0])
        fake.fail_launch(started[0], reason="CONVERSION_FAILED")
        drs.update_launch_configuration(seeded[1], recovery_mode="FAST")
        fake.trigger(seeded[2], "fall behind")
        servers = [*seeded, *started]
        drs.start_recovery(servers, is_drill=True)
        fake.advance(minutes=5)
        fake.trigger(seeded[2], "catch up")
        fake.advance(hours=1)
        for minutes in (7, 8):
            fake.add_source_server(state="INITIAL_SYNC")
            fake.advance(minutes=minutes)
        drs.start_recovery(servers, is_drill=False)
        fake.advance(minutes=3)
        copy = FakeDrs.copy_of(drs)
        assert copy.durations == fake.durations == Durations()
        report = copy.copy_report
        assert report is not None
        assert not any(one.is_default for one in report.durations)
        with copy:
            again = FakeDrs.copy_of(copy.client())
            assert again.durations == Durations()


def test_the_durations_of_another_fake_are_measured() -> None:
    """A copy lives on as fast as the original."""
    durations = Durations(
        initial_sync=timedelta(hours=3),
        snapshot=timedelta(seconds=20),
        preparation=timedelta(minutes=1),
        conversion=timedelta(minutes=12),
        launch=timedelta(minutes=7),
    )
    with FakeDrs(durations=durations) as fake:
        drs = fake.client()
        servers = [fake.add_source_server(state="CONTINUOUS") for _ in range(5)]
        drs.start_recovery(servers, is_drill=True)
        fake.advance(hours=1)
        copy = FakeDrs.copy_of(drs)
        assert copy.durations == durations
        with FakeDrs() as other:
            other.load(copy.save())
            assert other.durations == durations
            assert other.copy_report == copy.copy_report


def test_a_copied_server_is_as_slow_as_the_original() -> None:
    """A launch in progress goes on with the durations of its server."""
    with FakeDrs() as fake:
        drs = fake.client()
        slow, other = (fake.add_source_server(state="CONTINUOUS") for _ in range(2))
        fake.set_durations(slow, Durations(launch=timedelta(minutes=20)))
        for _ in range(3):
            drs.start_recovery([slow, other], is_drill=True)
            fake.advance(hours=1)
        drs.start_recovery([slow, other], is_drill=True)
        fake.advance(minutes=7)
        with FakeDrs.copy_of(drs) as copy:
            assert copy.durations == Durations()
            assert FakeDrs.copy_of(copy.client()).save() == copy.save()
            for minutes in (0, 5, 11, 4):
                fake.advance(minutes=minutes)
                copy.advance(minutes=minutes)
                assert list(copy.client().describe_jobs()) == list(drs.describe_jobs())
