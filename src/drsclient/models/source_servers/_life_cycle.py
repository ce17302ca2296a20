"""What has happened to a source server since it was added to the service."""

from datetime import datetime, timedelta

import attrs

from drsclient.models._model import Model, OpenEnum


class LastLaunchType(OpenEnum):
    """What a source server was last launched for."""

    RECOVERY = "RECOVERY"
    """A real recovery."""
    DRILL = "DRILL"
    """A drill: a launch to see that recovery would work."""


class LaunchStatus(OpenEnum):
    """How far the launch of a server has come."""

    PENDING = "PENDING"
    """It has been asked for and waits for its turn."""
    IN_PROGRESS = "IN_PROGRESS"
    """It is being launched."""
    LAUNCHED = "LAUNCHED"
    """It runs in AWS."""
    FAILED = "FAILED"
    """It could not be launched."""
    TERMINATED = "TERMINATED"
    """It was launched, and its instance has been terminated since."""


@attrs.frozen(kw_only=True)
class LifeCycleLastLaunchInitiated(Model):
    """Who asked for the last launch, and when."""

    api_call_date_time: datetime | None = None
    """When the launch was asked for (UTC)."""
    job_id: str | None = None
    """The ID of the job that launched the server, such as `drsjob-…`."""
    type: LastLaunchType | None = None
    """What the server was launched for."""


@attrs.frozen(kw_only=True)
class LifeCycleLastLaunch(Model):
    """The last launch of a source server."""

    initiated: LifeCycleLastLaunchInitiated | None = None
    """Who asked for it, and when; empty for a server that was never launched."""
    status: LaunchStatus | None = None
    """How far it came."""


@attrs.frozen(kw_only=True)
class LifeCycle(Model):
    """The times that mark a source server's life in the service."""

    added_to_service_date_time: datetime | None = None
    """When the server was added (UTC)."""
    first_byte_date_time: datetime | None = None
    """When its first byte was copied (UTC)."""
    elapsed_replication_duration: timedelta | None = None
    """How long it has been replicated."""
    last_seen_by_service_date_time: datetime | None = None
    """When its agent was last in touch with the service (UTC)."""
    last_launch: LifeCycleLastLaunch | None = None
    """Its last launch."""
