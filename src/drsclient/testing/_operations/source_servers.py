"""Source servers: their list, and their replication from start to deletion."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from drsclient.testing._errors import conflict, invalid, not_found
from drsclient.testing._http.checks import violations
from drsclient.testing._life_cycles.replication import Replication
from drsclient.testing._records.source_server import SourceServerRecord
from drsclient.testing._service_model import service_model
from drsclient.testing._world.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mypy_boto3_drs.literals import DataReplicationStateType
    from mypy_boto3_drs.type_defs import (
        DeleteSourceServerRequestTypeDef,
        DescribeSourceServersRequestFiltersTypeDef,
        DescribeSourceServersRequestTypeDef,
        DisconnectSourceServerRequestTypeDef,
        RetryDataReplicationRequestTypeDef,
        SourceServerTypeDef,
        StartReplicationRequestTypeDef,
        StopReplicationRequestTypeDef,
    )

    from drsclient.testing._operations.account import Account
    from drsclient.testing._world.clock import Clock

_TYPE: Final = "SourceServer"
_RETRYABLE: Final = frozenset({"DISCONNECTED", "STALLED", "STOPPED"})


class SourceServers:
    """The source servers of an account."""

    def __init__(self, account: Account, clock: Clock, *, page_size: int) -> None:
        self._account = account
        self._clock = clock
        self._pages = Pages(_TYPE, page_size)
        self._numbers = itertools.count(1)
        self._records: dict[str, SourceServerRecord] = {}

    def add(
        self,
        *,
        source_server_id: str | None,
        hostname: str,
        state: DataReplicationStateType,
        disks: Sequence[int],
        tags: Mapping[str, str],
        hardware_id: str | None,
        os: str,
        staging_account_id: str | None,
    ) -> str:
        """
        Add a server; `FakeDrs.add_source_server` explains the arguments.

        Raises:
            ValueError: The service could not have such a server.
        """
        number = next(self._numbers)
        now = self._clock.now
        replication = Replication.in_state(state, now)
        record = SourceServerRecord(
            number=number,
            source_server_id=source_server_id or f"s-{number:017x}",
            account=self._account,
            added=replication.started or now,
            hostname=hostname,
            hardware_id=hardware_id or f"i-{number:017x}",
            os=os,
            disks=tuple(disks),
            tags=dict(tags),
            staging_account_id=staging_account_id or self._account.account_id,
            replication=replication,
        )
        shape = service_model().shape_for("SourceServer")
        for field, fault in violations(record.wire(now), shape):
            raise ValueError(f"{field} {fault}")
        if record.source_server_id in self._records:
            raise ValueError(f"source server {record.source_server_id} already exists")
        self._records[record.source_server_id] = record
        return record.source_server_id

    def wire(self, source_server_id: str) -> SourceServerTypeDef:
        """
        Return a server with wire names, as it is now.

        Raises:
            KeyError: There is no such server.
        """
        return self._records[source_server_id].wire(self._clock.now)

    def describe_source_servers(
        self, parameters: DescribeSourceServersRequestTypeDef
    ) -> Mapping[str, object]:
        """Handle `DescribeSourceServers`: unknown IDs match nothing."""
        filters = parameters.get("filters", {})
        page, more = self._pages.cut(
            [record for record in self._records.values() if _passes(record, filters)],
            max_results=parameters.get("maxResults"),
            next_token=parameters.get("nextToken"),
        )
        return {"items": [record.wire(self._clock.now) for record in page], **more}

    def start_replication(
        self, parameters: StartReplicationRequestTypeDef
    ) -> Mapping[str, object]:
        """Handle `StartReplication`: only stopped replication can be started."""
        record = self._find(parameters["sourceServerID"])
        if self._state(record) != "STOPPED":
            raise self._conflict(record, "only stopped replication can be started")
        return {"sourceServer": self._enter(record, "INITIATING")}

    def stop_replication(
        self, parameters: StopReplicationRequestTypeDef
    ) -> Mapping[str, object]:
        """Handle `StopReplication`: the data copied so far is lost."""
        record = self._find(parameters["sourceServerID"])
        if self._state(record) in {"STOPPED", "DISCONNECTED"}:
            raise self._conflict(record, "there is no replication to stop")
        return {"sourceServer": self._enter(record, "STOPPED")}

    def retry_data_replication(
        self, parameters: RetryDataReplicationRequestTypeDef
    ) -> SourceServerTypeDef:
        """Handle `RetryDataReplication`, whose errors do not include a conflict."""
        record = self._find(parameters["sourceServerID"])
        state = self._state(record)
        if state not in _RETRYABLE:
            raise invalid({"sourceServerID": f"is the ID of a server in state {state}"})
        return self._enter(record, "INITIATING")

    def disconnect_source_server(
        self, parameters: DisconnectSourceServerRequestTypeDef
    ) -> SourceServerTypeDef:
        """Handle `DisconnectSourceServer`, whatever the state of the replication."""
        record = self._find(parameters["sourceServerID"])
        if self._state(record) == "DISCONNECTED":
            raise self._conflict(record, "it is already disconnected")
        return self._enter(record, "DISCONNECTED")

    def delete_source_server(
        self, parameters: DeleteSourceServerRequestTypeDef
    ) -> Mapping[str, object]:
        """Handle `DeleteSourceServer`: only disconnected servers can be deleted."""
        record = self._find(parameters["sourceServerID"])
        if self._state(record) != "DISCONNECTED":
            raise self._conflict(record, "it must be disconnected first")
        del self._records[record.source_server_id]
        return {}

    def _find(self, source_server_id: str) -> SourceServerRecord:
        if source_server_id not in self._records:
            raise not_found(_TYPE, source_server_id)
        return self._records[source_server_id]

    def _state(self, record: SourceServerRecord) -> DataReplicationStateType:
        return record.replication.state(self._clock.now)

    def _enter(
        self, record: SourceServerRecord, state: DataReplicationStateType
    ) -> SourceServerTypeDef:
        record.replication = Replication.in_state(state, self._clock.now)
        return record.wire(self._clock.now)

    def _conflict(self, record: SourceServerRecord, message: str) -> Exception:
        return conflict(
            _TYPE,
            record.source_server_id,
            f"{record.source_server_id} is {self._state(record)}: {message}",
        )


def _passes(
    record: SourceServerRecord, filters: DescribeSourceServersRequestFiltersTypeDef
) -> bool:
    return (
        _among(record.source_server_id, filters.get("sourceServerIDs"))
        and _among(record.staging_account_id, filters.get("stagingAccountIDs"))
        and filters.get("hardwareId", record.hardware_id) in record.hardware_ids
    )


def _among(value: str, wanted: Collection[str] | None) -> bool:
    # An empty list means all, as in the service.
    return not wanted or value in wanted
