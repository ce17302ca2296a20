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

    Each `…_many` method makes one call for each resource, concurrently, or starts as
    few jobs as possible. It returns a `FleetOutcome` with the result for each resource,
    in the order given. Duplicate IDs are sent once. If a call fails, its error is the
    result: no error is raised before all calls are done, and no result is lost.

    - When the service throttles a call, the rate of all calls is reduced, and the call
      is retried until `timeout` has passed.
    - Other transient errors are retried up to 4 times with exponential backoff:
      internal errors of the service, lost connections, timeouts, and responses that do
      not come from the service. If a response was lost and the retry is rejected, the
      state of the resource shows whether the call took effect.
    - The logger `drsclient` reports the first of consecutive transient errors and of
      throttled calls, and when they are over.
    - After Ctrl-C, no more calls are started. Once the calls in flight have ended, a
      `FleetInterrupt` with the outcome so far is raised. A second Ctrl-C exits
      immediately.
    - If the operating system cannot start a thread for each concurrent call, fewer
      calls run concurrently. If it cannot start any thread, a `RuntimeError` is raised
      before anything is sent.
    - After `timeout`, no call is started or retried, but calls in flight may finish. A
      resource that was not attempted gets a `NotAttemptedError`.
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

        Calls the API operation StartReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: The maximum number of concurrent calls, up to the number of
                connections that the client keeps open: 50 by default.
            timeout: The time during which calls are started and retried, in seconds.
            on_progress: A callback for each result, such as a
                `drsclient.watching.Watch`. It is called in the caller's thread. If it
                raises an exception, no more calls are started, and the exception is
                raised once the calls in flight have ended.

        Returns:
            For each source server, its current state, or the error of its call.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent. For an
                invalid ID, the error is not raised: it is the result for this ID.
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

        **The service deletes their replicated data**, including all recovery snapshots:
        see `stop_replication`.

        Calls the API operation StopReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: See `start_replication_many`.
            timeout: See `start_replication_many`.
            on_progress: See `start_replication_many`.

        Returns:
            For each source server, its current state, or the error of its call.

        Raises:
            DrsParameterError: See `start_replication_many`.
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
        Retry setting up the replication of many source servers immediately.

        Calls the API operation RetryDataReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: See `start_replication_many`.
            timeout: See `start_replication_many`.
            on_progress: See `start_replication_many`.

        Returns:
            For each source server, its current state, or the error of its call.

        Raises:
            DrsParameterError: See `start_replication_many`.
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

        **The service deletes their replicated data**, including all recovery snapshots:
        see `disconnect_source_server`.

        Calls the API operation DisconnectSourceServer.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: See `start_replication_many`.
            timeout: See `start_replication_many`.
            on_progress: See `start_replication_many`.

        Returns:
            For each source server, its current state, or the error of its call.

        Raises:
            DrsParameterError: See `start_replication_many`.
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

        Calls the API operation DeleteSourceServer.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: See `start_replication_many`.
            timeout: See `start_replication_many`.
            on_progress: See `start_replication_many`.

        Returns:
            `None` for each source server that was deleted, or the error of its call.

        Raises:
            DrsParameterError: See `start_replication_many`.
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

        **The service first terminates the existing recovery instances of these
        servers**, even those of earlier recoveries: see `start_recovery`.

        This method starts as few jobs as possible, each for up to `servers_per_job`
        servers. If the service rejects a job because of one server, and the error names
        that server, the job is started for the others. A job that is rejected for its
        size is split in half. If the account has too many running jobs, or too many
        servers in them, the next job waits until one of them has ended. If a response
        is lost, drsclient searches for the job before it retries, so that no server is
        launched twice.

        Pass the outcome to `wait_for_job` to wait for the jobs.

        Calls the API operations StartRecovery and DescribeJobs, which finds the jobs of
        lost responses.

        Args:
            source_servers: Source servers or their IDs, to launch the latest data, or
                recovery snapshots, to launch the data from that point in time; only one
                of these for each server. A `StartRecoveryRequestSourceServer` requests
                either by ID.
            is_drill: Whether this is a drill. It must be `True` or `False`.
            tags: Tags for the new jobs.
            servers_per_job: The maximum number of servers in a job. The service's quota
                is usually 100.
            timeout: The time during which calls are started and retried, in seconds. It
                includes the time that jobs wait for a quota.
            on_progress: See `start_replication_many`. The servers of a job are reported
                one by one, once the job has started.

        Returns:
            For each source server, its job, or the error that explains why it has none.

        Raises:
            DrsParameterError: An argument is not valid. For an invalid ID, the error is
                not raised: it is the result for this ID.
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

        **Their EC2 resources are permanently deleted**: see
        `terminate_recovery_instances`. Jobs are started in the same way as by
        `start_recovery_many`.

        Calls the API operation TerminateRecoveryInstances. To find the jobs of lost
        responses, it also calls DescribeJobs, and DescribeRecoveryInstances for
        instances that are passed as IDs.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            servers_per_job: See `start_recovery_many`.
            timeout: See `start_recovery_many`.
            on_progress: See `start_recovery_many`.

        Returns:
            For each recovery instance, its job, or the error that explains why it has
            none.

        Raises:
            DrsParameterError: See `start_recovery_many`.
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

        See `start_failback_launch`. Jobs are started in the same way as by
        `start_recovery_many`.

        Calls the API operation StartFailbackLaunch. To find the jobs of lost responses,
        it also calls DescribeJobs, and DescribeRecoveryInstances for instances that are
        passed as IDs.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            tags: Tags for the new jobs.
            servers_per_job: See `start_recovery_many`.
            timeout: See `start_recovery_many`.
            on_progress: See `start_recovery_many`.

        Returns:
            For each recovery instance, its job, or the error that explains why it has
            none.

        Raises:
            DrsParameterError: See `start_recovery_many`.
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

        The service rejects this call with a `ConflictException` until the agent on a
        new instance is initialized, which takes some time after the instance starts
        running. So after a conflict, the call is repeated every 15 seconds until
        `timeout` has passed, as long as the instance is starting or running and its
        replication has not started. Any other conflict is the result, such as that of
        an instance that is already being replicated. If a response was lost, the state
        of the instance shows whether the call took effect before it is repeated. See
        `reverse_replication`.

        Calls the API operations ReverseReplication; DescribeRecoveryInstances, after a
        conflict or a lost response; and DescribeSourceServers, after a lost response.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            max_concurrency: See `start_replication_many`.
            timeout: See `start_replication_many`.
            on_progress: See `start_replication_many`.

        Returns:
            For each recovery instance, the ARN of its new source server, or the error
            of its last call.

        Raises:
            DrsParameterError: See `start_replication_many`.
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

        For example, `drs.call_many(drs.get_launch_configuration, servers)` gets the
        launch configuration of each server. The operation is a method of this client
        that takes an ID, or a function of your own that uses this client. It is called
        in several threads concurrently. If your function reads a list with a
        `describe_…` method, it must return a `list` of the items instead of the
        iterator: otherwise, the calls are made only when you read the iterator.

        If one of its calls is throttled, a function is repeated from the start, with
        all its calls. If an earlier call of the same run may have changed something,
        the function is repeated only if `is_idempotent` is true. Otherwise, the
        `ThrottlingException` is the result, and its `may_have_taken_effect` is true. If
        drsclient cannot see the throttled calls, for example because the function makes
        them in its own threads, it limits the rate of the function as a whole.

        Args:
            operation: The method or function to call with each ID or model.
            ids: The IDs, or models that have one. The operation gets them unchanged.
            is_idempotent: Whether calls that may have taken effect may be repeated. By
                default, only throttled calls are retried.
            max_concurrency: See `start_replication_many`.
            timeout: See `start_replication_many`.
            on_progress: See `start_replication_many`.

        Returns:
            For each ID, the value that the operation returned, or the `DrsError` that
            it raised. After any other exception, no more calls are started, and the
            exception is raised once the calls in flight have ended.

        Raises:
            DrsParameterError: See `start_replication_many`.
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

        Calls the API operation DescribeSourceServers.

        Returns:
            The status. A Region that does not recognize the credentials is
            `NOT_ENABLED`. With wrong credentials, every Region has this status.

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
