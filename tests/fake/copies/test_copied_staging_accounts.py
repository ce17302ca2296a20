"""Copies of extended source servers, with and without their staging accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from drsclient.testing import FakeDrs
from tests.fake.copies.accounts import answers

if TYPE_CHECKING:
    from mypy_boto3_drs.literals import DataReplicationStateType
    from mypy_boto3_drs.type_defs import SourceServerTypeDef

STAGING: Final = "210987654321"
STATES: Final[tuple[DataReplicationStateType, ...]] = (
    "CONTINUOUS",
    "INITIAL_SYNC",
    "INITIATING",
    "RESCAN",
    "STALLED",
    "STOPPED",
)


@pytest.fixture
def original(fake: FakeDrs) -> FakeDrs:
    """Return a fake with extended servers, and others that could be extended."""
    staging = fake.site(account_id=STAGING)
    for state in STATES:
        fake.add_source_server(
            hostname=state,
            state=state,
            staging_account_id=STAGING,
            disks=[2**30, 2**34],
        )
    staging.add_source_server(hostname="other", tags={"Name": "other"})
    fake.advance(minutes=4)
    return fake


def test_copied_staging_accounts_are_linked(original: FakeDrs) -> None:
    """Both accounts live on as they did, together."""
    clients = [original.client(), original.site(account_id=STAGING).client()]
    with FakeDrs.copy_of(clients) as copy:
        assert copy.copy_report is not None
        assert copy.copy_report.not_copied == []
        for minutes in (0, 3, 40, 900):
            for fake in (original, copy):
                fake.advance(minutes=minutes)
            for account_id in (original.account_id, STAGING):
                expected = answers(original.site(account_id=account_id))
                assert answers(copy.site(account_id=account_id)) == expected


def test_staging_accounts_get_stand_ins(original: FakeDrs) -> None:
    """Extended servers of a copy replicate and are launched without their account."""
    with FakeDrs.copy_of(original.client()) as copy:
        assert copy.copy_report is not None
        subjects = [one.subject for one in copy.copy_report.not_copied]
        arn = f"arn:aws:drs:us-east-1:{STAGING}:source-server/s-000000000000000"
        assert subjects == [
            f"{arn}02, which s-00000000000000001 is extended from",
            f"{arn}04, which s-00000000000000003 is extended from",
            f"{arn}06, which s-00000000000000005 is extended from",
            f"{arn}08, which s-00000000000000007 is extended from",
            f"{arn}0a, which s-00000000000000009 is extended from",
            f"{arn}0c, which s-0000000000000000b is extended from",
            f"{arn}0d",
        ]
        with FakeDrs.copy_of(copy.client()) as second:
            assert second.save() == copy.save()
        for minutes in (0, 3, 40, 120):
            for fake in (original, copy):
                fake.advance(minutes=minutes)
            assert answers(copy) == answers(original)
        for fake in (original, copy):
            drs = fake.client()
            job = drs.start_recovery(["s-00000000000000001"], is_drill=True)
            assert drs.wait_for_job(job).is_success
        instances = [
            fake.boto3_client().describe_recovery_instances()["items"][0]
            for fake in (original, copy)
        ]
        assert instances[0].get("pointInTimeSnapshotDateTime") == instances[1].get(
            "pointInTimeSnapshotDateTime"
        )


def servers(fake: FakeDrs) -> list[SourceServerTypeDef]:
    """Return the source servers, with wire names."""
    return fake.boto3_client().describe_source_servers()["items"]


def test_servers_without_access_keep_their_error(original: FakeDrs) -> None:
    """A copy gets access again as the original does, if both accounts were copied."""
    original.remove_staging_account(STAGING)
    clients = [original.client(), original.site(account_id=STAGING).client()]
    with FakeDrs.copy_of(clients) as copy:
        for fake in (original, copy):
            fake.advance(minutes=7)
        assert servers(copy) == servers(original)
        for fake in (original, copy):
            fake.add_staging_account(STAGING)
        assert servers(copy) == servers(original)


def test_accounts_without_other_servers_are_copied(fake: FakeDrs) -> None:
    """All their servers may be extended already."""
    fake.add_source_server(staging_account_id=STAGING)
    with FakeDrs.copy_of(fake.client()) as copy:
        assert answers(copy) == answers(fake)
