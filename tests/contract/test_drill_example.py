"""The drill program launches, reports and cleans up, on the fake and on AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest

from examples.drill import main

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

Run: TypeAlias = Callable[..., tuple[int, str]]

pytestmark = [pytest.mark.no_cover, pytest.mark.usefixtures("credentials")]


@pytest.fixture
def run_live(
    fake_drs: FakeDrs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run the program with `--live` on a fake AWS; return exit code and output."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DRS", fake_drs.endpoint_url)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["--live", "--region=us-east-1", *arguments], clock=fake_drs)
        return code, capsys.readouterr().out

    return run


def recover(fake: FakeDrs, server_id: str) -> None:
    """Launch a server for real, and wait until its instance runs."""
    fake.client().start_recovery([server_id], is_drill=False)
    fake.advance(minutes=15)


def test_demo_reports_every_server(capsys: pytest.CaptureFixture[str]) -> None:
    """The demo launches two servers, and says what kept the other three."""
    assert main([]) == 1
    text = capsys.readouterr().out
    assert "skipped, a launch would terminate its real recovery, i-" in text
    assert "skipped, it is not protected: INITIAL_SYNC" in text
    assert "web: s-00000000000000004: LAUNCH_FAILED: The subnet has no free" in text
    assert text.count(": LAUNCHED\n") == 2


@pytest.mark.parametrize("keep", [False, True])
def test_live_terminates_what_it_launched(
    fake_drs: FakeDrs, run_live: Run, *, keep: bool
) -> None:
    """All servers are launched by one drill; the instances stay only if kept."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(2)]
    assert run_live(*["--keep"] * keep)[0] == 0
    fake_drs.assert_requested(
        "StartRecovery",
        times=1,
        isDrill=True,
        sourceServers=[{"sourceServerID": server_id} for server_id in ids],
    )
    left = [i.source_server_id for i in fake_drs.client().describe_recovery_instances()]
    assert left == ids * keep


def test_a_fleet_is_launched_by_several_jobs(fake_drs: FakeDrs, run_live: Run) -> None:
    """More servers than a job may have become several jobs."""
    for _ in range(201):
        fake_drs.add_source_server(state="CONTINUOUS")
    code, text = run_live()
    assert code == 0
    assert text.count(": LAUNCHED\n") == 201
    fake_drs.assert_requested("StartRecovery", times=3)


def test_an_instance_that_stays_is_a_problem(fake_drs: FakeDrs, run_live: Run) -> None:
    """An instance that cannot be terminated is reported."""
    fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail("TerminateRecoveryInstances", "AccessDeniedException")
    code, text = run_live()
    assert code == 1
    assert "i-d0000000000000002: An error occurred (AccessDenied" in text
    assert text.endswith("; the instance still costs money\n")


def test_a_failed_launch_has_a_reason(fake_drs: FakeDrs, run_live: Run) -> None:
    """The reason for a failed launch comes from the log of its job."""
    server_id = fake_drs.add_source_server(hostname="db", state="CONTINUOUS")
    fake_drs.fail_launch(server_id, "no rights", at="SNAPSHOT")
    code, text = run_live()
    assert code == 1
    assert f"db: {server_id}: SNAPSHOT_FAIL: no rights" in text


def test_an_instance_whose_action_failed_is_terminated(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """A launch counts as failed if a post-launch action fails; its instance runs."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    drs = fake_drs.client()
    drs.update_launch_configuration(server_id, post_launch_enabled=True)
    drs.put_launch_action(
        server_id,
        action_id="00000000-0000-4000-8000-000000000001",
        action_code="Example-CheckWebServer",
        action_version="$DEFAULT",
        name="Check the shop",
        description="",
        category="VALIDATION",
        order=2,
        active=True,
        optional=False,
    )
    fake_drs.fail_launch_action(server_id, "Check the shop", "HTTP status 503")
    code, text = run_live()
    assert code == 1
    assert "post-launch action Check the shop failed: HTTP status 503" in text
    assert list(drs.describe_recovery_instances()) == []


def test_a_log_that_cannot_be_read_is_a_problem(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """Instances are terminated even if the log of the job cannot be read."""
    fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail_launch(fake_drs.add_source_server(state="CONTINUOUS"))
    fake_drs.fail("DescribeJobLogItems", "AccessDeniedException")
    code, text = run_live()
    assert code == 1
    assert "AccessDeniedException" in text
    assert list(fake_drs.client().describe_recovery_instances()) == []


def test_only_protected_servers_are_launched(fake_drs: FakeDrs, run_live: Run) -> None:
    """If no server is protected, or none exists, nothing is started."""
    server_id = fake_drs.add_source_server(hostname="db", state="INITIAL_SYNC")
    code, text = run_live(server_id, "s-0123456789abcdef0")
    assert code == 1
    assert f"db ({server_id}): skipped, it is not protected: INITIAL_SYNC" in text
    assert "s-0123456789abcdef0: there is no such source server" in text
    fake_drs.assert_requested("StartRecovery", times=0)


@pytest.mark.parametrize("is_deleted", [False, True])
@pytest.mark.parametrize("replace", [False, True])
def test_a_real_recovery_is_replaced_only_on_request(
    fake_drs: FakeDrs, run_live: Run, *, is_deleted: bool, replace: bool
) -> None:
    """A server that runs from a real recovery is launched only if told to."""
    recover(fake_drs, fake_drs.add_source_server(state="CONTINUOUS"))
    if is_deleted:
        drs = fake_drs.client()
        (instance,) = drs.describe_recovery_instances()
        drs.disconnect_recovery_instance(instance)
        drs.delete_recovery_instance(instance)
    code, _ = run_live(*["--replace-recoveries"] * replace)
    assert code == 1 - replace
    fake_drs.assert_requested("StartRecovery", times=int(replace), isDrill=True)


def test_the_wait_retries_throttled_calls_and_ends_in_time(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """A job that does not end is given up on, with a warning of what it costs."""
    fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail("DescribeJobs", "ThrottlingException", times=None)
    code, text = run_live()
    assert code == 1
    assert text.startswith("Launching in us-east-1: instances cost money")
    assert "timed out after 7200 s" in text
    assert "cost money until you terminate them." in text


def test_a_quota_is_reported(fake_drs: FakeDrs, run_live: Run) -> None:
    """A job that would exceed a quota is a problem of each of its servers."""
    server_id = fake_drs.add_source_server(hostname="db", state="CONTINUOUS")
    fake_drs.fail("StartRecovery", "ServiceQuotaExceededException", message="too many")
    code, text = run_live()
    assert code == 1
    assert f"db: {server_id}: An error occurred (ServiceQuota" in text
    assert "too many" in text


@pytest.mark.parametrize("argument", ["s-0123456789abcdef0", "--replace-recoveries"])
def test_a_wrong_command_line_is_refused(argument: str) -> None:
    """The demo refuses arguments that only make sense live."""
    with pytest.raises(SystemExit) as stop:
        main([argument])
    assert stop.value.code == 2
