"""Recovery plans, their executions, and the steps of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient.testing._records.record import Numbered, Progress, Record, Resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState

EXECUTION_TIMEOUT: Final = timedelta(hours=24)
"""The time after which an execution times out."""

ACTIVE_STATES: Final = frozenset({"CREATED", "IN_PROGRESS", "CANCELLING"})
"""The states of an execution that has not ended."""


@attrs.define(kw_only=True)
class PlanServer:
    """A source server in a server step of a plan."""

    arn: str
    impact_level: str

    def wire(self) -> Wire:
        """Return the wire form."""
        return {"serverArn": self.arn, "impactLevel": self.impact_level}


@attrs.define(kw_only=True)
class PlanStep(Numbered):
    """A step of a plan, whose number is its position in the plan, from 1."""

    arn: str
    name: str
    servers: list[PlanServer] = attrs.field(factory=list[PlanServer])
    """The servers of a server step; none in a wait step."""
    wait_minutes: int | None = None
    """The duration of a wait step in minutes; `None` in a server step."""
    created: datetime
    updated: datetime

    @property
    def is_wait(self) -> bool:
        """True for a wait step, false for a server step."""
        return self.wait_minutes is not None

    def wire(self) -> Wire:
        """Return the wire form."""
        return {
            "recoveryPlanStepArn": self.arn,
            "stepOrder": self.number,
            "stepName": self.name,
            "configuration": _configuration(
                "serverStepConfiguration", self.servers, self.wait_minutes
            ),
            "createdAt": self.created.isoformat(),
            "updatedAt": self.updated.isoformat(),
        }


@attrs.define(kw_only=True)
class RecoveryPlan(Resource):
    """A recovery plan."""

    plan_arn: str
    name: str
    description: str | None
    created: datetime
    updated: datetime
    steps: list[PlanStep] = attrs.field(factory=list[PlanStep])
    """Its steps in order."""
    observed_status: str | None = None
    """
    The status that an account answered, if it was another one, until the steps change;
    only in copies.
    """

    @property
    def key(self) -> str:
        """Its ARN."""
        return self.plan_arn

    def arn(self, site: SiteState) -> str:  # noqa: ARG002 - other resources need the site for it
        """Return its ARN."""
        return self.plan_arn

    @property
    def plan_id(self) -> str:
        """Its ID, which messages mention."""
        return resource_id(self.plan_arn)

    @property
    def status(self) -> str:
        """`ACTIVE` if it can be executed, which needs a server step; or `INVALID`."""
        if self.observed_status is not None:
            return self.observed_status
        return "INVALID" if all(step.is_wait for step in self.steps) else "ACTIVE"

    @property
    def server_arns(self) -> list[str]:
        """The ARNs of the source servers of all steps."""
        return [server.arn for step in self.steps for server in step.servers]

    def summary(self) -> Wire:
        """Return the wire form, as in a list of plans."""
        return {
            "recoveryPlanArn": self.plan_arn,
            "name": self.name,
            "status": self.status,
            "createdAt": self.created.isoformat(),
            "updatedAt": self.updated.isoformat(),
        }

    def wire(self) -> Wire:
        """Return the wire form."""
        plan = {**self.summary(), "tags": dict(self.tags)}
        if self.description is not None:
            plan["description"] = self.description
        return plan


@attrs.define(kw_only=True)
class ExecutionError:
    """The error of an execution or of a step of it."""

    code: str
    message: str

    def wire(self) -> Wire:
        """Return the wire form."""
        return {"code": self.code, "message": self.message}


@attrs.define(kw_only=True)
class ExecutionServer(PlanServer):
    """A source server in a server step of an execution."""

    job_id: str | None = None
    """The ID of the job of the last attempt to recover it."""
    is_recovered: bool = False

    @property
    def server_id(self) -> str:
        """Its source server ID."""
        return resource_id(self.arn)

    def wire(self) -> Wire:
        """Return the wire form."""
        server = super().wire()
        if self.job_id is not None:
            server["jobID"] = self.job_id
        return server


@attrs.define(kw_only=True)
class ExecutionStep(Record):
    """A step of an execution, whose number is its position in it, from 1."""

    arn: str
    execution_arn: str
    name: str
    servers: list[ExecutionServer] = attrs.field(factory=list[ExecutionServer])
    """The servers of a server step; none in a wait step."""
    wait_minutes: int | None = None
    """The duration of a wait step in minutes; `None` in a server step."""
    attempt: int = 1
    created: datetime
    updated: datetime
    """The time of the last change by a caller."""
    progress: Progress
    error: ExecutionError | None = None

    @property
    def key(self) -> str:
        """Its ARN."""
        return self.arn

    @property
    def is_wait(self) -> bool:
        """True for a wait step, false for a server step."""
        return self.wait_minutes is not None

    @property
    def unrecovered(self) -> list[ExecutionServer]:
        """The servers that no attempt has recovered."""
        return [server for server in self.servers if not server.is_recovered]

    def summary(self) -> Wire:
        """Return the wire form, as in a list of steps."""
        step: Wire = {
            "recoveryPlanExecutionStepArn": self.arn,
            "stepName": self.name,
            "stepIndex": self.number,
            "status": self.progress.state,
            "configuration": _configuration(
                "executionServerStepConfiguration", self.servers, self.wait_minutes
            ),
        }
        if self.error is not None:
            step["errorDetail"] = self.error.wire()
        return step

    def wire(self) -> Wire:
        """Return the wire form."""
        return {
            **self.summary(),
            "attempt": self.attempt,
            "createdAt": self.created.isoformat(),
            "updatedAt": max(self.updated, self.progress.since).isoformat(),
        }


@attrs.define(kw_only=True)
class Execution(Resource):
    """An execution of a recovery plan, with its own copy of the steps."""

    execution_arn: str
    plan_arn: str
    mode: str
    snapshots: dict[str, str]
    """The IDs of the snapshots to use, by source server ID."""
    started: datetime
    steps: list[str] = attrs.field(factory=list[str])
    """The ARNs of its steps in order."""
    progress: Progress
    error: ExecutionError | None = None

    @property
    def key(self) -> str:
        """Its ARN."""
        return self.execution_arn

    def arn(self, site: SiteState) -> str:  # noqa: ARG002 - other resources need the site for it
        """Return its ARN."""
        return self.execution_arn

    @property
    def is_active(self) -> bool:
        """True if it has not ended."""
        return self.progress.state in ACTIVE_STATES

    @property
    def deadline(self) -> datetime:
        """The time at which it times out."""
        return self.started + EXECUTION_TIMEOUT

    def summary(self) -> Wire:
        """Return the wire form, as in a list of executions."""
        execution: Wire = {
            "recoveryPlanExecutionArn": self.execution_arn,
            "recoveryPlanArn": self.plan_arn,
            "mode": self.mode,
            "status": self.progress.state,
            "startedAt": self.started.isoformat(),
        }
        if self.error is not None and not self.is_active:
            execution["errorDetail"] = self.error.wire()
        return execution

    def wire(self) -> Wire:
        """Return the wire form."""
        execution = {**self.summary(), "tags": dict(self.tags)}
        if not self.is_active:
            execution["completedAt"] = self.progress.since.isoformat()
        return execution


def resource_id(arn: str) -> str:
    """Return the ID at the end of an ARN."""
    return arn.rpartition("/")[2]


def _configuration(
    name: str, servers: Sequence[PlanServer], wait_minutes: int | None
) -> Wire:
    if wait_minutes is not None:
        return {"waitStepConfiguration": {"waitDurationMinutes": wait_minutes}}
    return {name: {"servers": [server.wire() for server in servers]}}
