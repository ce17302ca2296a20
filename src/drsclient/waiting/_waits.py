"""What can be waited for, and what a caller says about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from drsclient._entities import ids_of
from drsclient.operations.source_servers import SourceServerOperations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    from drsclient.models import DataReplicationState, SourceServer
    from drsclient.outcomes import ReplicationOutcome

_MAX_STALL = timedelta(minutes=10)


class Waits(
    SourceServerOperations,
):
    """
    What you can wait for.

    Each `wait_for_…` looks again and again, until there is nothing left to wait for or
    the time is up. An error that may pass does not end a wait: a throttle, a fault of
    the service, a lost connection, no response in time. It looks again after a random
    pause that grows, and that is no shorter than the service asks for. Any other error
    ends a wait at once.

    Each `check_…` looks once, for engines that wait by themselves.
    """

    __slots__ = ()

    def wait_for_replication(
        self,
        source_servers: str | SourceServer | Iterable[str | SourceServer],
        *,
        until: DataReplicationState | Literal["CONTINUOUS"] | None = "CONTINUOUS",
        max_lag: timedelta | None = None,
        max_stall: timedelta = _MAX_STALL,
        timeout: float = 86400.0,
        poll_interval: float = 60.0,
        on_progress: Callable[[ReplicationOutcome], object] | None = None,
        raise_on_failure: bool = True,
    ) -> ReplicationOutcome:
        """
        Wait until source servers are protected.

        One call asks for up to 200 servers at a time. A server that has got where it is
        awaited is not asked for again, and stays in the outcome as it was then.

        Source: the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: The state to wait for. On the way from `INITIATING` over
                `INITIAL_SYNC` and `CREATING_SNAPSHOT` to `CONTINUOUS`, a later state
                will do. `None` means any state that follows the initial sync, to wait
                for `max_lag` alone.
            max_lag: How far the copy may lag behind the source server, at most.
            max_stall: How long a server may be seen stalled before it has failed: the
                time from the first of a row of looks that saw it stalled to the last.
            timeout: How long to wait at most, in seconds.
            poll_interval: How long to wait between two looks, in seconds.
            on_progress: What to call with the outcome of each look. What it raises ends
                the wait.
            raise_on_failure: Whether to raise a `ReplicationFailedError` as soon as a
                server has failed. Without it, the wait goes on until each server has
                succeeded or failed.

        Returns:
            The outcome, with each source server.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ReplicationFailedError: A server is stopped, disconnected, deleted, or
                stalled for too long.
            WaitTimeoutError: The time is up. If the last look met an error that may
                pass, that is the `__cause__`.
        """
        from drsclient.waiting import _polling, _replication  # noqa: PLC0415 - rarely used

        goal = _replication.Goal.of(until, max_lag, max_stall)
        ids = ids_of("source_servers", source_servers, "source_server_id")
        return _polling.wait(
            lambda previous: _replication.look(
                self, ids, goal, clock=self._clock, previous=previous
            ),
            clock=self._clock,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
            fail_early=True,
        )

    def check_replication(
        self,
        source_servers: str | SourceServer | Iterable[str | SourceServer],
        *,
        until: DataReplicationState | Literal["CONTINUOUS"] | None = "CONTINUOUS",
        max_lag: timedelta | None = None,
        max_stall: timedelta = _MAX_STALL,
        previous: ReplicationOutcome | None = None,
    ) -> ReplicationOutcome:
        """
        Look once whether source servers are protected.

        Source: the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: As for `wait_for_replication`.
            max_lag: As for `wait_for_replication`.
            max_stall: As for `wait_for_replication`. The looks that count are those
                whose outcomes were passed on as `previous`.
            previous: The outcome of the look before. Only the servers that were waiting
                then are looked at.

        Returns:
            The outcome, with each source server. Once its `has_ended` is true, there is
            nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        from drsclient.waiting import _replication  # noqa: PLC0415 - rarely used

        return _replication.look(
            self,
            ids_of("source_servers", source_servers, "source_server_id"),
            _replication.Goal.of(until, max_lag, max_stall),
            clock=self._clock,
            previous=previous,
        )
