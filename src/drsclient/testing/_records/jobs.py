"""Jobs, their participants and their logs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient.testing._records.launch import LaunchFailure
from drsclient.testing._records.record import Numbered, Progress, Record, Resource, Wire
from drsclient.testing._records.source_servers import Snapshot

if TYPE_CHECKING:
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

ENDED: Final = frozenset({"LAUNCHED", "FAILED", "TERMINATED"})
"""The states in which a participant has ended."""
# The phases of a launch before its instance is launched.
_PENDING: Final = frozenset(
    {"PENDING", "CLEANUP", "SNAPSHOT", "PREPARATION", "CONVERSION", "CONVERTED"}
)


@attrs.define(kw_only=True)
class LogItem(Numbered):
    """An item of a job's log."""

    time: datetime
    event: str
    data: Wire

    def wire(self) -> Wire:
        """Return the wire form."""
        return {
            "logDateTime": self.time.isoformat(),
            "event": self.event,
            "eventData": self.data,
        }


@attrs.define(kw_only=True)
class Participant(Record):
    """
    A source server, recovery instance or source network in a job.

    Its progress has the phases behind the launch status.
    """

    job_id: str
    life_cycle: str
    """The name of the life cycle that its progress is in."""
    progress: Progress
    source_server_id: str | None = None
    recovery_instance_id: str | None = None
    source_network_id: str | None = None
    stack_name: str | None = None
    """The stack to deploy, to update or to use for a source network."""
    is_drill: bool = False
    snapshot: Snapshot | None = None
    """The snapshot to launch from; `None` until an on-demand snapshot is taken."""
    conversion_server_id: str | None = None
    target_instance_id: str | None = None
    failure: LaunchFailure | None = None
    """The failure that will end its launch."""
    raw_error: str | None = None
    """The reason of its failure."""
    launch_action_runs: list[str] | None = None
    """
    The keys of the runs of its post-launch actions in their table, in their order;
    `None` if the job runs none.
    """
    ssm_agent_found: datetime | None = None
    """The time at which the SSM Agent was found on its instance."""
    staging_site: str | None = None
    """The key of the site of its staging server, if a job there converts snapshots."""
    staging_participant: str = ""
    """The key of its staging server in that job."""
    observed: Wire = attrs.field(factory=dict[str, Any])
    """
    The members that differ in the account that it was copied from. They hold until it
    enters another state.
    """

    def source_server(self, site: SiteState) -> SourceServer:
        """
        Return its source server.

        Raises:
            FakeError: There is none.
        """
        return site.source_servers.find(self.source_server_id or "")

    @property
    def resource_id(self) -> str:
        """The ID of the source server, recovery instance or source network."""
        return (
            self.source_network_id
            or self.recovery_instance_id
            or self.source_server_id
            or ""
        )

    @property
    def key(self) -> str:
        """The job's ID and the `resource_id`."""
        return f"{self.job_id}/{self.resource_id}"

    @property
    def has_ended(self) -> bool:
        """True if its launch status is final."""
        return self.progress.state in ENDED

    @property
    def launch_status(self) -> str:
        """Its launch status; only the log of its job tells the phases apart."""
        if self.has_ended:
            return self.progress.state
        return "PENDING" if self.progress.state in _PENDING else "IN_PROGRESS"

    def wire(self, site: SiteState) -> Wire:
        """Return the wire form."""
        observed = self.observed if self.progress.entry == 0 else {}
        return {**self._wire(site), **observed}

    def _wire(self, site: SiteState) -> Wire:
        if self.source_network_id is not None:
            return {
                "participatingResourceID": {"sourceNetworkID": self.source_network_id},
                "launchStatus": self.launch_status,
            }
        server: Wire = {"launchStatus": self.launch_status}
        if self.source_server_id is not None:
            server["sourceServerID"] = self.source_server_id
        if self.recovery_instance_id is not None and (
            self.life_cycle != "termination"
            or site.shared.assumptions.termination_jobs_name_instances
        ):
            server["recoveryInstanceID"] = self.recovery_instance_id
        if self.launch_action_runs is not None:
            server["launchActionsStatus"] = self._launch_actions(
                site, self.launch_action_runs
            )
        return server

    def _launch_actions(self, site: SiteState, keys: list[str]) -> Wire:
        runs = [site.launch_action_runs.find(key) for key in keys]
        status: Wire = {"runs": [run.wire() for run in runs if run.has_started]}
        if self.ssm_agent_found is not None:
            status["ssmAgentDiscoveryDatetime"] = self.ssm_agent_found.isoformat()
        return status


@attrs.define(kw_only=True)
class Job(Resource):
    """A job."""

    job_id: str
    progress: Progress
    type: str
    initiated_by: str
    created: datetime
    ended: datetime | None = None
    participants: list[str] = attrs.field(factory=list[str])
    """The keys of its participants in their table."""
    log: list[LogItem] = attrs.field(factory=list[LogItem])
    observed: Wire | None = None
    """
    The wire form of a job that had ended in the account that it was copied from, which
    has no participants here.
    """

    @property
    def key(self) -> str:
        """Its ID."""
        return self.job_id

    def arn(self, site: SiteState) -> str:
        """Return its ARN."""
        return site.arn(f"job/{self.job_id}")

    def wire(self, site: SiteState) -> Wire:
        """Return the wire form, as it is now."""
        if self.observed is not None:
            return {**self.observed, "tags": dict(self.tags)}
        participants = [site.participants.find(key) for key in self.participants]
        job: Wire = {
            "jobID": self.job_id,
            "arn": self.arn(site),
            "type": self.type,
            "initiatedBy": self.initiated_by,
            "creationDateTime": self.created.isoformat(),
            "status": self.progress.state,
            "participatingServers": [
                one.wire(site) for one in participants if one.source_network_id is None
            ],
            "participatingResources": [
                one.wire(site)
                for one in participants
                if one.source_network_id is not None
            ],
            "tags": dict(self.tags),
        }
        if self.ended is not None:
            job["endDateTime"] = self.ended.isoformat()
        return job
