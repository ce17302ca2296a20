"""One account in one Region."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

import attrs

from drsclient.testing._records.jobs import Job, Participant
from drsclient.testing._records.record import Record, Resource, Wire
from drsclient.testing._records.recovery_instance import RecoveryInstance
from drsclient.testing._records.recovery_plans import (
    Execution,
    ExecutionStep,
    RecoveryPlan,
)
from drsclient.testing._records.source_networks import SourceNetwork
from drsclient.testing._records.source_server import SourceServer
from drsclient.testing._records.templates import LaunchTemplate, ReplicationTemplate
from drsclient.testing._world.events import Event
from drsclient.testing._world.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drsclient.testing._world.world import World


@attrs.frozen(kw_only=True)
class Remembered:
    """A call with a client token, and its result."""

    parameters: Wire
    result: Wire


@attrs.define(kw_only=True)
class Site:
    """
    One account in one Region: the tables of all resources, and the way to the clock.

    `World.site` makes it.
    """

    account_id: str
    region_name: str
    initialized: bool
    world: World = attrs.field(init=False, repr=False, eq=False)

    remembered: dict[str, Remembered] = attrs.field(factory=dict[str, Remembered])
    """The calls with client tokens, by operation and token."""

    staging_accounts: list[str] = attrs.field(factory=list[str])
    """The accounts that let this one extend their source servers."""
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
        """Its key in the world."""
        return f"{self.account_id}/{self.region_name}"

    @property
    def now(self) -> datetime:
        """The virtual time, in UTC."""
        return self.world.clock.now

    def arn(self, resource: str) -> str:
        """Return the ARN of a resource, such as `job/drsjob-...`."""
        partition = "aws"
        for prefix in ("cn", "us-gov"):
            if self.region_name.startswith(f"{prefix}-"):
                partition = f"aws-{prefix}"
        return f"arn:{partition}:drs:{self.region_name}:{self.account_id}:{resource}"

    def resource(self, arn: str) -> Resource | None:
        """Find what has an ARN in any of the tables; `None` if there is none."""
        for table in self.tables:
            for key in (arn, arn.rpartition("/")[2]):
                record = table.records.get(key)
                if isinstance(record, Resource) and record.arn(self) == arn:
                    return record
        return None

    @property
    def tables(self) -> Iterator[Table[Record]]:
        """All tables."""
        for field in attrs.fields(type(self)):
            value = getattr(self, field.name)
            if isinstance(value, Table):
                yield cast("Table[Record]", value)

    def send(self, detail_type: str, arn: str, detail: Mapping[str, str]) -> None:
        """Send an event about a resource to EventBridge."""
        self.world.events.append(
            Event(
                number=len(self.world.events) + 1,
                detail_type=detail_type,
                account_id=self.account_id,
                region_name=self.region_name,
                time=self.now,
                arn=arn,
                detail=detail,
            )
        )
