"""The methods of `DrsClient` for many resources at once, and for Regions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from drsclient._botocore import max_connections
from drsclient._ids import by_id, ids_of
from drsclient._lazy import LazyModule
from drsclient._options import (
    check_bool,
    check_max_concurrency,
    check_not_async,
    check_operation,
)
from drsclient.operations.jobs import JobOperations
from drsclient.operations.recovery_instances import RecoveryInstanceOperations
from drsclient.operations.source_servers import SourceServerOperations

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from drsclient.fleet import (
        _batch_jobs,
        _lost_responses,
        _regions,
        _reversals,
        _runner,
    )
    from drsclient.fleet._runner import FleetOptions, FleetProgress, FleetRunner
    from drsclient.models import (
        HasId,
        HasRecoveryInstanceId,
        HasRecoverySnapshotId,
        HasSourceServerId,
        Job,
        SourceServer,
    )
    from drsclient.outcomes import FleetOutcome, RegionStatus
else:
    # They import models, which a client does not need before its first call.
    _batch_jobs = LazyModule("drsclient.fleet._batch_jobs")
    _lost_responses = LazyModule("drsclient.fleet._lost_responses")
    _regions = LazyModule("drsclient.fleet._regions")
    _reversals = LazyModule("drsclient.fleet._reversals")
    _runner = LazyModule("drsclient.fleet._runner")

IdT = TypeVar("IdT", bound="str | HasId")
T = TypeVar("T")


class Fleets(JobOperations, RecoveryInstanceOperations, SourceServerOperations):
    """
    Work on many resources at once.

    Each `…_many` makes one call for each resource, concurrently, or starts as few jobs
    as possible. It returns a `FleetOutcome` with the result for each resource, in the
    order given. Duplicate IDs are sent once. The error of a call is its result: no
    error is raised before all calls are done, and no result is lost.

    - When the service throttles a call, the rate of all calls drops, and the call is
      retried. It fails only once `timeout` has passed.
    - Other transient errors are retried up to 4 times with exponential backoff: an
      internal error of the service, a lost connection, no response in time, or one that
      is not the service's. If a response was lost and a retry is refused, the state of
      the resource decides whether the call took effect.
    - The logger `drsclient` reports the first of consecutive transient errors and of
      throttled calls, and when they are over.
    - Ctrl-C starts no more calls and waits for those in flight. Then it raises a
      `FleetInterrupt` with the outcome so far. A second Ctrl-C exits at once.
    - If the operating system cannot start as many threads as there are concurrent
      calls, there are fewer. If it cannot start any, a `RuntimeError` is raised before
      anything is sent.
    - `timeout` limits how long calls are started and repeated; those in flight may
      finish. A resource that was not attempted gets a `NotAttemptedError`.
    """

    __slots__ = ()

    def start_replication_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Start replication of many stopped source servers.

        Source: the API operation StartReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: The maximum number of concurrent calls, up to the number of
                connections that the client keeps open: 50 by default.
            timeout: For how long to start and repeat calls, in seconds.
            on_progress: A callback for each result, called in the caller's thread. An
                exception that it raises ends the work, once the calls in flight have
                ended.

        Returns:
            Each source server as it is now, or the error of its call.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent. For an
                invalid ID, it is not raised but the result.
            FleetInterrupt: Ctrl-C was pressed.
        """
        options = _runner.FleetOptions(timeout, max_concurrency, on_progress)
        return self._call_each(self.start_replication, source_servers, options)

    def stop_replication_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Stop replication of many source servers.

        **The service deletes their replicated data**, with all recovery snapshots: see
        `stop_replication`.

        Source: the API operation StopReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            Each source server as it is now, or the error of its call.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        options = _runner.FleetOptions(timeout, max_concurrency, on_progress)
        return self._call_each(self.stop_replication, source_servers, options)

    def retry_data_replication_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Retry the setup of the replication of many source servers now.

        Source: the API operation RetryDataReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            Each source server as it is now, or the error of its call.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        options = _runner.FleetOptions(timeout, max_concurrency, on_progress)
        return self._call_each(self.retry_data_replication, source_servers, options)

    def disconnect_source_server_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Disconnect many source servers from the service.

        **The service deletes their replicated data**, with all recovery snapshots: see
        `disconnect_source_server`.

        Source: the API operation DisconnectSourceServer.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            Each source server as it is now, or the error of its call.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        options = _runner.FleetOptions(timeout, max_concurrency, on_progress)
        return self._call_each(self.disconnect_source_server, source_servers, options)

    def delete_source_server_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[None]], object] | None = None,
    ) -> FleetOutcome[None]:
        """
        Delete many disconnected source servers.

        Source: the API operation DeleteSourceServer.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            `None` for each source server that was deleted, or the error of its call.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        options = _runner.FleetOptions(timeout, max_concurrency, on_progress)
        return self._call_each(self.delete_source_server, source_servers, options)

    def start_recovery_many(
        self,
        source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
        *,
        is_drill: bool,
        tags: Mapping[str, str] | None = None,
        servers_per_job: int = 100,
        timeout: float = 14400.0,
        on_progress: Callable[[FleetProgress[Job]], object] | None = None,
    ) -> FleetOutcome[Job]:
        """
        Launch recovery instances for any number of source servers.

        **First, the service terminates the recovery instances that these servers
        have**, even those of earlier recoveries: see `start_recovery`.

        There are as few jobs as possible, each for up to `servers_per_job` servers. If
        a job is refused because of one server, and the error names it, the job is
        started for the others. A job that is refused for its size is halved. If the
        account has too many running jobs, or servers in them, the next job waits until
        one of them has ended. If a response is lost, its job is searched for before any
        retry, so that no server is launched twice.

        Pass the outcome to `wait_for_job` to wait for the jobs.

        Source: the API operations StartRecovery and DescribeJobs, which finds the jobs
        of lost responses.

        Args:
            source_servers: The source servers or their IDs, to launch the latest data,
                or recovery snapshots, to launch the data of that point in time; one of
                these for each server. A `StartRecoveryRequestSourceServer` does either.
            is_drill: Whether this is a drill: `True` or `False`, and nothing else.
            tags: Tags for the new jobs.
            servers_per_job: The maximum number of servers in a job. The service's quota
                is 100, unless your account has another.
            timeout: For how long to start and repeat calls, in seconds, which includes
                the time that jobs wait for a quota.
            on_progress: As for `start_replication_many`. The servers of a job are
                reported one after the other, once their job has started.

        Returns:
            The job of each source server, or the error because of which it has none.

        Raises:
            DrsParameterError: An argument is not valid. An invalid ID is not
                raised: the error is its result.
            FleetInterrupt: Ctrl-C was pressed.
        """
        return _batch_jobs.start_recovery(
            self,
            self._clock,
            source_servers,
            is_drill=is_drill,
            tags=tags,
            options=_runner.FleetOptions(
                timeout, on_progress=on_progress, servers_per_job=servers_per_job
            ),
            split=partial(self._split, self._api.start_recovery, "sourceServers"),
        )

    def terminate_recovery_instances_many(
        self,
        recovery_instances: Iterable[str | HasRecoveryInstanceId],
        *,
        servers_per_job: int = 100,
        timeout: float = 14400.0,
        on_progress: Callable[[FleetProgress[Job]], object] | None = None,
    ) -> FleetOutcome[Job]:
        """
        Terminate any number of recovery instances.

        **Their EC2 resources are deleted for good**: see
        `terminate_recovery_instances`. Jobs are started as by `start_recovery_many`.

        Source: the API operations TerminateRecoveryInstances and, to find the jobs of
        lost responses, DescribeJobs and for instances given by their IDs
        DescribeRecoveryInstances.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            servers_per_job: As for `start_recovery_many`.
            timeout: As for `start_recovery_many`.
            on_progress: As for `start_recovery_many`.

        Returns:
            The job of each recovery instance, or the error because of which it has
            none.

        Raises:
            DrsParameterError: As for `start_recovery_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        method = self._api.terminate_recovery_instances
        return _batch_jobs.start_for_instances(
            self,
            self._clock,
            recovery_instances,
            operation_name="TerminateRecoveryInstances",
            start=self.terminate_recovery_instances,
            options=_runner.FleetOptions(
                timeout, on_progress=on_progress, servers_per_job=servers_per_job
            ),
            split=partial(self._split, method, "recoveryInstanceIDs"),
        )

    def start_failback_launch_many(
        self,
        recovery_instances: Iterable[str | HasRecoveryInstanceId],
        *,
        tags: Mapping[str, str] | None = None,
        servers_per_job: int = 100,
        timeout: float = 14400.0,
        on_progress: Callable[[FleetProgress[Job]], object] | None = None,
    ) -> FleetOutcome[Job]:
        """
        Launch the failback of any number of recovery instances.

        See `start_failback_launch`. Jobs are started as by `start_recovery_many`.

        Source: the API operations StartFailbackLaunch and, to find the jobs of lost
        responses, DescribeJobs and for instances given by their IDs
        DescribeRecoveryInstances.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            tags: Tags for the new jobs.
            servers_per_job: As for `start_recovery_many`.
            timeout: As for `start_recovery_many`.
            on_progress: As for `start_recovery_many`.

        Returns:
            The job of each recovery instance, or the error because of which it has
            none.

        Raises:
            DrsParameterError: As for `start_recovery_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        method = self._api.start_failback_launch
        return _batch_jobs.start_for_instances(
            self,
            self._clock,
            recovery_instances,
            operation_name="StartFailbackLaunch",
            start=partial(self.start_failback_launch, tags=tags),
            options=_runner.FleetOptions(
                timeout, on_progress=on_progress, servers_per_job=servers_per_job
            ),
            split=partial(self._split, method, "recoveryInstanceIDs"),
        )

    def reverse_replication_many(
        self,
        recovery_instances: Iterable[str | HasRecoveryInstanceId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[str]], object] | None = None,
    ) -> FleetOutcome[str]:
        """
        Reverse the replication of many recovery instances, once their agents run.

        The service refuses this with a `ConflictException` until the agent on a new
        instance is initialized, some time after the instance runs. So after a conflict,
        the call is repeated every 15 seconds, until `timeout` has passed: for as long
        as the instance is starting or running, and its replication has not started. Any
        other conflict is the result, such as that of an instance that is replicated
        already. If a response was lost, the state of the instance decides whether the
        call took effect, before it is repeated. See `reverse_replication`.

        Source: the API operations ReverseReplication; DescribeRecoveryInstances after
        a conflict or a lost response; and DescribeSourceServers after a lost one.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            The ARN of the new source server of each recovery instance, or the error of
            its last call.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        kind = "recovery_instance_id"
        runner = self._runner_for(
            self.reverse_replication,
            ids_of("recovery_instances", recovery_instances, kind),
            _runner.FleetOptions(timeout, max_concurrency, on_progress),
            is_idempotent=True,
        )
        return _reversals.Reversals(drs=self, runner=runner).start_all()

    def call_many(
        self,
        operation: Callable[[IdT], T],
        ids: Iterable[IdT],
        *,
        is_idempotent: bool = False,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[T]], object] | None = None,
    ) -> FleetOutcome[T]:
        """
        Call any operation for each of many resources.

        `drs.call_many(drs.get_launch_configuration, servers)` gets many configurations.
        The operation is a method of this client that takes an ID, or a function of your
        own that uses this client. It runs in concurrent threads. If it would return an
        iterator, as a `describe_…` method does, return a list of it instead: otherwise,
        the calls are made only when you read it.

        After a throttle, a function is repeated from its start, with all its calls. If
        an earlier call of the same run may have changed something, it is repeated only
        if `is_idempotent` allows it: otherwise, the `ThrottlingException` is the
        result, and its `may_have_taken_effect` is true. A function that is throttled
        out of sight, as in threads of its own, is slowed down as a whole.

        Args:
            operation: The method or function to call with each ID or entity.
            ids: The IDs, or entities that have them, which are passed as they are.
            is_idempotent: Whether calls that may have taken effect may be repeated. By
                default, only throttled calls are retried.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            The value that the operation returned for each ID, or the `DrsError` that it
            raised. Any other exception ends the work, once the calls in flight have
            ended, and is raised.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Ctrl-C was pressed.
        """
        check_operation(operation)
        check_not_async("operation", operation)
        check_bool("is_idempotent", is_idempotent)
        options = _runner.FleetOptions(timeout, max_concurrency, on_progress)
        given = cast("dict[str, IdT]", by_id("ids", ids))  # they are what was given
        runner = self._runner_for(
            operation, given, options, is_idempotent=is_idempotent
        )
        return runner.call_each(lambda key: operation(given[key]))

    def region_status(self) -> RegionStatus:
        """
        Check whether the account can use DRS in this client's Region.

        `drsclient.fleet.region_statuses` checks many Regions concurrently.

        Source: the API operation DescribeSourceServers.

        Returns:
            The status. A Region that does not recognize the credentials is
            `NOT_ENABLED`. Wrong credentials give this status in every Region.

        Raises:
            AuthenticationException: The credentials are expired, or the signature is
                wrong.
            DrsCredentialsError: There are no credentials, or they are incomplete.
        """
        return _regions.region_status(self, self._boto3_client.meta.region_name)

    def _call_each(
        self,
        operation: Callable[[str], T],
        source_servers: Iterable[str | HasSourceServerId],
        options: FleetOptions[T],
    ) -> FleetOutcome[T]:
        """Call an idempotent operation of this client for each of many servers."""
        ids = ids_of("source_servers", source_servers, "source_server_id")
        runner = self._runner_for(operation, ids, options, is_idempotent=True)
        resolve = _lost_responses.resolver(runner.operation_name, self)
        return runner.call_each(operation, resolve)

    def _runner_for(
        self,
        operation: Callable[..., T],
        ids: Collection[str],
        options: FleetOptions[T],
        *,
        is_idempotent: bool,
    ) -> FleetRunner[T]:
        meta = self._boto3_client.meta
        limit = max_connections(self._boto3_client)
        check_max_concurrency(options.max_concurrency, limit)
        name = getattr(operation, "__name__", type(operation).__name__)
        return _runner.FleetRunner(
            meta.method_to_api_mapping.get(name, name),
            ids,
            options,
            self._clock,
            is_idempotent=is_idempotent,
            region_name=meta.region_name,
        )
