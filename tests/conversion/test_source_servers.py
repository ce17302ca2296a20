"""Source servers and recovery instances: what is found within their members."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from drsclient.models import (
    DataReplicationInfo,
    DataReplicationInfoReplicatedDisk,
    DataReplicationState,
    IdentificationHints,
    RecoveryInstance,
    RecoveryInstanceProperties,
    SourceProperties,
    SourceServer,
)


def server(**members: Any) -> SourceServer:  # noqa: ANN401 - they are of many types
    """Make a source server that has no other members than these and its IDs."""
    return SourceServer(source_server_id="s-1", arn="a", **members)


def test_the_name_of_a_server_is_its_tag() -> None:
    """A server's name is the tag that the AWS console shows, if there is one."""
    assert server(tags={"Name": "db-1", "name": "x"}).name == "db-1"
    assert server(tags={"name": "x"}).name is None
    assert server().name is None


@pytest.mark.parametrize(
    ("hints", "hostname", "instance_id"),
    [
        (None, None, None),
        (IdentificationHints(fqdn="db-1.example"), None, None),
        (IdentificationHints(hostname="db-1"), "db-1", None),
        (IdentificationHints(aws_instance_id="i-12345678"), None, "i-12345678"),
    ],
    ids=["no hints", "neither", "host name", "EC2 instance"],
)
def test_what_a_server_is_known_by(
    hints: IdentificationHints | None, hostname: str | None, instance_id: str | None
) -> None:
    """Its host name and its EC2 instance are found, whatever the service omitted."""
    made = server(source_properties=SourceProperties(identification_hints=hints))
    assert (made.hostname, made.aws_instance_id) == (hostname, instance_id)
    assert (server().hostname, server().aws_instance_id) == (None, None)


@pytest.mark.parametrize(
    ("properties", "hostname"),
    [
        (None, None),
        (RecoveryInstanceProperties(), None),
        (
            RecoveryInstanceProperties(
                identification_hints=IdentificationHints(hostname="db-1")
            ),
            "db-1",
        ),
    ],
    ids=["no properties", "no hints", "host name"],
)
def test_the_hostname_of_a_recovery_instance(
    properties: RecoveryInstanceProperties | None, hostname: str | None
) -> None:
    """It is found as that of a source server is."""
    instance = RecoveryInstance(
        recovery_instance_id="i-12345678",
        arn="a",
        recovery_instance_properties=properties,
    )
    assert instance.hostname == hostname


@pytest.mark.parametrize(
    ("info", "state"),
    [
        (None, None),
        (DataReplicationInfo(), None),
        (
            DataReplicationInfo(data_replication_state=DataReplicationState.PAUSED),
            DataReplicationState.PAUSED,
        ),
    ],
    ids=["no information", "no state", "state"],
)
def test_the_replication_state_of_a_server(
    info: DataReplicationInfo | None, state: DataReplicationState | None
) -> None:
    """A server's state is found, or is None, whatever the service omitted."""
    assert server(data_replication_info=info).replication_state is state


def test_the_lag_and_progress_of_a_server_are_those_of_its_replication() -> None:
    """They are None for a server of which the service says nothing."""
    info = DataReplicationInfo(
        lag_duration=timedelta(minutes=5), replicated_disks=(disk(100, 25),)
    )
    made = server(data_replication_info=info)
    assert (made.lag_duration, made.progress) == (timedelta(minutes=5), 0.25)
    assert (server().lag_duration, server().progress) == (None, None)


def disk(total: int | None, done: int | None) -> DataReplicationInfoReplicatedDisk:
    """Make a disk of which this many bytes have been copied."""
    return DataReplicationInfoReplicatedDisk(
        total_storage_bytes=total, replicated_storage_bytes=done
    )


@pytest.mark.parametrize(
    ("disks", "progress"),
    [
        ((), None),
        ((disk(0, 0),), None),
        ((disk(None, 5),), None),
        ((disk(100, None),), 0.0),
        ((disk(100, 25),), 0.25),
        ((disk(100, 100), disk(300, 100)), 0.5),
        ((disk(100, 100),), 1.0),
        # The service also counts what it copied again.
        ((disk(100, 150),), 1.0),
        ((disk(100, -150),), 0.0),
    ],
)
def test_the_progress_of_replication(
    disks: tuple[DataReplicationInfoReplicatedDisk, ...], progress: float | None
) -> None:
    """Progress is computed from the bytes of all disks, and is None without a size."""
    assert DataReplicationInfo(replicated_disks=disks).progress == progress
