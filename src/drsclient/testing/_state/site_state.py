"""The state of one account in one Region: a table for each resource."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar, cast

import attrs

from drsclient.testing._errors import not_found
from drsclient.testing._records.jobs import Job, Participant
from drsclient.testing._records.launch import LaunchActionRun, LaunchTemplate
from drsclient.testing._records.record import Record, Resource, Wire
from drsclient.testing._records.recovery_instances import RecoveryInstance
from drsclient.testing._records.recovery_plans import (
    Execution,
    ExecutionStep,
    RecoveryPlan,
)
from drsclient.testing._records.replication import ReplicationTemplate
from drsclient.testing._records.source_networks import SourceNetwork
from drsclient.testing._records.source_servers import SourceServer
from drsclient.testing._service_model import partition_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from drsclient.testing._state.shared_state import SharedState

R = TypeVar("R", bound=Record)


@attrs.define
class Table(Generic[R]):
    """The records of one resource, by key, in the order in which they were added."""

    kind: str
    """The `resourceType` in errors."""
    records: dict[str, R] = attrs.field(factory=dict[str, R])

    def add(self, record: R) -> R:
        """Add a record, and return it."""
        self.records[record.key] = record
        return record

    def find(self, key: str) -> R:
        """
        Return the record with a key.

        Raises:
            FakeError: There is none.
        """
        if key not in self.records:
            raise not_found(self.kind, key)
        return self.records[key]

    def select(self, keys: Collection[str] | None) -> Iterable[R]:
        """
        Return the records with these keys, or all if no keys are given.

        Raises:
            FakeError: One of them does not exist.
        """
        if not keys:
            return self
        return sorted(
            (self.find(key) for key in set(keys)), key=lambda record: record.number
        )

    def remove(self, record: R) -> None:
        """Remove a record."""
        del self.records[record.key]

    def __contains__(self, key: object) -> bool:
        return key in self.records

    def __iter__(self) -> Iterator[R]:
        return iter(self.records.values())

    def __len__(self) -> int:
        return len(self.records)


@attrs.frozen(kw_only=True)
class EventBridgeEvent:
    """An event that was sent to EventBridge."""

    number: int
    detail_type: str
    account_id: str
    region_name: str
    time: datetime
    arn: str
    detail: Mapping[str, str]

    def delivered(self) -> dict[str, object]:
        """Return the dict that EventBridge passes to a Lambda function."""
        return {
            "version": "0",
            "id": f"{self.number:08x}-0000-4000-9000-{self.number:012x}",
            "detail-type": self.detail_type,
            "source": "aws.drs",
            "account": self.account_id,
            "time": f"{self.time:%Y-%m-%dT%H:%M:%SZ}",
            "region": self.region_name,
            "resources": [self.arn],
            "detail": dict(self.detail),
        }


@attrs.frozen(kw_only=True)
class IdempotentCall:
    """The parameters and the result of a call with a client token."""

    parameters: Wire
    result: Wire


@attrs.define(kw_only=True)
class SiteState:
    """
    The state of one account in one Region: the tables of all resources.

    `SharedState.site` creates it.
    """

    account_id: str
    region_name: str
    initialized: bool
    shared: SharedState = attrs.field(init=False, repr=False, eq=False)
    """The state that it shares with the other sites."""
    idempotent_calls: dict[str, IdempotentCall] = attrs.field(
        factory=dict[str, IdempotentCall]
    )
    """The calls with client tokens, by operation and token."""
    staging_accounts: list[str] = attrs.field(factory=list[str])
    """The IDs of accounts whose source servers can be extended into this one."""
    launch_templates: Table[LaunchTemplate] = attrs.field(
        factory=lambda: Table[LaunchTemplate]("LaunchConfigurationTemplate")
    )
    replication_templates: Table[ReplicationTemplate] = attrs.field(
        factory=lambda: Table[ReplicationTemplate]("ReplicationConfigurationTemplate")
    )
    jobs: Table[Job] = attrs.field(factory=lambda: Table[Job]("Job"))
    participants: Table[Participant] = attrs.field(
        factory=lambda: Table[Participant]("Participant")
    )
    launch_action_runs: Table[LaunchActionRun] = attrs.field(
        factory=lambda: Table[LaunchActionRun]("LaunchActionRun")
    )
    recovery_instances: Table[RecoveryInstance] = attrs.field(
        factory=lambda: Table[RecoveryInstance]("RecoveryInstance")
    )
    source_networks: Table[SourceNetwork] = attrs.field(
        factory=lambda: Table[SourceNetwork]("SourceNetwork")
    )
    recovery_plan_execution_steps: Table[ExecutionStep] = attrs.field(
        factory=lambda: Table[ExecutionStep]("RecoveryPlanExecutionStep")
    )
    recovery_plan_executions: Table[Execution] = attrs.field(
        factory=lambda: Table[Execution]("RecoveryPlanExecution")
    )
    recovery_plans: Table[RecoveryPlan] = attrs.field(
        factory=lambda: Table[RecoveryPlan]("RecoveryPlan")
    )
    source_servers: Table[SourceServer] = attrs.field(
        factory=lambda: Table[SourceServer]("SourceServer")
    )

    @property
    def key(self) -> str:
        """Its key in `SharedState.sites`."""
        return f"{self.account_id}/{self.region_name}"

    @property
    def now(self) -> datetime:
        """The virtual time, in UTC."""
        return self.shared.clock.now

    def arn(self, resource: str) -> str:
        """Return the ARN of a resource, such as `job/drsjob-...`."""
        partition = partition_of(self.region_name)
        return f"arn:{partition}:drs:{self.region_name}:{self.account_id}:{resource}"

    def resource(self, arn: str) -> Resource | None:
        """Find the resource with an ARN in all tables; `None` if there is none."""
        for table in self.tables.values():
            for key in (arn, arn.rpartition("/")[2]):
                record = table.records.get(key)
                if isinstance(record, Resource) and record.arn(self) == arn:
                    return record
        return None

    def missing(self, resource_id: str) -> KeyError:
        """Return the error for a test that names a resource that does not exist."""
        return KeyError(
            f"{resource_id} is not in account {self.account_id} in {self.region_name}"
        )

    @property
    def tables(self) -> dict[str, Table[Record]]:
        """All tables by the names of their fields."""
        # The members that are set later may still be missing.
        values = {
            field.name: getattr(self, field.name, None)
            for field in attrs.fields(type(self))
        }
        return {
            name: cast("Table[Record]", value)
            for name, value in values.items()
            if isinstance(value, Table)
        }

    def send_event(self, detail_type: str, arn: str, detail: Mapping[str, str]) -> None:
        """Send an event about a resource to EventBridge."""
        self.shared.events.append(
            EventBridgeEvent(
                number=len(self.shared.events) + 1,
                detail_type=detail_type,
                account_id=self.account_id,
                region_name=self.region_name,
                time=self.now,
                arn=arn,
                detail=detail,
            )
        )
