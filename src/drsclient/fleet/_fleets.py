"""What can be done with many resources, and what a caller says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from drsclient._ids import by_id, ids_of
from drsclient.fleet._recoveries import Recoveries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from drsclient.errors import DrsServiceError
    from drsclient.fleet._progress import FleetProgress
    from drsclient.models import HasId, HasSourceServerId, SourceServer
    from drsclient.outcomes import FleetOutcome, RegionStatus

IdT = TypeVar("IdT", bound="str | HasId")
T = TypeVar("T")


class Fleets(Recoveries):
    """
    What you can do with many resources at once.

    Each `…_many` makes one call for each resource, several at a time, or starts as few
    jobs as possible. It returns a `FleetOutcome` with what became of each, in the order
    given. An ID that is given twice is sent once. What a call raises is its result:
    nothing is raised before all is done, and no result is lost.

    - When the service throttles a call, all of them slow down, and the call is made
      again. It fails only when `timeout` is up.
    - Other errors that may pass are retried a few times, each after a longer pause: a
      fault of the service, a lost connection, no response in time. If a call may have
      taken effect before, it is looked up and not taken for a failure.
    - Ctrl-C starts no more calls and waits for those in flight. Then it raises a
      `FleetInterrupt` with the outcome so far. A second Ctrl-C leaves at once.
    - `timeout` is for how long calls are started and repeated; those in flight are
      waited for. Resources that had no turn have a `NotAttemptedError`.
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
            max_concurrency: How many calls to make at a time; at most as many as the
                client keeps connections open, which are 50 by default.
            timeout: For how long to start and repeat calls, in seconds.
            on_progress: What to call after each result, in the caller's thread. What it
                raises ends the work, once the calls in flight have ended.

        Returns:
            Each source server as it is now, or why it was not started.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent. For an ID
                that is not valid, it is the result.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _settling  # noqa: PLC0415 - rarely used

        return self._for_each(
            self.start_replication,
            ids_of("source_servers", source_servers, "source_server_id"),
            settle=_settling.if_in(_settling.STARTED, self),
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

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

        **The service deletes what it has copied of them**, with all recovery snapshots:
        see `stop_replication`.

        Source: the API operation StopReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            Each source server as it is now, or why it was not stopped.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _settling  # noqa: PLC0415 - rarely used

        return self._for_each(
            self.stop_replication,
            ids_of("source_servers", source_servers, "source_server_id"),
            settle=_settling.if_in(_settling.STOPPED, self),
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

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
            Each source server as it is now, or why it was refused.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _settling  # noqa: PLC0415 - rarely used

        return self._for_each(
            self.retry_data_replication,
            ids_of("source_servers", source_servers, "source_server_id"),
            settle=_settling.if_in(_settling.RETRIED, self),
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

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

        **The service deletes what it has copied of them**, with all recovery snapshots:
        see `disconnect_source_server`.

        Source: the API operation DisconnectSourceServer.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            Each source server as it is now, or why it was not disconnected.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _settling  # noqa: PLC0415 - rarely used

        return self._for_each(
            self.disconnect_source_server,
            ids_of("source_servers", source_servers, "source_server_id"),
            settle=_settling.if_in(_settling.DISCONNECTED, self),
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

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
            `None` for each source server that is deleted, or why it was not.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _settling  # noqa: PLC0415 - rarely used

        return self._for_each(
            self.delete_source_server,
            ids_of("source_servers", source_servers, "source_server_id"),
            settle=_settling.if_gone,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

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
        Make any call for each of many resources.

        `drs.call_many(drs.get_launch_configuration, servers)` gets many configurations.
        The operation is a method of this client that takes an ID, or a function of your
        own that uses this client. It runs in several threads at a time. If it returns
        an iterator, such as a `describe_…` does, turn that into a list within it:
        otherwise, the calls are made only when you read it.

        Args:
            operation: What to call with each ID or entity.
            ids: The IDs, or entities that have them, which are passed as they are.
            is_idempotent: Whether the call may be made again if it may have taken
                effect before. By default, it is made again only if it was throttled.
            max_concurrency: As for `start_replication_many`.
            timeout: As for `start_replication_many`.
            on_progress: As for `start_replication_many`.

        Returns:
            What the operation returned for each ID, or the `DrsError` that it raised.
            Any other exception ends the work, once the calls in flight have ended, and
            is raised.

        Raises:
            DrsParameterError: As for `start_replication_many`.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        given = cast("dict[str, IdT]", by_id("ids", ids))  # they are what was given
        return self._for_each(
            lambda key: operation(given[key]),
            tuple(given),
            name=getattr(operation, "__name__", type(operation).__name__),
            is_idempotent=is_idempotent,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    def region_status(self) -> RegionStatus:
        """
        Find out whether the account can use DRS in this client's Region.

        `drsclient.fleet.region_statuses` looks at many Regions at once.

        Source: the API operation DescribeSourceServers.

        Returns:
            The status. A Region that does not know the credentials is `NOT_ENABLED`;
            with wrong credentials, this would be so in every Region.

        Raises:
            AuthenticationException: The credentials are expired, or the signature is
                wrong.
            DrsCredentialsError: There are no credentials, or they are incomplete.
        """
        from drsclient.fleet import _looking  # noqa: PLC0415 - rarely used

        return _looking.look(self, self._boto3_client.meta.region_name)

    def _for_each(
        self,
        operation: Callable[[str], T],
        ids: Sequence[str],
        *,
        name: str | None = None,
        is_idempotent: bool = True,
        settle: Callable[[str, DrsServiceError], T] | None = None,
        max_concurrency: int,
        timeout: float,
        on_progress: Callable[[FleetProgress[T]], object] | None,
    ) -> FleetOutcome[T]:
        from drsclient.fleet._running import run  # noqa: PLC0415 - rarely used

        meta = self._boto3_client.meta
        # Every Config has it, but botocore's type stubs leave it out.
        pool: int = getattr(meta.config, "max_pool_connections", 0)
        name = name or operation.__name__
        return run(
            operation,
            ids,
            operation_name=meta.method_to_api_mapping.get(name, name),
            is_idempotent=is_idempotent,
            settle=settle,
            clock=self._clock,
            pool=pool,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )
