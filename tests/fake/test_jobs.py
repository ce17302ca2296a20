from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import (
        JobTypeDef,
        StartRecoveryRequestSourceServerTypeDef,
    )


UNKNOWN = "drsjob-0000000000000ffff"


def launch(drs: Boto3DrsClient, *server_ids: str) -> str:
    """Start a recovery, and return the job's ID."""
    servers: list[StartRecoveryRequestSourceServerTypeDef] = [
        {"sourceServerID": server_id} for server_id in server_ids
    ]
    return drs.start_recovery(sourceServers=servers)["job"]["jobID"]


def add_servers(fake: FakeDrs, count: int) -> list[str]:
    """Add servers that can be launched."""
    return [fake.add_source_server(state="CONTINUOUS") for _ in range(count)]


def find_job(drs: Boto3DrsClient, job_id: str) -> JobTypeDef:
    """Return a job."""
    (job,) = drs.describe_jobs(filters={"jobIDs": [job_id]})["items"]
    return job


def test_a_job_is_pending_then_started_then_completed(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Only a completed job has an end time."""
    job_id = launch(drs, *add_servers(fake, 1))
    seen: list[tuple[str | None, str | None]] = []
    for seconds in (0, 1, 528.9, 3.1):
        fake.advance(seconds=seconds)
        job = find_job(drs, job_id)
        seen.append((job.get("status"), job.get("endDateTime")))
    assert seen == [
        ("PENDING", None),
        ("STARTED", None),
        ("STARTED", None),
        ("COMPLETED", "2030-01-01T00:08:53+00:00"),
    ]


def test_jobs_are_listed_latest_first(drs: Boto3DrsClient, fake: FakeDrs) -> None:
    """All pages list jobs from the latest to the oldest."""
    ids: list[str] = []
    for server_id in add_servers(fake, 3):
        ids.insert(0, launch(drs, server_id))
        fake.advance(minutes=1)
    pages = drs.get_paginator("describe_jobs").paginate(
        PaginationConfig={"PageSize": 1}
    )
    assert [job["jobID"] for page in pages for job in page["items"]] == ids


def test_jobs_are_filtered_by_id_and_time(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Unknown IDs match nothing, and a range includes both of its ends."""
    first, second = add_servers(fake, 2)
    earlier = launch(drs, first)
    fake.advance(minutes=1)
    later = launch(drs, second)

    def found(**filters: str) -> list[str]:
        jobs = drs.describe_jobs(
            filters={
                "fromDate": filters.get("since", "2030-01-01T00:00:00Z"),
                "toDate": filters.get("until", "2030-01-02T00:00:00Z"),
            }
        )
        return [job["jobID"] for job in jobs["items"]]

    assert found() == [later, earlier]
    assert found(since="2030-01-01T00:01:00Z") == [later]
    assert found(until="2030-01-01T00:00:59Z") == [earlier]
    assert drs.describe_jobs(filters={"jobIDs": [UNKNOWN]})["items"] == []


def test_the_log_is_read_in_pages(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Log items come oldest first; an unknown job has none."""
    job_id = launch(drs, *add_servers(fake, 1))
    fake.advance(hours=1)
    pages = drs.get_paginator("describe_job_log_items").paginate(
        jobID=job_id, PaginationConfig={"PageSize": 3}
    )
    items = [item for page in pages for item in page["items"]]
    assert [item.get("event") for item in items] == [
        "JOB_START",
        "SNAPSHOT_START",
        "SNAPSHOT_END",
        "CONVERSION_START",
        "CONVERSION_END",
        "LAUNCH_START",
        "LAUNCH_END",
        "JOB_END",
    ]
    times = [item.get("logDateTime", "") for item in items]
    assert times == sorted(times)
    assert items[0].get("eventData") == items[-1].get("eventData") == {}
    assert drs.describe_job_log_items(jobID=UNKNOWN)["items"] == []


def test_only_completed_jobs_can_be_deleted(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The last launch of the server keeps the ID of the deleted job."""
    (server_id,) = add_servers(fake, 1)
    job_id = launch(drs, server_id)
    with pytest.raises(drs.exceptions.ConflictException, match="is PENDING"):
        drs.delete_job(jobID=job_id)
    fake.advance(hours=1)
    drs.delete_job(jobID=job_id)
    assert drs.describe_jobs()["items"] == []
    with pytest.raises(drs.exceptions.ResourceNotFoundException):
        drs.delete_job(jobID=job_id)
    last_launch = fake.source_server(server_id).get("lifeCycle", {}).get("lastLaunch")
    assert last_launch
    assert last_launch.get("initiated", {}).get("jobID") == job_id


def test_twenty_jobs_can_be_in_progress(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """One more exceeds the quota, until a job has ended."""
    servers = add_servers(fake, 21)
    for server_id in servers[:20]:
        launch(drs, server_id)
    with pytest.raises(drs.exceptions.ServiceQuotaExceededException) as caught:
        launch(drs, servers[20])
    assert caught.value.response.get("quotaCode") == "L-D88FAC3A"
    fake.advance(hours=1)
    launch(drs, servers[20])


def test_a_job_can_have_one_hundred_servers(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """All jobs together can have five hundred."""
    servers = add_servers(fake, 501)
    with pytest.raises(drs.exceptions.ServiceQuotaExceededException) as caught:
        launch(drs, *servers[:101])
    assert caught.value.response.get("quotaCode") == "L-B827C881"
    for start in range(0, 500, 100):
        launch(drs, *servers[start : start + 100])
    with pytest.raises(drs.exceptions.ServiceQuotaExceededException) as caught:
        launch(drs, servers[500])
    assert caught.value.response.get("quotaCode") == "L-05AFA8C6"


def test_the_servers_of_a_job_are_a_quota() -> None:
    """Some accounts allow the 200 servers that one request takes."""
    with FakeDrs(quotas=Quotas(servers_in_a_job=200)) as fake:
        drs = fake.boto3_client()
        job_id = launch(drs, *add_servers(fake, 200))
        assert len(find_job(drs, job_id).get("participatingServers", [])) == 200


@pytest.mark.parametrize(
    "text", ["the day before yesterday", "2030-01-01T00:00:00", "2030-01-32T00:00:00Z"]
)
def test_a_filter_needs_a_time_with_an_offset(drs: Boto3DrsClient, text: str) -> None:
    """The error names the filters."""
    with pytest.raises(drs.exceptions.ValidationException, match="RFC 3339 time"):
        drs.describe_jobs(filters={"fromDate": text})


def test_the_log_of_two_servers_is_as_recorded(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Each phase of both comes before the next phase of either."""
    job_id = launch(drs, *add_servers(fake, 2))
    fake.advance(minutes=10)
    log = drs.describe_job_log_items(jobID=job_id)["items"]
    phases = ["SNAPSHOT_START", "SNAPSHOT_END", "CONVERSION_START", "CONVERSION_END"]
    expected = [
        event for event in [*phases, "LAUNCH_START", "LAUNCH_END"] for _ in "12"
    ]
    assert [item.get("event") for item in log] == ["JOB_START", *expected, "JOB_END"]
