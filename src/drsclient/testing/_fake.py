"""`FakeDrs`: the server, the virtual time, the sites, the requests and the faults."""

from __future__ import annotations

import json as json_format
import math
import pickle
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Final, Self

from drsclient.testing._argument_checks import (
    check_account_id,
    check_integer,
    check_json,
    check_text,
    check_types,
)
from drsclient.testing._clients import Clients
from drsclient.testing._control import Control
from drsclient.testing._faults import Answer, Fault, Faults, InjectedFault, ServiceError
from drsclient.testing._http.server import LoopbackServer
from drsclient.testing._life_cycles import trigger_scheduled
from drsclient.testing._service import RecordedRequest, Service, requested
from drsclient.testing._service_model import check_operation_name
from drsclient.testing._site import FakeSite
from drsclient.testing._state.assumptions import Assumptions
from drsclient.testing._state.clock import (
    DEFAULT_START,
    VirtualClock,
    check_start,
    time_step,
)
from drsclient.testing._state.durations import Durations
from drsclient.testing._state.ec2_hooks import Ec2Hooks
from drsclient.testing._state.quotas import Quotas
from drsclient.testing._state.shared_state import RunningClockLock, SharedState
from drsclient.testing._throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta
    from types import TracebackType

    from drsclient.client import DrsClient
    from drsclient.fleet._runner import FleetProgress
    from drsclient.testing._state.copy_report import CopyReport


DEFAULT_ACCOUNT_ID: Final = "123456789012"


class FakeDrs(FakeSite):
    """
    A fake DRS service on the loopback interface, with virtual time.

    Any AWS SDK and the AWS CLI can talk to it. It keeps its state in memory. It is also
    the `FakeSite` of its own account and Region; `site` returns others. All methods are
    thread-safe. For example::

        with FakeDrs() as fake:
            server_id = fake.add_source_server(hostname="db-1")
            fake.client().start_replication(server_id)
            fake.advance(minutes=40)

    Args:
        region_name: The Region that it simulates.
        account_id: The ID of the account that it simulates.
        initialized: Whether the accounts have been initialized for DRS. If not, all
            operations except `InitializeService` are rejected.
        page_size: The maximum number of items on a page, even if `maxResults` is
            larger.
        quotas: The quotas of each account and Region.
        assumptions: The behavior where sources are missing or contradict each other.
        durations: The durations of phases that depend on disks, networks and instances.
            `set_durations` overrides them for a source server.
        ec2: The connection to a fake EC2. By default, launch templates and instances
            only have IDs, which are numbered consecutively.
        start: The virtual time at the start, with a time zone.
        speed: The seconds of virtual time per second of real time. By default, time
            stands still until `advance` moves it.
        monotonic: A function that returns the real time for `speed`, in seconds.
        seed: The seed of the random numbers behind `inject(..., probability=...)`.

    Raises:
        ValueError: An argument is invalid.
    """

    def __init__(
        self,
        *,
        region_name: str = "us-east-1",
        account_id: str = DEFAULT_ACCOUNT_ID,
        initialized: bool = True,
        page_size: int = 50,
        quotas: Quotas | None = None,
        assumptions: Assumptions | None = None,
        durations: Durations | None = None,
        ec2: Ec2Hooks | None = None,
        start: datetime = DEFAULT_START,
        speed: float = 0,
        monotonic: Callable[[], float] = time.monotonic,
        seed: int = 0,
    ) -> None:
        check_text("region_name", region_name)
        check_account_id(account_id)
        check_types(bool, initialized=initialized)
        check_integer("page_size", page_size, at_least=1)
        check_types(Quotas | None, quotas=quotas)
        check_types(Assumptions | None, assumptions=assumptions)
        check_types(Durations | None, durations=durations)
        check_types(Ec2Hooks | None, ec2=ec2)
        check_start(start)
        check_types(int | float, speed=speed)
        if not 0 <= speed < math.inf:
            raise ValueError(f"speed must be a finite number, 0 or more, not {speed}")
        if not callable(monotonic):
            raise ValueError(f"monotonic must be callable, not {monotonic!r}")  # noqa: TRY004 - as below
        check_types(int, seed=seed)
        self._new_state: Callable[[], SharedState] = lambda: SharedState(
            page_size=page_size,
            initialized=initialized,
            quotas=quotas or Quotas(),
            assumptions=assumptions or Assumptions(),
            durations=durations or Durations(),
            clock=VirtualClock(start.astimezone(UTC)),
        )
        state = self._new_state()
        state.ec2 = ec2 or Ec2Hooks()
        # Ctrl-C can interrupt the acquisition of a lock that is written in Python, and
        # leave it locked, so there is one only where it is needed.
        lock = (
            RunningClockLock(
                speed=speed, monotonic=monotonic, advance=self._advance_running
            )
            if speed
            else RLock()
        )
        super().__init__(
            state,
            lock,
            account_id=account_id,
            region_name=region_name,
            clients=Clients(clock=self),
            find_url=lambda: self.endpoint_url,
        )
        self._faults = Faults(seed)
        self._service = Service(
            state,
            self._lock,
            self._faults,
            default_account_id=account_id,
            default_region_name=region_name,
        )
        self._control = Control(self, self._service, self._lock)
        self._server: LoopbackServer | None = None

    @classmethod
    def copy_of(
        cls,
        clients: DrsClient | Iterable[DrsClient],
        *,
        anonymize: bool = False,
        source_server_details: bool = True,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[object]], object] | None = None,
    ) -> Self:
        """
        Copy accounts, each in a Region, into a new fake that responds as they do.

        Only describe, list and get calls are made, so nothing in an account is changed.
        The virtual time starts at the time of the copy, and advances as in any fake.
        `copy_report` lists what is not copied.

        Args:
            clients: A client for the account and Region to copy, or several clients for
                different accounts or Regions. The first client determines the fake's
                own account and Region.
            anonymize: Whether to replace names, tags, addresses, account IDs, ARNs and
                free text with consistent stand-ins.
            source_server_details: Whether to copy the settings, launch actions and
                snapshots of source servers, which takes four calls per server.
            max_concurrency: The maximum number of concurrent calls, from 1 to the
                number of connections that the clients keep open.
            timeout: The time after which no more calls are started, in seconds, for
                each client.
            on_progress: A callback that is called in this thread after each result,
                such as a `drsclient.watching.Watch`.

        Returns:
            The fake. Start it with `with FakeDrs.copy_of(drs) as fake`.

        Raises:
            DrsError: A call failed despite retries. If a permission is missing, the
                message names it.
            FleetInterrupt: Ctrl-C was pressed.
            ValueError: There is no client, two clients have the same account and
                Region, or an argument is invalid.
        """
        # Imported late, because the rest of the fake does not need the client.
        from drsclient.fleet._runner import FleetOptions  # noqa: PLC0415
        from drsclient.testing._copies import accounts  # noqa: PLC0415

        check_types(
            bool, anonymize=anonymize, source_server_details=source_server_details
        )
        readings, time = accounts.read_accounts(
            accounts.list_clients(clients),
            FleetOptions(timeout, max_concurrency, on_progress),
            default_account_id=DEFAULT_ACCOUNT_ID,
            is_detailed=source_server_details,
            anonymize=anonymize,
        )
        first = readings[0].answers
        fake = cls(
            account_id=first.account_id, region_name=first.region_name, start=time
        )
        accounts.add_accounts(fake._state, readings)
        # It takes less than half of the time that `save` takes.
        fake._new_state = partial(pickle.loads, pickle.dumps(fake._state))
        return fake

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def start(self, *, port: int = 0) -> None:
        """
        Start listening. A `with` statement does this for you.

        Args:
            port: The TCP port; 0 selects any free port.

        Raises:
            RuntimeError: The fake is already running.
            OSError: The port is in use.
            ValueError: The port number is invalid.
        """
        check_integer("port", port, at_least=0, at_most=2**16 - 1)
        with self._lock:
            if self._server is not None:
                raise RuntimeError("FakeDrs is already running")
            self._server = LoopbackServer(self._control.respond, port)

    def close(self) -> None:
        """
        Stop, and close all clients of this fake. Closing it twice is safe.

        Raises:
            AssertionError: A call raised an unexpected exception inside the fake, and
                the client got status code 500. This is a bug in the fake or its
                `Ec2Hooks`, not in the code under test.
        """
        with self._lock:
            server, self._server = self._server, None
        # Without the lock, because the threads that must end may be waiting for it.
        if server is not None:
            server.close()
        # Only now, because a call in progress would leave its connection open.
        self._clients.close()
        errors, self._service.internal_errors = self._service.internal_errors, []
        if errors:
            raise AssertionError(
                f"FakeDrs or its hooks have a bug: {errors[0]}"
            ) from errors[0]

    @property
    def endpoint_url(self) -> str:
        """
        The URL to pass to a client as `endpoint_url`.

        Raises:
            RuntimeError: The fake is not running.
        """
        server = self._server
        if server is None:
            raise RuntimeError("FakeDrs is not running: use `with FakeDrs() as fake`")
        return server.url

    @property
    def now(self) -> datetime:
        """The virtual time, in UTC."""
        with self._lock:
            return self._state.clock.now

    @property
    def durations(self) -> Durations:
        """
        The default durations of all source servers; `set_durations` overrides them.

        You can assign new ones. Phases that have begun keep their durations.
        """
        with self._lock:
            return self._state.durations

    @durations.setter
    def durations(self, durations: Durations) -> None:
        check_types(Durations, durations=durations)
        with self._lock:
            self._state.durations = durations

    @property
    def copy_report(self) -> CopyReport | None:
        """The report of `copy_of`, if it made this fake or the loaded state."""
        with self._lock:
            return self._state.copy_report

    def advance(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None:
        """
        Move the virtual time forward, and trigger the events that are due by then.

        After replication is started, it takes 5 minutes to initiate and 30 minutes for
        the initial sync, unless `durations` sets another duration. From then on, it is
        continuous.

        Raises:
            ValueError: The time would go back or past 9999-01-01, or a number is not
                finite.
        """
        step = time_step(
            {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        )
        with self._lock:
            self._advance(step)

    def sleep(self, seconds: float) -> None:
        """
        Advance the virtual time, as a replacement for `time.sleep`.

        Raises:
            ValueError: See `advance`.
        """
        self.advance(seconds=seconds)

    def time(self) -> float:
        """Return the virtual time in seconds since 1970, to replace `time.time`."""
        return self.now.timestamp()

    def monotonic(self) -> float:
        """
        Return the virtual time in seconds, to replace `time.monotonic`.

        Together with `time` and `sleep`, it makes the fake a `drsclient.waiting.Clock`.
        """
        return self.time()

    def _advance_running(self, step: timedelta) -> None:
        # A running clock stops at its end without an error.
        self._advance(min(step, self._state.clock.left))

    def _advance(self, step: timedelta) -> None:
        self._state.clock.advance(step, partial(trigger_scheduled, self._state))

    def site(
        self, *, account_id: str | None = None, region_name: str | None = None
    ) -> FakeSite:
        """
        Return the site of an account and Region.

        A request's signature contains its Region and its access key ID. An access key
        ID belongs to the account whose 12 digits it ends with, such as
        `AKIA111122223333`, or to the account for which `add_credentials` registered it.
        All other requests, including those without a signature, are for the fake's own
        account.

        Args:
            account_id: The account ID; by default that of the fake.
            region_name: The Region; by default that of the fake.

        Raises:
            ValueError: The account ID does not have 12 digits, or the Region is empty.
        """
        if account_id is not None:
            check_account_id(account_id)
        if region_name is not None:
            check_text("region_name", region_name)
        return FakeSite(
            self._state,
            self._lock,
            account_id=account_id or self._account_id,
            region_name=region_name or self._region_name,
            clients=self._clients,
            find_url=self._find_url,
        )

    def add_credentials(self, access_key_id: str, *, account_id: str) -> None:
        """
        Register an access key of an account, such as one of an assumed role.

        Args:
            access_key_id: The access key's ID.
            account_id: The account.

        Raises:
            ValueError: An argument is invalid.
        """
        check_text("the access key ID", access_key_id)
        check_account_id(account_id)
        with self._lock:
            self._state.accounts[access_key_id] = account_id

    def save(self) -> str:
        """
        Return the state of all accounts and Regions, and the virtual time, as JSON.

        The same calls result in the same text, byte for byte. Faults, `requests` and
        the connection to a fake EC2 are not part of the state.
        """
        # Imported late, because few tests need it, and it takes some time.
        from drsclient.testing._state.serialization import save  # noqa: PLC0415

        with self._lock:
            return save(self._state)

    def load(self, state: str) -> None:
        """
        Replace the state of all accounts and Regions with a saved one.

        The saved state includes the virtual time, the page size, the quotas, the
        assumptions, the durations, the credentials and the report of a copy.

        Args:
            state: The text that `save` returned.

        Raises:
            ValueError: The text is not a state that this version of the fake saved. The
                message contains the path of the invalid part. The current state is
                unchanged.
        """
        check_types(str, state=state)
        from drsclient.testing._state_checks import load_checked  # noqa: PLC0415 - see `save`

        with self._lock:
            self._state.replace(load_checked(state))

    def reset(self) -> None:
        """
        Start over, with the state of a new fake, no faults and no requests.

        A copy starts over with the state and time of the copy.
        """
        with self._lock:
            self._state.replace(self._new_state())
            self._faults.reset()
            self._service.forget_requests()

    @property
    def events(self) -> tuple[dict[str, object], ...]:
        """
        The events that the service would have sent to EventBridge, oldest first.

        Each is a dict, as a Lambda function receives it.
        """
        with self._lock:
            return tuple(event.delivered() for event in self._state.events)

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests so far, oldest first, except those for unknown operations."""
        with self._lock:
            return tuple(self._service.requests)

    def assert_requested(
        self, operation: str, /, *, times: int | None = None, **parameters: object
    ) -> tuple[RecordedRequest, ...]:
        """
        Check that an operation was requested.

        Args:
            operation: The operation's name, such as `StartRecovery`.
            times: The expected number of requests; by default one or more.
            **parameters: The parameters that a request must have, by wire name; it may
                have others.

        Returns:
            The matching requests.

        Raises:
            AssertionError: The number of matching requests differs. The message lists
                all requests.
            ValueError: There is no such operation, or an argument is invalid.
        """
        check_text("the operation", operation)
        check_operation_name(operation)
        if times is not None:
            check_integer("times", times, at_least=0)
        return requested(self.requests, operation, parameters, times=times)

    def inject(
        self,
        fault: Fault,
        operation: str | None = None,
        *,
        resource_id: str | None = None,
        region_name: str | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> None:
        """
        Inject a fault into the next calls.

        At most one fault applies to a call: the first matching fault that was injected.

        Args:
            fault: The fault, such as `ServiceError` or `Reset`.
            operation: The name of the operation that it applies to, such as
                `StartReplication`; by default all operations.
            resource_id: An ID that the call's parameters must contain, on its own or at
                the end of an ARN; by default any parameters match.
            region_name: The Region that it applies to; by default all Regions.
            times: The number of calls that it applies to. `None` means all calls until
                `clear_faults`.
            probability: The probability that it applies to a matching call, above 0 and
                at most 1. The random numbers depend on the fake's seed.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        self._faults.inject(
            InjectedFault(
                fault=fault,
                operation=operation,
                resource_id=resource_id,
                region_name=region_name,
                times=times,
                probability=probability,
            )
        )

    def fail(
        self,
        operation: str,
        code: str,
        /,
        *,
        times: int | None = 1,
        message: str | None = None,
        retry_after: int | None = None,
        status_code: int | None = None,
        resource_id: str | None = None,
        region_name: str | None = None,
        probability: float = 1.0,
        **members: object,
    ) -> None:
        """
        Make the next calls of an operation fail: `inject` a `ServiceError`.

        Args:
            operation: The operation's name, such as `StartReplication`.
            code: The error code, such as `ThrottlingException`. It does not have to be
                in the service model.
            times: See `inject`.
            message: The error's message.
            retry_after: The value of the `Retry-After` header, in seconds.
            status_code: The HTTP status code; by default that of the error in the
                service model, or 400 if the error is not in the model.
            resource_id: See `inject`.
            region_name: See `inject`.
            probability: See `inject`.
            **members: The error's other members by wire name, such as `resourceId`.

        Raises:
            ValueError: There is no such operation, an argument is invalid, or the
                members do not match the error in the service model.
        """
        check_text("the operation", operation)
        error = ServiceError(
            code,
            message=message,
            retry_after=retry_after,
            status_code=status_code,
            members=members,
        )
        self.inject(
            error,
            operation,
            resource_id=resource_id,
            region_name=region_name,
            times=times,
            probability=probability,
        )

    def answer(
        self,
        operation: str,
        /,
        *,
        status_code: int = 200,
        body: bytes = b"",
        json: object = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = 1,
        resource_id: str | None = None,
        region_name: str | None = None,
        probability: float = 1.0,
    ) -> None:
        """
        Send exactly this response to the next calls of an operation.

        Use it for responses that DRS would not send. It injects an `Answer`: the fake
        neither checks the response nor carries out the calls.

        Args:
            operation: The operation's name, such as `DescribeSourceServers`.
            status_code: The HTTP status code.
            body: The body.
            json: A value to send as JSON instead of `body`.
            headers: The headers; a request ID is added.
            times: See `inject`.
            resource_id: See `inject`.
            region_name: See `inject`.
            probability: See `inject`.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        check_text("the operation", operation)
        check_types(Mapping | None, headers=headers)
        all_headers = dict(headers or {})
        if json is not None:
            if body:
                raise ValueError("a response has a body or json, not both")
            check_json("json", json)
            body = json_format.dumps(json).encode()
            all_headers = {"Content-Type": "application/json", **all_headers}
        self.inject(
            Answer(status_code=status_code, body=body, headers=all_headers),
            operation,
            resource_id=resource_id,
            region_name=region_name,
            times=times,
            probability=probability,
        )

    def throttle(
        self, rate: float, *, burst: int | None = None, operation: str | None = None
    ) -> None:
        """
        Limit the number of calls per second, until `clear_faults`.

        Calls beyond the limit get a `ThrottlingException` with a `Retry-After` header
        and are not carried out. More calls are allowed only as the virtual time
        advances. Throttling takes precedence over all other faults.

        Args:
            rate: The number of calls per second of virtual time.
            burst: The number of calls allowed at once after a pause; by default the
                number of calls per second, and at least one.
            operation: The name of the operation to limit. By default, the limit applies
                to all operations together.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        self._faults.throttle(Throttle.of_rate(rate, burst=burst, operation=operation))

    def clear_faults(self) -> None:
        """Remove all injected faults, fixed responses and throttling."""
        self._faults.clear()
