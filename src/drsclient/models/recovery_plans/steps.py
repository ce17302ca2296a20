"""The steps of recovery plans: which servers to recover, and how long to wait."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

import attrs

from drsclient._json import is_object
from drsclient._text import one_line
from drsclient.models._identity import HasRecoveryPlanStepArn, HasSourceServerArn
from drsclient.models._model import Model, OpenEnum, UnknownMember


class RecoveryPlanServerImpactLevel(OpenEnum):
    """
    What happens to a step if one of its servers cannot be recovered.

    This applies only once recovery has started. If a server does not pass the check
    beforehand, the execution or the step fails, whatever the server's level.
    """

    CRITICAL = "CRITICAL"
    """The step fails, and the execution stops. This is the default."""
    OPTIONAL = "OPTIONAL"
    """The step and the execution go on without the server."""


@attrs.frozen(kw_only=True)
class RecoveryPlanServer(Model):
    """A source server that a step of a recovery plan recovers."""

    server_arn: str
    """The ARN of the source server, which is in the plan's account and Region."""
    impact_level: RecoveryPlanServerImpactLevel | None = None
    """What its failure means for the step; by default, `CRITICAL`."""


def _recovery_plan_servers(
    servers: Iterable[RecoveryPlanServer | HasSourceServerArn | str],
) -> tuple[RecoveryPlanServer, ...]:
    given: object = servers
    # Text is a list of letters to Python, and a mapping's values would be dropped.
    if isinstance(given, str | HasSourceServerArn) or is_object(given):
        kind = "a string" if isinstance(given, str) else f"a {type(given).__name__}"
        raise TypeError(f"servers must be a list or another iterable, not {kind}")
    return tuple(map(_recovery_plan_server, servers))


def _recovery_plan_server(server: object) -> RecoveryPlanServer:
    if isinstance(server, RecoveryPlanServer):
        return server
    is_entity = isinstance(server, HasSourceServerArn)
    arn: object = getattr(server, "arn", None) if is_entity else server
    if isinstance(arn, str):
        return RecoveryPlanServer(server_arn=arn)
    kind = type(server).__name__
    expected = "a RecoveryPlanServer, a source server or its ARN"
    raise TypeError(f"each of the servers must be {expected}, not {kind}")


@attrs.frozen(kw_only=True)
class ServerStepConfiguration(Model):
    """
    What a server step does: recover source servers, all of them together.

    `ServerStepConfiguration(servers=...)` also accepts source servers and their ARNs,
    for servers with the default impact level.
    """

    servers: tuple[RecoveryPlanServer, ...] = attrs.field(
        converter=_recovery_plan_servers
    )
    """The source servers: 1 to 100, none of them in another step of the plan."""


@attrs.frozen(kw_only=True)
class WaitStepConfiguration(Model):
    """What a wait step does: let time pass before the next step."""

    wait_duration_minutes: int
    """How long it waits, from 1 to 120 minutes."""


RecoveryPlanStepConfiguration: TypeAlias = (
    ServerStepConfiguration | WaitStepConfiguration | UnknownMember
)
"""
What a step of a recovery plan does.

Use `match` to tell the kinds apart: `ServerStepConfiguration` and
`WaitStepConfiguration`. A step never changes its kind.

A kind that this version of the library does not know is an `UnknownMember`.
"""


@attrs.frozen(kw_only=True)
class RecoveryPlanStep(Model, HasRecoveryPlanStepArn):
    """
    A step of a recovery plan.

    Source: CreateRecoveryPlanStep, GetRecoveryPlanStep, ListRecoveryPlanSteps,
    UpdateRecoveryPlanStep and ReorderRecoveryPlanSteps return it.
    """

    recovery_plan_step_arn: str
    """The ARN."""
    step_order: int
    """Its position in the plan, from 1 to 20."""
    step_name: str
    """The name."""
    configuration: RecoveryPlanStepConfiguration
    """What it does."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it was last changed."""

    def __str__(self) -> str:
        name = f"{self.step_order}. {self.step_name}"
        return one_line(name, self.recovery_plan_step_arn)
