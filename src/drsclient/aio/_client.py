"""The async client, whose methods run those of a sync client in threads."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

from drsclient.aio.methods.account import AsyncAccountOperations
from drsclient.aio.methods.fleets import AsyncFleets
from drsclient.aio.methods.jobs import AsyncJobOperations
from drsclient.aio.methods.launch import AsyncLaunchOperations
from drsclient.aio.methods.launch_actions import AsyncLaunchActionOperations
from drsclient.aio.methods.recovery_instances import AsyncRecoveryInstanceOperations
from drsclient.aio.methods.recovery_plans import AsyncRecoveryPlanOperations
from drsclient.aio.methods.replication_settings import AsyncReplicationOperations
from drsclient.aio.methods.source_networks import AsyncSourceNetworkOperations
from drsclient.aio.methods.source_servers import AsyncSourceServerOperations
from drsclient.aio.methods.tags import AsyncTagOperations
from drsclient.aio.methods.waits import AsyncWaits
from drsclient.client import DrsClient
from drsclient.errors import DrsConfigurationError

if TYPE_CHECKING:
    from types import TracebackType

    import boto3
    from botocore.config import Config

    from drsclient._botocore.session import AnyBoto3Client
    from drsclient.waiting import Clock


class AsyncDrsClient(
    AsyncWaits,
    AsyncFleets,
    AsyncAccountOperations,
    AsyncJobOperations,
    AsyncLaunchOperations,
    AsyncLaunchActionOperations,
    AsyncRecoveryInstanceOperations,
    AsyncRecoveryPlanOperations,
    AsyncReplicationOperations,
    AsyncSourceNetworkOperations,
    AsyncSourceServerOperations,
    AsyncTagOperations,
):
    """
    A typed async client for AWS Elastic Disaster Recovery, for asyncio and trio.

    It has the methods of `DrsClient`, with the same names, arguments, models and
    exceptions. `await` them, or use `async for` with those that return an iterator,
    such as `describe_source_servers`. A sync client and its boto3 client do the work,
    with one worker thread for each connection that the boto3 client may keep open: up
    to 50, unless `config` or the `client` that you pass sets `max_pool_connections`.

    - Waits hold no thread while they sleep. `on_progress` is called in the event loop,
      and may be a coroutine function.
    - `call_many` takes a coroutine function, such as a method of this client. If your
      function is cancelled, by a timeout of its own or together with the fleet, its
      result is a `DrsError` whose `may_have_taken_effect` is true.
    - A cancelled wait ends immediately. A cancelled call or fleet starts no more calls,
      and waits for those in flight. If a call has taken effect, or may have, it raises
      `CallCancelled` or `FleetCancelled`, which contains the outcome, instead of the
      cancellation.

    Use a client in one event loop at a time. As an async context manager, it closes
    itself at the end.

    Args:
        client: A boto3 `drs` client or a `DrsClient` to use, which this client does not
            close. It cannot be combined with other arguments, except a boto3 client
            with `clock`.
        session: See `DrsClient`.
        region_name: See `DrsClient`.
        profile_name: See `DrsClient`.
        endpoint_url: See `DrsClient`.
        config: See `DrsClient`.
        clock: The clock for waits and fleets, by default Python's module `time`. The
            time of any other clock is shared by all waits: it passes only while all of
            them sleep, and not during calls other than those of fleets.

    Raises:
        DrsConfigurationError: See `DrsClient`.
        DrsCredentialsError: See `DrsClient`.
        DrsParameterError: See `DrsClient`.
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        client: AnyBoto3Client | DrsClient | None = None,
        session: boto3.Session | None = None,
        region_name: str | None = None,
        profile_name: str | None = None,
        endpoint_url: str | None = None,
        config: Config | None = None,
        clock: Clock = time,
    ) -> None:
        shared = client if isinstance(client, DrsClient) else None
        if shared is not None and clock is not time:
            raise DrsConfigurationError(
                "client= is a DrsClient, which has its own clock: omit clock="
            )
        # Made even if it is not needed, because it checks the arguments.
        made = DrsClient(
            client=client.boto3_client if isinstance(client, DrsClient) else client,
            session=session,
            region_name=region_name,
            profile_name=profile_name,
            endpoint_url=endpoint_url,
            config=config,
            clock=clock,
        )
        super().__init__(drs=shared or made, owned=shared is None)

    async def close(self) -> None:
        """
        Wait for the calls in flight, even if cancelled, and end the threads.

        The connections are closed, unless they belong to a client that you passed. Do
        not call this method in a callback or in a function that a fleet calls: it would
        wait for itself.
        """
        async with AsyncExitStack() as stack:
            if self._owned:
                stack.callback(self._drs.close)
            # The calls of fleets may need the other threads, which end last.
            stack.push_async_callback(self._threads.close)
            stack.push_async_callback(self._fleet_threads.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return repr(self._drs).replace("<", "<Async", 1)
