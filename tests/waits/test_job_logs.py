from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient import to_wire

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.outcomes import ServerOutcome
    from drsclient.testing import FakeDrs

SERVER_ID = "s-0123456789abcdef0"
Item = tuple[str, dict[str, object] | None]


def checked_servers(
    fake: FakeDrs,
    drs: DrsClient,
    *log: Item,
    launch_status: str | None = "FAILED",
    **members: object,
) -> tuple[ServerOutcome, ...]:
    """Check a job with this response, and return its servers."""
    server = {"sourceServerID": SERVER_ID, "launchStatus": launch_status}
    job: dict[str, Any] = {
        "jobID": "drsjob-0123456789abcdef0",
        "arn": "arn:aws:drs:us-east-1:123456789012:job/drsjob-0123456789abcdef0",
        "type": "LAUNCH",
        "initiatedBy": "START_DRILL",
        "status": "COMPLETED",
        "participatingServers": [server],
        **members,
    }
    items: list[dict[str, object]] = [
        {"event": event, "eventData": data} if data is not None else {"event": event}
        for event, data in log
    ]
    fake.answer("DescribeJobs", json={"items": [job]})
    if items:
        fake.answer("DescribeJobLogItems", json={"items": items})
    return drs.check_job("drsjob-0123456789abcdef0").servers


ABOUT: dict[str, object] = {"sourceServerID": SERVER_ID}
OTHER: dict[str, object] = {
    "sourceServerID": "s-0123456789abcdef1",
    "rawError": "other",
}

LOGS: list[tuple[list[Item], str, str | None]] = [
    ([("SERVER_SKIPPED", ABOUT)], "SERVER_SKIPPED", "SERVER_SKIPPED"),
    (
        [
            ("JOB_START", {}),
            ("SNAPSHOT_START", ABOUT),
            ("JOB_CANCEL", {}),
            ("JOB_END", {}),
        ],
        "JOB_CANCEL",
        "JOB_CANCEL",
    ),
    ([("JOB_CANCEL", None)], "JOB_CANCEL", "JOB_CANCEL"),
    (
        # What failed first was overcome.
        [
            ("SNAPSHOT_FAIL", {**ABOUT, "rawError": "one"}),
            ("USING_PREVIOUS_SNAPSHOT", ABOUT),
            ("LAUNCH_FAILED", ABOUT),
            ("LAUNCH_FAILED", OTHER),
        ],
        "LAUNCH_FAILED",
        "LAUNCH_FAILED",
    ),
    (
        # To clean up is not to overcome.
        [
            ("LAUNCH_FAILED", {**ABOUT, "rawError": "one"}),
            ("CLEANUP_START", ABOUT),
            ("CLEANUP_FAIL", {**ABOUT, "rawError": "two"}),
        ],
        "LAUNCH_FAILED: one",
        "LAUNCH_FAILED",
    ),
    (
        # Only one of them has an error.
        [
            ("CONVERSION_FAIL", ABOUT),
            ("LAUNCH_FAILED", {**ABOUT, "rawError": "two"}),
        ],
        "LAUNCH_FAILED: two",
        "LAUNCH_FAILED",
    ),
    (
        # Nobody knows what the new event means.
        [
            ("CLEANUP_FAIL", {**ABOUT, "rawError": "one"}),
            ("LAUNCH_FAILED", {**ABOUT, "rawError": "two"}),
            ("SOMETHING_NEW", ABOUT),
        ],
        "LAUNCH_FAILED: two",
        "LAUNCH_FAILED",
    ),
    (
        [("LAUNCH_FAILED", OTHER), ("JOB_END", {})],
        "its status is FAILED, and the log of its job gives no reason",
        None,
    ),
]


@pytest.mark.parametrize(("log", "reason", "event"), LOGS)
def test_the_reason_is_in_the_log(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    log: list[Item],
    reason: str,
    event: str | None,
) -> None:
    """It is the last failure, or the end of the job as a whole."""
    (server,) = checked_servers(fake_drs, drs_client, *log)
    assert server.reason == reason
    assert server.event == event


@pytest.mark.parametrize(
    ("status", "members", "verdict"),
    [
        ("LAUNCHED", {}, "SUCCEEDED"),
        ("PENDING", {}, "FAILED"),
        ("TERMINATED", {}, "FAILED"),
        (None, {}, "FAILED"),
        ("PENDING", {"status": "STARTED"}, "WAITING"),
        (None, {"status": "PENDING"}, "WAITING"),
        ("LAUNCHED", {"type": "TERMINATE"}, "FAILED"),
        ("PENDING", {"type": "CREATE_CONVERTED_SNAPSHOT"}, "SUCCEEDED"),
        (None, {"type": "CREATE_CONVERTED_SNAPSHOT"}, "SUCCEEDED"),
        ("FAILED", {"type": "CREATE_CONVERTED_SNAPSHOT"}, "FAILED"),
        (None, {"type": "NEW", "status": "STARTED"}, "WAITING"),
        ("LAUNCHED", {"type": "NEW", "status": "STARTED"}, "WAITING"),
    ],
)
def test_the_verdict_depends_on_the_kind_of_job(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    status: str | None,
    members: dict[str, object],
    verdict: str,
) -> None:
    """When a job has ended, a server has the target status, or has failed."""
    (server,) = checked_servers(fake_drs, drs_client, launch_status=status, **members)
    assert server.verdict == verdict
    assert (server.reason is not None) is (verdict == "FAILED")


def test_a_failback_need_not_name_its_instance(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """No recovery instance bears the ID of its job, so none is searched for."""
    (server,) = checked_servers(
        fake_drs, drs_client, launch_status="LAUNCHED", initiatedBy="FAILBACK"
    )
    assert server.verdict == "SUCCEEDED"
    assert [request.operation for request in fake_drs.requests] == ["DescribeJobs"]


def test_instances_of_one_server_fail_for_their_own_reasons(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The log of their termination tells them apart."""
    ids = ["i-0123456789abcdef0", "i-0123456789abcdef1"]
    failed = {**ABOUT, "launchStatus": "FAILED"}
    participants = [{**failed, "recoveryInstanceID": each} for each in ids]
    log: list[Item] = [
        ("CLEANUP_FAIL", {**ABOUT, "targetInstanceID": each, "rawError": each[-1]})
        for each in ids
    ]
    servers = checked_servers(
        fake_drs,
        drs_client,
        *log,
        type="TERMINATE",
        participatingServers=participants,
    )
    assert [server.reason for server in servers] == [
        "CLEANUP_FAIL: 0",
        "CLEANUP_FAIL: 1",
    ]


def test_a_participant_of_a_new_kind(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """It counts, even if nothing tells what it is."""
    job = drs_client.start_recovery(
        [fake_drs.add_source_server(state="CONTINUOUS")], is_drill=False
    )
    new = {"participatingResourceID": {"newID": "n-1"}}
    wire: dict[str, object] = {
        **to_wire(job),
        "participatingServers": [ABOUT],
        "participatingResources": [new],
    }
    fake_drs.answer("DescribeJobs", json={"items": [wire]})
    assert str(drs_client.check_job(job)) == (
        f"START_RECOVERY {job.job_id}: 2 of 2 participants are not done:"
        f" {SERVER_ID}: not started; a source network: not started"
    )
