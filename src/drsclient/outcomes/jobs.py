"""The outcomes of jobs, with the result for each server and source network."""

from typing import ClassVar, TypeVar

import attrs

from drsclient._text import plain, printable, subject
from drsclient.errors import RecoveryFailedError
from drsclient.models import Job, JobLogEvent, JobStatus, LaunchStatus
from drsclient.models._identity import HasRecoveryInstanceId, HasSourceNetworkId
from drsclient.outcomes._outcome import Outcome, PartOutcome, Verdict

# The maximum number of jobs that a text names.
_MAX_JOBS = 3


@attrs.frozen(kw_only=True)
class ParticipantOutcome(PartOutcome, HasRecoveryInstanceId):
    """
    The result for one participant of a job: a server or a source network.

    You can pass it wherever a method takes the ID of a source server or of a recovery
    instance. If it does not have that ID, the method raises an error. Source networks
    have neither ID, and a server may have no recovery instance.
    """

    job_id: str | None = None
    """The ID of the job: `drsjob-` and 17 letters and digits; `None` without one."""
    launch_status: LaunchStatus | None = None
    """Its status in the job: `PENDING` until its instance is launched."""
    phase: JobLogEvent | None = None
    """
    The last event about it in the job's log, such as `CONVERSION_START`.

    It is known only while the participant is in progress and the wait has
    `on_progress`.
    """
    recovery_instance_id: str | None = None
    """
    The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits.

    The ID of a launched instance is known once the job has ended, unless the instance
    cannot be found. If a post-launch action failed, the launch counts as failed, but
    the instance is running.
    """
    event: JobLogEvent | None = None
    """
    The event in the job's log that gives the reason, if any, once the job has ended.
    """

    # The text for a participant without a reason and a status, or else the verdict.
    _no_status: ClassVar[str | None] = None

    def __str__(self) -> str:
        status = self.phase or self.launch_status or self._no_status
        return printable(f"{self._who}: {self.reason or status or self.verdict}")

    @property
    def _who(self) -> str:
        known = (self.source_server_id, self.recovery_instance_id)
        ids = [one and plain(one) for one in known]
        anyone = f"a server of {self.job_id}" if self.job_id else "a server"
        return subject(self.hostname, *ids) or anyone


@attrs.frozen(kw_only=True)
class ServerOutcome(ParticipantOutcome):
    """
    The result for one server in a job, such as a launch or a termination.

    If it has a `recovery_snapshot_id`, you can pass it to `start_recovery` or
    `start_recovery_many` to launch the server from the same snapshot again.
    """

    recovery_snapshot_id: str | None = None
    """
    The ID of the recovery snapshot that was chosen: `pit-` and 17 letters and digits.

    It is known if you pass the outcome of `start_recovery_many` to `wait_for_job` or
    `check_job`. The job itself does not include it.
    """

    _no_status: ClassVar[str | None] = "not started"


@attrs.frozen(kw_only=True)
class NetworkOutcome(ParticipantOutcome, HasSourceNetworkId):
    """
    The result for one source network in a job.

    It has neither a source server nor a recovery instance.
    """

    source_network_id: str | None = None
    """The ID of the source network: `sn-` and 17 letters and digits."""
    stack_name: str | None = None
    """The name of the CloudFormation stack, if known, once the job has ended."""
    target_vpc: str | None = None
    """The ID of the recovered VPC, if known: `vpc-` and hexadecimal digits."""

    _no_status: ClassVar[str | None] = "not started"

    @property
    def _who(self) -> str:
        return self.source_network_id or "a source network"


@attrs.frozen(kw_only=True)
class PendingOutcome(Outcome[ParticipantOutcome]):
    """
    The outcome of a wait before its first successful poll.

    All parts are waiting, except for resources of a `FleetOutcome` that have already
    failed.
    """

    pending: tuple[ParticipantOutcome, ...] = ()
    """The participants or jobs that the wait is for, with the IDs that are known."""

    @property
    def parts(self) -> tuple[ParticipantOutcome, ...]:
        """The participants or jobs that the wait is for."""
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
    The outcome of one or more jobs, with each server and source network.

    Returned by `check_job` and `wait_for_job`.
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
        jobs = ", ".join(names) if len(names) <= _MAX_JOBS else f"{len(names)} jobs"
        noun = "server"
        if self.networks:
            noun = "participant" if self.servers else "source network"
        return f"{jobs or 'no job'}: {self._describe_counts(noun)}"
