from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import JobTypeDef

    from drsclient.testing import FakeSite, LaunchPhase

ACCOUNT = "999999999999"
OTHER_ACCOUNT = "444455556666"


@pytest.fixture
def staging(fake: FakeDrs) -> FakeSite:
    """Return a staging account."""
    fake.add_staging_account(ACCOUNT)
    return fake.site(account_id=ACCOUNT)


@pytest.fixture
def staging_id(staging: FakeSite) -> str:
    """Add a server in the staging account, and return its ID."""
    return staging.add_source_server(state="CONTINUOUS")


@pytest.fixture
def server_id(drs: Boto3DrsClient, staging: FakeSite, staging_id: str) -> str:
    """Extend the server from the staging account, and return its ID."""
    return extend(drs, staging, staging_id)


def extend(drs: Boto3DrsClient, staging: FakeSite, staging_id: str) -> str:
    """Extend a server of a staging account, and return its ID."""
    staging.boto3_client().update_replication_configuration(
        sourceServerID=staging_id, ebsEncryption="NONE"
    )
    arn = staging.source_server(staging_id).get("arn", "")
    response = drs.create_extended_source_server(sourceServerArn=arn)
    return response["sourceServer"].get("sourceServerID", "")


def launch(drs: Boto3DrsClient, *server_ids: str) -> None:
    """Launch servers."""
    servers: Any = [{"sourceServerID": server_id} for server_id in server_ids]
    drs.start_recovery(sourceServers=servers)


def jobs(site: FakeSite) -> list[JobTypeDef]:
    """Return the jobs of an account."""
    return site.boto3_client().describe_jobs()["items"]


def events(site: FakeSite) -> Iterator[tuple[str | None, str | None]]:
    """Return the events in the log of an account's last job, with the errors."""
    drs = site.boto3_client()
    for item in drs.describe_job_log_items(jobID=jobs(site)[0]["jobID"])["items"]:
        yield item.get("event"), item.get("eventData", {}).get("rawError")


def test_the_launch_of_an_extended_server_has_a_job_in_the_staging_account(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    staging: FakeSite,
    staging_id: str,
    server_id: str,
) -> None:
    """It ends with the conversion; the staging server was not launched."""
    launch(drs, server_id)
    (job,) = jobs(staging)
    assert job.get("type") == "CREATE_CONVERTED_SNAPSHOT"
    assert job.get("initiatedBy") == "TARGET_ACCOUNT"
    assert job.get("participatingServers") == [
        {"sourceServerID": staging_id, "launchStatus": "PENDING"}
    ]
    fake.advance(minutes=6)
    (job,) = jobs(staging)
    assert job.get("status") == "COMPLETED"
    assert job.get("participatingServers") == [
        {"sourceServerID": staging_id, "launchStatus": "LAUNCHED"}
    ]
    assert list(events(staging)) == [
        ("JOB_START", None),
        ("CONVERSION_START", None),
        ("CONVERSION_END", None),
        ("JOB_END", None),
    ]
    (launching,) = jobs(fake)
    assert launching.get("status") == "STARTED"
    assert staging.source_server(staging_id).get("lastLaunchResult") == "NOT_STARTED"
    assert staging.client().check_job(job["jobID"]).is_success


def test_servers_of_an_account_are_in_one_job(
    fake: FakeDrs, drs: Boto3DrsClient, staging: FakeSite, server_id: str
) -> None:
    """A job that launches servers of several accounts has one in each of them."""
    servers = [server_id, fake.add_source_server(state="CONTINUOUS")]
    other = fake.site(account_id=OTHER_ACCOUNT)
    fake.add_staging_account(OTHER_ACCOUNT)
    servers += (
        extend(drs, site, site.add_source_server(state="CONTINUOUS"))
        for site in (staging, other)
    )
    launch(drs, *servers)
    assert len(jobs(fake)) == 1
    counts = [
        [len(job.get("participatingServers", [])) for job in jobs(site)]
        for site in (staging, other)
    ]
    assert counts == [[2], [1]]


def test_the_recovery_mode_fast_needs_no_converted_snapshot(
    drs: Boto3DrsClient, staging: FakeSite, server_id: str
) -> None:
    """Without a conversion, the staging account has no job."""
    drs.update_launch_configuration(sourceServerID=server_id, recoveryMode="FAST")
    launch(drs, server_id)
    assert jobs(staging) == []


@pytest.mark.parametrize("at", ["SNAPSHOT", "CONVERSION"])
def test_a_launch_that_fails_before_its_instance_fails_there_too(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    staging: FakeSite,
    server_id: str,
    at: LaunchPhase,
) -> None:
    """The log has the error, and the job ends."""
    fake.fail_launch(server_id, "no rights", at=at)
    launch(drs, server_id)
    fake.advance(hours=1)
    assert (f"{at}_FAIL", "no rights") in list(events(staging))
    (job,) = jobs(staging)
    assert job.get("status") == "COMPLETED"
    (server,) = job.get("participatingServers", [])
    assert server.get("launchStatus") == "FAILED"


def test_a_launch_that_fails_without_a_reason_does_so_there_too(
    fake: FakeDrs, drs: Boto3DrsClient, staging: FakeSite, server_id: str
) -> None:
    """Neither log has an item about the failure."""
    fake.fail_launch(server_id, None)
    launch(drs, server_id)
    fake.advance(hours=1)
    assert list(events(staging)) == [("JOB_START", None), ("JOB_END", None)]
    (job,) = jobs(staging)
    (server,) = job.get("participatingServers", [])
    assert server.get("launchStatus") == "FAILED"


def test_a_job_that_is_over_does_not_fail_with_the_instance(
    fake: FakeDrs, drs: Boto3DrsClient, staging: FakeSite, server_id: str
) -> None:
    """After the conversion, the job in the staging account can even be deleted."""
    fake.fail_launch(server_id, at="LAUNCH")
    launch(drs, server_id)
    fake.advance(minutes=6)
    staging.boto3_client().delete_job(jobID=jobs(staging)[0]["jobID"])
    fake.advance(hours=1)
    (job,) = jobs(fake)
    (server,) = job.get("participatingServers", [])
    assert server.get("launchStatus") == "FAILED"
    launch(drs, server_id)
    fake.advance(hours=1)
    (job,) = jobs(staging)
    (server,) = job.get("participatingServers", [])
    assert server.get("launchStatus") == "LAUNCHED"


def test_a_server_that_the_staging_account_launches_is_left_alone(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    staging: FakeSite,
    staging_id: str,
    server_id: str,
) -> None:
    """A server is in one job at a time, in its own account as in the other."""
    own = staging.boto3_client()
    launch(own, staging_id)
    busy = "currently being processed by a Job"
    with pytest.raises(drs.exceptions.ConflictException, match=busy):
        launch(drs, server_id)
    assert jobs(fake) == []
    fake.advance(hours=1)
    launch(drs, server_id)
    with pytest.raises(own.exceptions.ConflictException, match=busy):
        launch(own, staging_id)


def test_the_quotas_of_the_staging_account_count() -> None:
    """A launch that would exceed them starts no job at all."""
    with FakeDrs(quotas=Quotas(concurrent_jobs=1)) as fake:
        drs = fake.boto3_client()
        fake.add_staging_account(ACCOUNT)
        staging = fake.site(account_id=ACCOUNT)
        server_id = extend(drs, staging, staging.add_source_server(state="CONTINUOUS"))
        launch(staging.boto3_client(), staging.add_source_server(state="CONTINUOUS"))
        with pytest.raises(drs.exceptions.ServiceQuotaExceededException):
            launch(drs, server_id)
        assert jobs(fake) == []
