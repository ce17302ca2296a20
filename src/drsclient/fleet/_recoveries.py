"""What can be recovered at once, and what a caller says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.operations.jobs import JobOperations
from drsclient.operations.recovery_instances import RecoveryInstanceOperations
from drsclient.operations.source_servers import SourceServerOperations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drsclient.models import (
        HasRecoveryInstanceId,
        HasRecoverySnapshotId,
        HasSourceServerId,
        Job,
    )
    from drsclient.outcomes import FleetOutcome


class Recoveries(JobOperations, RecoveryInstanceOperations, SourceServerOperations):
    """What you can start for more servers than one job takes."""

    __slots__ = ()

    def start_recovery_many(
        self,
        source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
        *,
        is_drill: bool,
        tags: Mapping[str, str] | None = None,
        timeout: float = 3600.0,
    ) -> FleetOutcome[Job]:
        """
        Launch recovery instances for any number of source servers.

        **First, the service terminates the recovery instances that these servers
        have**, even those of earlier recoveries: see `start_recovery`.

        There are as few jobs as possible: each takes as many servers as the installed
        botocore allows in one call. If a job is refused because of one server, and the
        error names it, the job is started for the others. If a response is lost, the
        job is looked for, so that no server is launched twice.

        `wait_for_job` waits for what this returns.

        Source: the API operations StartRecovery and DescribeJobs: if a response is
        lost, and before the first job if snapshots are chosen.

        Args:
            source_servers: The source servers or their IDs, to launch the latest data,
                or recovery snapshots, to launch the data of that point in time; one of
                these for each server. A `StartRecoveryRequestSourceServer` does either.
            is_drill: Whether this is a drill: `True` or `False`, and nothing else.
            tags: Tags for the new jobs.
            timeout: For how long to start and repeat calls, in seconds.

        Returns:
            The job of each source server, or why it has none.

        Raises:
            DrsParameterError: An argument is not valid. For an ID that is not valid, it
                is the result.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _recovery  # noqa: PLC0415 - rarely used
        from drsclient.models import (  # noqa: PLC0415 - rarely used
            InitiatedBy,
            StartRecoveryRequestSourceServer,
        )

        _recovery.check_is_drill(is_drill)
        snapshots = _recovery.snapshots_of(source_servers)
        by = InitiatedBy.START_DRILL if is_drill else InitiatedBy.START_RECOVERY

        def start(ids: list[str]) -> Job:
            servers = [
                StartRecoveryRequestSourceServer(
                    source_server_id=key, recovery_snapshot_id=snapshots[key]
                )
                for key in ids
            ]
            return self.start_recovery(servers, is_drill=is_drill, tags=tags)

        return _recovery.Jobs(
            drs=self,
            clock=self._clock,
            operation_name="StartRecovery",
            start=start,
            aliases=snapshots,
            initiated_by=by,
            id_of=lambda participant: participant.source_server_id,
            snapshots={key: own for key, own in snapshots.items() if own},
        ).start_all(
            self._batches(self._api.start_recovery, "sourceServers", snapshots), timeout
        )

    def terminate_recovery_instances_many(
        self,
        recovery_instances: Iterable[str | HasRecoveryInstanceId],
        *,
        timeout: float = 3600.0,
    ) -> FleetOutcome[Job]:
        """
        Terminate any number of recovery instances.

        **Their EC2 resources are deleted for good**: see
        `terminate_recovery_instances`. Jobs are started as by `start_recovery_many`.

        Source: the API operations TerminateRecoveryInstances and, if a response is
        lost, DescribeJobs.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            timeout: As for `start_recovery_many`.

        Returns:
            The job of each recovery instance, or why it has none.

        Raises:
            DrsParameterError: As for `start_recovery_many`.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _recovery  # noqa: PLC0415 - rarely used
        from drsclient.models import InitiatedBy  # noqa: PLC0415 - rarely used

        servers = _recovery.aliases_of(recovery_instances)
        return _recovery.Jobs(
            drs=self,
            clock=self._clock,
            operation_name="TerminateRecoveryInstances",
            start=self.terminate_recovery_instances,
            aliases=servers,
            initiated_by=InitiatedBy.TERMINATE_RECOVERY_INSTANCES,
            id_of=lambda participant: participant.recovery_instance_id,
        ).start_all(
            self._batches(
                self._api.terminate_recovery_instances, "recoveryInstanceIDs", servers
            ),
            timeout,
        )
