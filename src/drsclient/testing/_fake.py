"""`FakeDrs`: the server, the virtual time, the sites, the requests and the faults."""

from __future__ import annotations

import json as json_format
import math
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
    A DRS service on the loopback interface, with virtual time.

    Any AWS SDK and the AWS CLI can talk to it. It keeps its state in memory. It is also
    the `FakeSite` of its own account and Region; `site` returns others. All methods may
    be called from any thread::

        with FakeDrs() as fake:
            server_id = fake.add_source_server(hostname="db-1")
            fake.client().start_replication(server_id)
            fake.advance(minutes=40)

    Args:
        region_name: The Region that it simulates.
        account_id: The ID of the account that it simulates.
        initialized: True if the accounts have been initialized for DRS. If not, all
            operations but `InitializeService` are refused.
        page_size: The maximum number of items on a page, also for larger `maxResults`.
        quotas: The quotas of each account and Region.
        assumptions: The behavior where sources are silent or contradict each other.
        durations: The durations of phases that depend on disks, networks and instances,
            of all source servers for which `set_durations` sets no others.
        ec2: The connection to a fake of EC2. By default, IDs of launch templates and
            instances are counted.
        start: The virtual time at the beginning, with a time zone.
        speed: The seconds of virtual time per second of real time. By default, time
            stands still until `advance` moves it.
        monotonic: Returns the real time for `speed`, in seconds.
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
        Copy accounts, each in a Region, into a new fake that answers as they do.

        Only describe, list and get calls are made; nothing in an account is changed.
        The virtual time starts at the time of the copy, and from then on all resources
        live on as in any fake. `copy_report` lists what is not copied.

        Source: the API operations that describe, list and get; see `copy_report`.

        Args:
            clients: The client of the account in its Region; or several, of different
                accounts or Regions. The fake's own account and Region are the first's.
            anonymize: Replace names, tags, addresses, account IDs, ARNs and free text
                by consistent stand-ins.
            source_server_details: Whether to copy the settings, launch actions and
                snapshots of source servers, which takes four calls for each server.
            max_concurrency: The maximum number of concurrent calls, from 1 to the
                number of connections that the clients keep open.
            timeout: The time in seconds after which no call is started, for each
                client.
            on_progress: Called in this thread after each result, such as a
                `drsclient.watching.Watch`.

        Returns:
            The fake. `with FakeDrs.copy_of(drs) as fake` starts it.

        Raises:
            DrsError: A call failed for good. If a permission is missing, the text names
                it.
            FleetInterrupt: Ctrl-C was pressed.
            ValueError: There is no client, two are of the same account and Region, or
                an argument is invalid.
        """
        # Imported late, because the rest of the fake does not need the client.
        from drsclient.fleet._runner import FleetOptions  # noqa: PLC0415
        from drsclient.testing._copies import copying  # noqa: PLC0415
        from drsclient.testing._state.serialization import load, save  # noqa: PLC0415

        check_types(
            bool, anonymize=anonymize, source_server_details=source_server_details
        )
        readings, time = copying.read_accounts(
            copying.list_clients(clients),
            FleetOptions(timeout, max_concurrency, on_progress),
            default_account_id=DEFAULT_ACCOUNT_ID,
            is_detailed=source_server_details,
            anonymize=anonymize,
        )
        first = readings[0].answers
        fake = cls(
            account_id=first.account_id, region_name=first.region_name, start=time
        )
        copying.add_accounts(fake._state, readings)
        fake._new_state = partial(load, save(fake._state, indent=None))
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
            ValueError: There is no such port.
        """
        check_integer("port", port, at_least=0, at_most=2**16 - 1)
        with self._lock:
            if self._server is not None:
                raise RuntimeError("FakeDrs is already running")
            self._server = LoopbackServer(self._control.respond, port)

    def close(self) -> None:
        """
        Stop, and close all clients made here. Closing twice does no harm.

        Raises:
            AssertionError: A call raised an unexpected exception inside the fake: a bug
                in it or in its `Ec2Hooks`, not in the code under test. The client got
                status code 500.
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
        The durations of all source servers for which `set_durations` sets no others.

        You can set them. Phases that have begun keep their durations.
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
        """The report of the copy, if `copy_of` made this fake or the state loaded."""
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

        A replication that is started takes 5 minutes for its initiation and 30 minutes
        for its initial sync, unless `durations` has another duration, and is continuous
        from then on.

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
        Advance the virtual time, as a replacement of `time.sleep`.

        Raises:
            ValueError: As for `advance`.
        """
        self.advance(seconds=seconds)

    def time(self) -> float:
        """Return the virtual time in seconds since 1970, for `time.time`."""
        return self.now.timestamp()

    def monotonic(self) -> float:
        """
        Return the virtual time in seconds, for `time.monotonic`.

        With `time` and `sleep`, it makes the fake a `drsclient.waiting.Clock`.
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

        The signature of a request has its Region and its access key. An access key ID
        belongs to the account whose 12 digits it ends with, such as `AKIA111122223333`,
        or for which `add_credentials` registered it. All other requests, and those
        without a signature, are for the fake's own account.

        Args:
            account_id: The account; by default that of the fake.
            region_name: The Region; by default that of the fake.

        Raises:
            ValueError: An account ID does not have 12 digits, or the name is empty.
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

        The same calls give the same text, to the byte. Faults, `requests` and the
        connection to a fake of EC2 are not part of the state.
        """
        # Imported late, because few tests need it, and it takes some time.
        from drsclient.testing._state.serialization import save  # noqa: PLC0415

        with self._lock:
            return save(self._state)

    def load(self, state: str) -> None:
        """
        Replace the state of all accounts and Regions by a saved one.

        The saved state includes the virtual time, the page size, the quotas, the
        durations and the credentials.

        Args:
            state: The text that `save` returned.

        Raises:
            ValueError: It is not a state that this version of the fake saved. The
                message has the path of what is wrong. The state stays as it was.
        """
        check_types(str, state=state)
        from drsclient.testing._state_checks import load_checked  # noqa: PLC0415 - see `save`

        with self._lock:
            self._state.replace(load_checked(state))

    def reset(self) -> None:
        """
        Begin again: with the state of a new fake, no faults and no requests.

        A copy begins again with the state and the time of the copy.
        """
        with self._lock:
            self._state.replace(self._new_state())
            self._faults.reset()
            self._service.forget_requests()

    @property
    def events(self) -> tuple[dict[str, object], ...]:
        """
        The events that the service would have sent to EventBridge, oldest first.

        Each is the dict that a Lambda function gets.
        """
        with self._lock:
            return tuple(event.delivered() for event in self._state.events)

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests so far, oldest first, without those for unknown operations."""
        with self._lock:
            return tuple(self._service.requests)

    def assert_requested(
        self, operation: str, /, *, times: int | None = None, **parameters: object
    ) -> tuple[RecordedRequest, ...]:
        """
        Check that an operation was requested.

        Args:
            operation: The operation's name, such as `StartRecovery`.
            times: The number of requests; by default one or more.
            **parameters: The parameters that a request must have, with wire names; it
                may have others.

        Returns:
            The requests.

        Raises:
            AssertionError: The count does not match. The message lists all requests.
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

        At most one fault applies to a call: of those that match it, the one that was
        injected first.

        Args:
            fault: The fault, such as `ServiceError` or `Reset`.
            operation: The name of the operation whose calls it applies to, such as
                `StartReplication`; by default all operations.
            resource_id: The ID that a call's parameters must contain, on its own or at
                the end of an ARN; by default calls with any parameters match.
            region_name: The Region whose calls it applies to; by default all Regions.
            times: The number of calls that it applies to; `None` means all calls until
                `clear_faults`.
            probability: The probability with which it applies to each matching call,
                above 0 and at most 1. The random numbers depend on the fake's seed.

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
            code: The error code, such as `ThrottlingException`. It need not be in the
                service model.
            times: As for `inject`.
            message: The error's message.
            retry_after: The header `Retry-After`, in seconds.
            status_code: The HTTP status code; by default that of the error in the
                service model, or 400 if the model has no such error.
            resource_id: As for `inject`.
            region_name: As for `inject`.
            probability: As for `inject`.
            **members: The error's other members by wire name, such as `resourceId`.

        Raises:
            ValueError: There is no such operation, an argument is invalid, or the error
                in the service model has no such members.
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

        Use it for responses that DRS would not send. The fake does not check the
        response, and does not carry out the calls: it injects an `Answer`.

        Args:
            operation: The operation's name, such as `DescribeSourceServers`.
            status_code: The HTTP status code.
            body: The body.
            json: A value to send as JSON instead of `body`.
            headers: The headers; a request ID is added.
            times: As for `inject`.
            resource_id: As for `inject`.
            region_name: As for `inject`.
            probability: As for `inject`.

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
        Limit the calls per second, until `clear_faults`.

        Calls beyond the limit get a `ThrottlingException` with a `Retry-After` header
        and are not carried out. Calls are allowed again once the fake's virtual time
        has been advanced. Throttling applies before all other faults.

        Args:
            rate: The calls per second of virtual time.
            burst: The number of calls allowed at once after a pause; by default the
                calls of one second, and at least one.
            operation: The name of the operation to limit; by default all operations
                together.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        self._faults.throttle(Throttle.of_rate(rate, burst=burst, operation=operation))

    def clear_faults(self) -> None:
        """Remove all injected faults, fixed responses and throttling."""
        self._faults.clear()
