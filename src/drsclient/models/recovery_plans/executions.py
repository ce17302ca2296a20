"""…"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeAlias

import attrs

from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map
from drsclient.models._union import UnionMember, UnknownMember
from drsclient.models.recovery_plans.steps import (
    RecoveryPlanServerImpactLevel,
    WaitStepConfiguration,
)


class RecoveryPlanExecutionMode(OpenEnum):
    """…"""

    DRILL = "DRILL"
    """…"""
    RECOVERY = "RECOVERY"
    """…"""


class RecoveryPlanExecutionStatus(OpenEnum):
    """…"""

    CREATED = "CREATED"
    """…"""
    IN_PROGRESS = "IN_PROGRESS"
    """…"""
    COMPLETED = "COMPLETED"
    """…"""
    FAILED = "FAILED"
    """…"""
    CANCELLING = "CANCELLING"
    """…"""
    CANCELLED = "CANCELLED"
    """…"""


class RecoveryPlanExecutionStepStatus(OpenEnum):
    """…"""

    NOT_STARTED = "NOT_STARTED"
    """…"""
    EXECUTING = "EXECUTING"
    """…"""
    WAITING = "WAITING"
    """…"""
    COMPLETED = "COMPLETED"
    """…"""
    FAILED = "FAILED"
    """…"""
    TIMED_OUT = "TIMED_OUT"
    """…"""
    SKIPPED = "SKIPPED"
    """…"""


@attrs.frozen(kw_only=True)
class ErrorDetail(Model):
    """…"""

    message: str | None = None
    """…"""
    code: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionSourceServer(Model):
    """…"""

    source_server_id: str | None = None
    """…"""
    recovery_snapshot_id: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionServer(Model):
    """…"""

    server_arn: str | None = None
    """…"""
    impact_level: RecoveryPlanServerImpactLevel | None = None
    """…"""
    job_id: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class ExecutionServerStepConfiguration(Model):
    """…"""

    servers: tuple[RecoveryPlanExecutionServer, ...] = ()
    """…"""


RecoveryPlanExecutionStepConfiguration: TypeAlias = (
    Annotated[
        ExecutionServerStepConfiguration,
        UnionMember("executionServerStepConfiguration"),
    ]
    | Annotated[WaitStepConfiguration, UnionMember("waitStepConfiguration")]
    | UnknownMember
)
"""…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecution(Model):
    """…"""

    recovery_plan_execution_arn: str | None = None
    """…"""
    recovery_plan_arn: str | None = None
    """…"""
    mode: RecoveryPlanExecutionMode | None = None
    """…"""
    status: RecoveryPlanExecutionStatus | None = None
    """…"""
    started_at: datetime | None = None
    """…"""
    completed_at: datetime | None = None
    """…"""
    error_detail: ErrorDetail | None = None
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionSummary(Model):
    """…"""

    recovery_plan_execution_arn: str | None = None
    """…"""
    recovery_plan_arn: str | None = None
    """…"""
    mode: RecoveryPlanExecutionMode | None = None
    """…"""
    status: RecoveryPlanExecutionStatus | None = None
    """…"""
    started_at: datetime | None = None
    """…"""
    error_detail: ErrorDetail | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionStep(Model):
    """…"""

    recovery_plan_execution_step_arn: str | None = None
    """…"""
    step_index: int | None = None
    """…"""
    status: RecoveryPlanExecutionStepStatus | None = None
    """…"""
    step_name: str | None = None
    """…"""
    configuration: RecoveryPlanExecutionStepConfiguration | None = None
    """…"""
    error_detail: ErrorDetail | None = None
    """…"""
    attempt: int | None = None
    """…"""
    created_at: datetime | None = None
    """…"""
    updated_at: datetime | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanExecutionStepSummary(Model):
    """…"""

    recovery_plan_execution_step_arn: str | None = None
    """…"""
    step_name: str | None = None
    """…"""
    step_index: int | None = None
    """…"""
    status: RecoveryPlanExecutionStepStatus | None = None
    """…"""
    configuration: RecoveryPlanExecutionStepConfiguration | None = None
    """…"""
    error_detail: ErrorDetail | None = None
    """…"""
