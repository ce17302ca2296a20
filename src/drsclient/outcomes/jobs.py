"""What has become of jobs, and of each server and source network in them."""

from typing import ClassVar, TypeVar

import attrs

from drsclient._text import printable, subject
from drsclient.errors import RecoveryFailedError
from drsclient.models import Job, JobLogEvent, JobStatus, LaunchStatus
from drsclient.models._identity import HasRecoveryInstanceId, HasSourceNetworkId
from drsclient.outcomes._outcome import Outcome, PartOutcome, Verdict, counted

# How many jobs people can tell apart by their IDs.
_FEW = 3


@attrs.frozen(kw_only=True)
class ParticipantOutcome(PartOutcome, HasRecoveryInstanceId):
    """
    What has become of one participant of a job: a server or a source network.

    It can be passed wherever a method takes the ID of a source server or of a recovery
    instance. A participant without that ID is refused when the method is called: a
    source network always, and a server without a recovery instance.
    """

    job_id: str | None = None
    """The ID of the job: `drsjob-` and 17 letters and digits; `None` without one."""
    launch_status: LaunchStatus | None = None
    """Its status in the job."""
    recovery_instance_id: str | None = None
    """
    The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits.

    That of a launch is known once the job has ended, unless it cannot be found.
    """
    event: JobLogEvent | None = None
    """
    The event in the job's log that has the reason, if any.

    The log is read once the job has ended.
    """

    def __str__(self) -> str:
        return self._text(self.verdict)

    def _text(self, otherwise: str) -> str:
        what = self.reason or self.launch_status or otherwise
        return printable(f"{self._who}: {what}")

    @property
    def _who(self) -> str:
        ids = (self.source_server_id, self.recovery_instance_id)
        anyone = f"a server of {self.job_id}" if self.job_id else "a server"
        return subject(self.hostname, *ids) or anyone


@attrs.frozen(kw_only=True)
class ServerOutcome(ParticipantOutcome):
    """
    What has become of one server in a job: launched or, say, terminated.

    If it has a `recovery_snapshot_id`, `start_recovery` and `start_recovery_many`
    launch the server from this snapshot again.
    """

    recovery_snapshot_id: str | None = None
    """
    The ID of the recovery snapshot that was chosen: `pit-` and 17 letters and digits.

    It is known if the job was started by `start_recovery_many`, and what that returned
    was waited for. A job itself does not say what it launches.
    """

    def __str__(self) -> str:
        return self._text("not started")


@attrs.frozen(kw_only=True)
class NetworkOutcome(ParticipantOutcome, HasSourceNetworkId):
    """
    What has become of one source network in a job.

    It has neither a source server nor a recovery instance.
    """

    source_network_id: str | None = None
    """The ID of the source network: `sn-` and 17 letters and digits."""
    stack_name: str | None = None
    """The name of the CloudFormation stack, once the job has ended, if it is known."""
    target_vpc: str | None = None
    """The ID of the recovered VPC, likewise: `vpc-` and hexadecimal digits."""

    def __str__(self) -> str:
        return self._text("not started")

    @property
    def _who(self) -> str:
        return self.source_network_id or "a source network"


@attrs.frozen(kw_only=True)
class PendingOutcome(Outcome[ParticipantOutcome]):
    """
    The outcome of a wait of which no poll has succeeded yet.

    Everything that it waits for is waiting, as far as anybody knows. Only what a fleet
    was refused has failed already.
    """

    pending: tuple[ParticipantOutcome, ...] = ()
    """What the wait is for, with the IDs that are known."""

    @property
    def parts(self) -> tuple[ParticipantOutcome, ...]:
        """What the wait is for."""
        return self.pending

    def __str__(self) -> str:
        return "no poll succeeded"


ParticipantT_co = TypeVar("ParticipantT_co", bound=ParticipantOutcome, covariant=True)


@attrs.frozen(kw_only=True)
class RecoveryOutcome(Outcome[ParticipantT_co]):
    """The base class of outcomes that consist of jobs and their participants."""

    _error: ClassVar = RecoveryFailedError

    jobs: tuple[Job, ...] = ()
    """The jobs."""
    servers: tuple[ServerOutcome, ...] = ()
    """The servers of all jobs."""
    networks: tuple[NetworkOutcome, ...] = ()
    """The source networks of all jobs."""

    @property
    def recovery_instance_ids(self) -> tuple[str, ...]:
        """The IDs of the recovery instances of the servers that succeeded."""
        return tuple(
            server.recovery_instance_id
            for server in self.servers
            if server.verdict == Verdict.SUCCEEDED and server.recovery_instance_id
        )


@attrs.frozen(kw_only=True)
class JobOutcome(RecoveryOutcome[ServerOutcome | NetworkOutcome]):
    """
    What has become of a job, or of several: each server, each source network.

    Source: `check_job` and `wait_for_job` return it.
    """

    @property
    def parts(self) -> tuple[ServerOutcome | NetworkOutcome, ...]:
        """The servers and source networks of all jobs."""
        return (*self.servers, *self.networks)

    @property
    def has_ended(self) -> bool:
        """Whether all jobs have ended, successfully or not."""
        return all(job.status == JobStatus.COMPLETED for job in self.jobs)

    def __str__(self) -> str:
        names = [f"{job.initiated_by} {job.job_id}" for job in self.jobs]
        who = ", ".join(names) if len(names) <= _FEW else f"{len(names)} jobs"
        if self.networks:
            what = "participant" if self.servers else "source network"
        else:
            what = "server"
        total = len(self.servers) + len(self.networks)
        text = counted(total, what, failed=self.failed, waiting=self.waiting)
        return f"{who or 'no job'}: {text}"
