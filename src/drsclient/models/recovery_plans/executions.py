"""Executions: the runs of recovery plans, step by step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from drsclient._text import one_line
from drsclient.models._identity import (
    HasRecoveryPlanExecutionArn,
    HasRecoveryPlanExecutionStepArn,
    HasRecoverySnapshotId,
)
from drsclient.models._model import (
    EMPTY_MAP,
    Model,
    OpenEnum,
    UnknownMember,
    frozen_map,
)
from drsclient.models.recovery_plans.steps import (
    RecoveryPlanServerImpactLevel,
    WaitStepConfiguration,
)


class RecoveryPlanExecutionMode(OpenEnum):
    """The purpose of an execution."""

    DRILL = "DRILL"
    """A drill: a launch that tests whether recovery would work."""
    RECOVERY = "RECOVERY"
    """A real recovery."""


RecoveryPlanExecutionModeLiteral: TypeAlias = Literal["DRILL", "RECOVERY"]
"""The values of `RecoveryPlanExecutionMode` as text, for arguments."""


class RecoveryPlanExecutionStatus(OpenEnum):
    """The status of an execution."""

    CREATED = "CREATED"
    """Its source servers are being checked; none of them has been launched yet."""
    IN_PROGRESS = "IN_PROGRESS"
    """The steps are running, one after another."""
    COMPLETED = "COMPLETED"
    """Every step was completed or skipped."""
    FAILED = "FAILED"
    """A step failed, or a source server did not pass the check at the start."""
    CANCELLING = "CANCELLING"
    """It was cancelled, but the step that was running has not ended yet."""
    CANCELLED = "CANCELLED"
    """It was cancelled, and nothing more will be launched."""
    TIMED_OUT = "TIMED_OUT"
    """
    It reached the limit of 24 hours. The service model lacks this status, so as an
    argument, pass this member, not its text.
    """


RecoveryPlanExecutionStatusLiteral: TypeAlias = Literal[
    "CREATED", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLING", "CANCELLED"
]
"""The values of `RecoveryPlanExecutionStatus` as text, for arguments."""


class RecoveryPlanExecutionStepStatus(OpenEnum):
    """The status of a step of an execution."""

    NOT_STARTED = "NOT_STARTED"
    """The steps before it have not ended yet."""
    EXECUTING = "EXECUTING"
    """A server step is recovering its servers."""
    WAITING = "WAITING"
    """A wait step is waiting."""
    COMPLETED = "COMPLETED"
    """It ended, perhaps without some of its `OPTIONAL` servers."""
    FAILED = "FAILED"
    """A `CRITICAL` server could not be recovered, or the job could not be started."""
    TIMED_OUT = "TIMED_OUT"
    """It was still running when the execution reached the limit of 24 hours."""
    SKIPPED = "SKIPPED"
    """You skipped it, or it had not started when the execution was cancelled."""


RecoveryPlanExecutionStepStatusLiteral: TypeAlias = Literal[
    "NOT_STARTED", "EXECUTING", "WAITING", "COMPLETED", "FAILED", "TIMED_OUT", "SKIPPED"
]
"""The values of `RecoveryPlanExecutionStepStatus` as text, for arguments."""


@attrs.frozen(kw_only=True)
class ErrorDetail(Model):
    """The reason for the failure of an execution or a step, or other details of it."""

    message: str
    """The human-readable message."""
    code: str
    """The error code. Even a completed execution can have one, so check `status`."""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionSourceServer(Model, HasRecoverySnapshotId):
    """A source server to recover, and the recovery snapshot to recover it from."""

    source_server_id: str
    """The ID of the source server, not its ARN: `s-` and 17 letters and digits."""
    recovery_snapshot_id: str
    """The ID of the recovery snapshot: `pit-` and 17 letters and digits."""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionServer(Model):
    """A source server that a step of an execution recovers."""

    server_arn: str
    """The ARN of the source server."""
    impact_level: RecoveryPlanServerImpactLevel | None = None
    """The effect of its failure on the step."""
    job_id: str | None = None
    """The ID of the job, once there is one: `drsjob-` and 17 letters and digits."""


@attrs.frozen(kw_only=True)
class ExecutionServerStepConfiguration(Model):
    """A server step of an execution, which recovers source servers together."""

    servers: tuple[RecoveryPlanExecutionServer, ...]
    """The source servers, and the job that recovers them."""


RecoveryPlanExecutionStepConfiguration: TypeAlias = (
    ExecutionServerStepConfiguration | WaitStepConfiguration | UnknownMember
)
"""
The configuration of a step of an execution.

Use `match` to distinguish the types: `ExecutionServerStepConfiguration` and
`WaitStepConfiguration`.

A type that this version of the library does not know is an `UnknownMember`.
"""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecution(Model, HasRecoveryPlanExecutionArn):
    """
    An execution of a recovery plan: one run of the plan as it was at the start.

    Returned by StartRecoveryPlanExecution, GetRecoveryPlanExecution and
    CancelRecoveryPlanExecution.
    """

    recovery_plan_execution_arn: str
    """The ARN."""
    recovery_plan_arn: str
    """The ARN of the recovery plan."""
    mode: RecoveryPlanExecutionMode
    """Whether it is a drill or a real recovery."""
    status: RecoveryPlanExecutionStatus
    """The status."""
    started_at: datetime
    """When it started."""
    completed_at: datetime | None = None
    """When it ended, if it has."""
    error_detail: ErrorDetail | None = None
    """The reason for its failure or, if it is `COMPLETED`, that steps were skipped."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""

    def __str__(self) -> str:
        arn = self.recovery_plan_execution_arn
        return one_line(None, arn, self.mode, self.status)


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionSummary(Model, HasRecoveryPlanExecutionArn):
    """
    An execution of a recovery plan in a list, without its end time and tags.

    Returned by ListRecoveryPlanExecutions.
    """

    recovery_plan_execution_arn: str
    """The ARN."""
    recovery_plan_arn: str
    """The ARN of the recovery plan."""
    mode: RecoveryPlanExecutionMode
    """Whether it is a drill or a real recovery."""
    status: RecoveryPlanExecutionStatus
    """The status."""
    started_at: datetime
    """When it started."""
    error_detail: ErrorDetail | None = None
    """The reason for its failure or, if it is `COMPLETED`, that steps were skipped."""

    def __str__(self) -> str:
        arn = self.recovery_plan_execution_arn
        return one_line(None, arn, self.mode, self.status)


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionStep(Model, HasRecoveryPlanExecutionStepArn):
    """
    A step of an execution.

    Returned by GetRecoveryPlanExecutionStep, UpdateRecoveryPlanExecutionStep and
    RetryRecoveryPlanExecutionStep.
    """

    recovery_plan_execution_step_arn: str
    """The ARN, which differs from that of the plan's step."""
    step_index: int
    """Its position in the execution, from 1 to 20."""
    status: RecoveryPlanExecutionStepStatus
    """The status."""
    step_name: str
    """The name."""
    configuration: RecoveryPlanExecutionStepConfiguration
    """The configuration."""
    error_detail: ErrorDetail | None = None
    """The reason for the failure, or the `OPTIONAL` servers that failed."""
    attempt: int
    """The number of attempts, at least 1. Each retry adds 1."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""

    def __str__(self) -> str:
        name = f"{self.step_index}. {self.step_name}"
        return one_line(name, self.recovery_plan_execution_step_arn, self.status)


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionStepSummary(Model, HasRecoveryPlanExecutionStepArn):
    """
    A step of an execution in a list, without its attempts and times.

    Returned by ListRecoveryPlanExecutionSteps.
    """

    recovery_plan_execution_step_arn: str
    """The ARN, which differs from that of the plan's step."""
    step_name: str
    """The name."""
    step_index: int
    """Its position in the execution, from 1 to 20."""
    status: RecoveryPlanExecutionStepStatus
    """The status."""
    configuration: RecoveryPlanExecutionStepConfiguration
    """The configuration."""
    error_detail: ErrorDetail | None = None
    """The reason for the failure, or the `OPTIONAL` servers that failed."""

    def __str__(self) -> str:
        name = f"{self.step_index}. {self.step_name}"
        return one_line(name, self.recovery_plan_execution_step_arn, self.status)
