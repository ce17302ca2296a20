"""What has become of jobs, and of each server and source network in them."""

from collections.abc import Iterable

import attrs

from drsclient.errors import RecoveryFailedError
from drsclient.models import Job, JobLogEvent, JobStatus, LaunchStatus
from drsclient.outcomes._outcome import Outcome, Verdict, counted, those

# How many jobs people can tell apart by their IDs.
_FEW = 3


@attrs.frozen(kw_only=True)
class ServerOutcome(Outcome):
    """What has become of one server in a job."""

    verdict: Verdict
    """Whether it was launched or, if that is what the job does, terminated."""
    source_server_id: str | None = None
    """The ID of the source server: `s-` and 17 letters and digits."""
    job_id: str | None = None
    """The ID of the job: `drsjob-` and 17 letters and digits; `None` without one."""
    launch_status: LaunchStatus | None = None
    """Its status in the job."""
    recovery_instance_id: str | None = None
    """
    The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits.

    That of a launch is known once the job has ended, unless it cannot be found.
    """
    reason: str | None = None
    """
    Why it failed, for people to read.

    It comes from the job's log, which is read once the job has ended.
    """
    event: JobLogEvent | None = None
    """The event in the job's log that has the reason, if any."""

    def __str__(self) -> str:
        ids = (self.source_server_id, self.recovery_instance_id)
        who = " as ".join(filter(None, ids)) or "a server"
        return f"{who}: {self.reason or self.launch_status or 'not started'}"


@attrs.frozen(kw_only=True)
class NetworkOutcome(Outcome):
    """What has become of one source network in a job."""

    verdict: Verdict
    """Whether it was recovered."""
    source_network_id: str | None = None
    """The ID of the source network: `sn-` and 17 letters and digits."""
    job_id: str | None = None
    """The ID of the job: `drsjob-` and 17 letters and digits."""
    launch_status: LaunchStatus | None = None
    """Its status in the job."""
    stack_name: str | None = None
    """The name of the CloudFormation stack, once the job has ended, if it is known."""
    target_vpc: str | None = None
    """The ID of the recovered VPC, likewise: `vpc-` and hexadecimal digits."""
    reason: str | None = None
    """Why it failed, from the job's log once the job has ended, for people to read."""
    event: JobLogEvent | None = None
    """The event in the job's log that has the reason, if any."""

    # Most jobs are about servers. With these, what is written for them type-checks, and
    # a network among them is refused, not overlooked.
    @property
    def source_server_id(self) -> None:
        """Always `None`: it is not a server."""

    @property
    def recovery_instance_id(self) -> None:
        """Always `None`: it is not a server."""

    def __str__(self) -> str:
        who = self.source_network_id or "a source network"
        return f"{who}: {self.reason or self.launch_status or 'not started'}"


def launched(servers: Iterable[ServerOutcome]) -> tuple[str, ...]:
    """Return the IDs of the recovery instances of the servers that succeeded."""
    return tuple(
        server.recovery_instance_id
        for server in those(Verdict.SUCCEEDED, servers)
        if server.recovery_instance_id
    )


@attrs.frozen(kw_only=True)
class JobOutcome(Outcome):
    """
    What has become of a job, or of several: each server, each source network.

    Source: `check_job` and `wait_for_job` return it.
    """

    jobs: tuple[Job, ...] = ()
    """The jobs, in the order in which they were given."""
    servers: tuple[ServerOutcome, ...] = ()
    """The servers of all jobs."""
    networks: tuple[NetworkOutcome, ...] = ()
    """The source networks of all jobs."""

    @property
    def waiting(self) -> tuple[ServerOutcome | NetworkOutcome, ...]:
        """The servers and source networks that are still in progress."""
        return those(Verdict.WAITING, (*self.servers, *self.networks))

    @property
    def succeeded(self) -> tuple[ServerOutcome | NetworkOutcome, ...]:
        """The servers and source networks for which the job did what it is for."""
        return those(Verdict.SUCCEEDED, (*self.servers, *self.networks))

    @property
    def failed(self) -> tuple[ServerOutcome | NetworkOutcome, ...]:
        """The servers and source networks for which it did not."""
        return those(Verdict.FAILED, (*self.servers, *self.networks))

    @property
    def recovery_instance_ids(self) -> tuple[str, ...]:
        """The IDs of the recovery instances of the servers that succeeded."""
        return launched(self.servers)

    @property
    def has_ended(self) -> bool:
        """Whether all jobs have ended, successfully or not."""
        return all(job.status == JobStatus.COMPLETED for job in self.jobs)

    @property
    def is_success(self) -> bool:
        """Whether all jobs have ended, and did what they are for."""
        return self.has_ended and not self.failed

    def raise_for_failure(self) -> None:
        """
        Do nothing, unless a server or a source network has failed.

        Raises:
            RecoveryFailedError: One has.
        """
        if self.failed:
            raise RecoveryFailedError(self)

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
