"""The base class of the async methods, each of which runs a sync method."""

from __future__ import annotations

import sys
from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from drsclient._botocore import max_connections
from drsclient._botocore.idempotency import is_read
from drsclient._botocore.messages import advise_on_arguments
from drsclient.aio._fleets import FleetTask, blocking
from drsclient.aio._iterator import AsyncPagedIterator
from drsclient.aio._threads import WorkerThreads, completion, interruptions
from drsclient.aio._waits import PreparedWait, PreparedWaits
from drsclient.errors import CallCancelled, DrsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from typing import ParamSpec

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient._botocore.pagination import PagedIterator
    from drsclient.client import DrsClient
    from drsclient.outcomes import FleetOutcome, Outcome, PartOutcome

    P = ParamSpec("P")
    OutcomeT = TypeVar("OutcomeT", bound=Outcome[PartOutcome])

IdT = TypeVar("IdT")
T = TypeVar("T")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AsyncMethods:
    """
    The base class of the async methods: a sync client, and the threads that it runs in.

    `_call`, `_iterate`, `_wait` and `_run_fleet` take a sync method and its arguments.
    Each generated method in `drsclient.aio.methods` calls the one for its result.
    """

    _drs: DrsClient = attrs.field(alias="drs")
    _owned: bool = attrs.field(alias="owned")
    """Whether to close the sync client."""
    _waits: PreparedWaits = attrs.field(init=False)
    _threads: WorkerThreads = attrs.field(init=False)
    """The threads that make the calls."""
    _fleet_threads: WorkerThreads = attrs.field(init=False)
    """The threads that run fleets, whose calls other threads make."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Add advice on boto3's argument names to the public methods."""
        super().__init_subclass__(**kwargs)
        if cls.__module__.partition(".")[0] == __name__.partition(".")[0]:
            advise_on_arguments(cls)

    def __attrs_post_init__(self) -> None:
        # As attrs does it.
        for name, value in {
            "_waits": PreparedWaits.of(self._drs),
            "_threads": WorkerThreads(max_connections(self._drs.boto3_client)),
            # A fleet never waits for a thread, because another fleet may wait for it.
            "_fleet_threads": WorkerThreads(sys.maxsize),
        }.items():
            object.__setattr__(self, name, value)

    @property
    def boto3_client(self) -> Boto3DrsClient:
        """The underlying boto3 client: see `DrsClient.boto3_client`."""
        return self._drs.boto3_client

    async def _call(
        self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """
        Call a sync method in a thread.

        Raises:
            CallCancelled: The task was cancelled, but the call has changed something.
        """
        with self._waits.in_progress():
            name = self.boto3_client.meta.method_to_api_mapping.get(method.__name__)
            call = partial(method, *args, **kwargs)
            if name is None or is_read(name):
                return await self._threads.run(call)
            future = await self._threads.start(call)
            interrupted = interruptions()
            try:
                await completion(future)
            except interrupted as interruption:
                if future.cancelled():
                    raise
                error = future.exception()
                if isinstance(error, DrsError) and not error.may_have_taken_effect:
                    raise interruption from error
                result = error if isinstance(error, DrsError) else future.result()
                raise CallCancelled(name, result) from interruption
            else:
                return future.result()
            finally:
                # An exception refers to this frame, which must not refer to it.
                del future

    def _iterate(
        self, method: Callable[P, Iterator[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncIterator[T]:
        """Iterate over the items that a sync method lists."""
        pages = cast("PagedIterator[T]", method(*args, **kwargs))  # as all lists are
        return AsyncPagedIterator(
            pages=pages, threads=self._threads, in_progress=self._waits.in_progress
        )

    async def _wait(
        self, method: Callable[P, OutcomeT], /, *args: P.args, **kwargs: P.kwargs
    ) -> OutcomeT:
        """Wait as a method of `self._waits` has prepared it."""
        # A method of `PreparedWaits`.
        prepared = cast("PreparedWait[OutcomeT]", method(*args, **kwargs))
        with self._waits.in_progress():
            return await prepared.run(self._threads)

    def _blocking(self, function: Callable[[IdT], Awaitable[T]]) -> Callable[[IdT], T]:
        """Return a function for the threads of a fleet, given a coroutine function."""
        if (
            isinstance(owner := getattr(function, "__self__", None), AsyncMethods)
            and function.__module__.startswith("drsclient.aio.methods.")
            and iscoroutinefunction(function)
            and not function.__name__.startswith("wait_for_")
            and not function.__name__.endswith("_many")
        ):
            # A thread can make the call by itself. If the fleet is cancelled, the
            # result is that of the call, and not that of a cancelled function.
            drs = owner._drs  # noqa: SLF001 - of this class
            method: Callable[[IdT], T] = getattr(drs, function.__name__)
            return method
        return blocking(function)

    async def _run_fleet(
        self,
        method: Callable[P, FleetOutcome[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> FleetOutcome[T]:
        """
        Run a fleet in a thread, and call its callback in this event loop.

        Raises:
            FleetCancelled: The task was cancelled after calls were made.
        """
        task = FleetTask()
        on_progress = kwargs.get("on_progress")
        if callable(on_progress):
            kwargs["on_progress"] = task.callback(on_progress)
        fleet = partial(method, *args, **kwargs)
        return await task.run(fleet, self._fleet_threads)


def end_threads(client: AsyncMethods) -> None:
    """
    End the threads of a client without an event loop, and wait for calls in flight.

    It does not wait for fleets, which may wait for an event loop that does not run.
    """
    # A method would be one more name that users see.
    client._threads.end(wait=True)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    client._fleet_threads.end()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
