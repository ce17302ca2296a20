"""Faults: their classes, the injected faults, and their effects on responses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from random import Random
from threading import TIMEOUT_MAX, Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import attrs
from botocore.model import ListShape, MapShape, Shape, StructureShape
from immutabledict import immutabledict

from drsclient.testing._argument_checks import (
    check_error_code,
    check_headers,
    check_integer,
    check_json,
    check_number,
    check_text,
    check_types,
)
from drsclient.testing._errors import FakeError
from drsclient.testing._http.responses import (
    Delivery,
    Ending,
    HttpResponse,
    render_error,
)
from drsclient.testing._service_model import (
    check_operation_name,
    error_shape,
    output_shape,
)
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from botocore.model import OperationModel

    from drsclient.testing._throttle import Throttle


def _frozen_members(members: Mapping[str, object]) -> Mapping[str, object]:
    check_types(Mapping, members=members)
    return immutabledict(members)


def _frozen_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    check_types(Mapping, headers=headers)
    return immutabledict(headers)


@attrs.frozen
class ServiceError:
    """
    An error response of the service. The call is not carried out.

    Raises:
        ValueError: An argument is invalid, or the members do not match the error in the
            service model.
    """

    code: str
    """The error code, such as `ThrottlingException`, in the service model or not."""
    message: str | None = attrs.field(default=None, kw_only=True)
    """The error's message."""
    retry_after: int | None = attrs.field(default=None, kw_only=True)
    """The value of the `Retry-After` header, in seconds."""
    status_code: int | None = attrs.field(default=None, kw_only=True)
    """
    The HTTP status code; by default that of the error in the service model, or 400 if
    the error is not in the model.
    """
    members: Mapping[str, object] = attrs.field(
        factory=dict[str, object],
        converter=_frozen_members,
        kw_only=True,
    )
    """The error's other members by wire name, such as `resourceId`."""

    def __attrs_post_init__(self) -> None:
        check_error_code(self.code)
        check_types(str | None, message=self.message)
        if self.retry_after is not None:
            check_integer("retry_after", self.retry_after, at_least=0)
        if self.status_code is not None:
            _check_status_code(self.status_code)
        if shape := error_shape(self.code):
            sent = {"message": _message_of(self), **self.members}
            for field, message in violations(sent, shape):
                raise ValueError(f"{self.code}: {field} {message}")
        check_json("members", dict(self.members))


@attrs.frozen(kw_only=True)
class Answer:
    """
    A fixed response instead of the usual one. The call is not carried out.

    Raises:
        ValueError: An argument is invalid.
    """

    status_code: int = 200
    """The HTTP status code."""
    body: bytes = b""
    """The body."""
    headers: Mapping[str, str] = attrs.field(
        factory=dict[str, str], converter=_frozen_headers
    )
    """The headers. A request ID is added, and the length if it is missing."""

    def __attrs_post_init__(self) -> None:
        _check_status_code(self.status_code)
        check_types(bytes, body=self.body)
        check_headers(self.headers)


@attrs.frozen(kw_only=True)
class Html:
    """
    An HTML error page, as a proxy would send it: without a request ID.

    The call is not carried out.

    Raises:
        ValueError: The status code is invalid.
    """

    status_code: int = 502
    """The HTTP status code."""

    def __attrs_post_init__(self) -> None:
        _check_status_code(self.status_code)


@attrs.frozen(kw_only=True)
class Truncated:
    """
    A response whose body is cut off because the connection closes.

    The call is carried out. If the response has no body, nothing is sent.

    Raises:
        ValueError: `after` is below 0, or 1 or more.
    """

    after: float = 0.5
    """The fraction of the body that is sent."""

    def __attrs_post_init__(self) -> None:
        check_number("after", self.after)
        if not 0 <= self.after < 1:
            raise ValueError(f"after must be at least 0 and below 1, not {self.after}")


@attrs.frozen(kw_only=True)
class Reset:
    """
    A connection that is reset before any response is sent.

    Raises:
        ValueError: `after_processing` is not a bool.
    """

    after_processing: bool = False
    """Whether the call is carried out before the reset."""

    def __attrs_post_init__(self) -> None:
        check_types(bool, after_processing=self.after_processing)


@attrs.frozen
class Stall:
    """
    A response that stops in the middle of its body while the connection stays open.

    The call is carried out. If the response has no body, nothing is sent. The
    connection is closed when the client gives up or the fake is closed.
    """


@attrs.frozen
class Latency:
    """
    A response that is delayed. The call is carried out immediately.

    Raises:
        ValueError: The delay is negative or not finite.
    """

    seconds: float
    """The delay in seconds of real time."""

    def __attrs_post_init__(self) -> None:
        check_number("seconds", self.seconds)
        if not 0 <= self.seconds <= TIMEOUT_MAX:
            raise ValueError(
                f"seconds must be from 0 to {TIMEOUT_MAX:.0f}, not {self.seconds}"
            )


_UNKNOWN_MEMBERS: Final[Mapping[str, object]] = {
    "addedByFakeDrs": {"values": ["", 0, True, None]}
}


@attrs.frozen
class UnknownMembers:
    """
    A response with members that no service model has, as AWS may add them anytime.

    Each structure of the response gets them. The call is carried out.

    Raises:
        ValueError: The members cannot be serialized as JSON.
    """

    members: Mapping[str, object] = attrs.field(
        default=_UNKNOWN_MEMBERS,
        converter=_frozen_members,
    )
    """The members. They do not replace members that a structure already has."""

    def __attrs_post_init__(self) -> None:
        check_json("members", dict(self.members))


Fault: TypeAlias = (
    ServiceError | Answer | Html | Truncated | Reset | Stall | Latency | UnknownMembers
)
"""A fault that `FakeDrs.inject` accepts."""


def _message_of(error: ServiceError) -> str:
    """Return the message of an error, or the default one."""
    return error.message or f"{error.code}, as injected into FakeDrs"


def _check_status_code(status_code: object) -> None:
    # After a status code below 200, the client would wait for the actual response.
    check_integer("status_code", status_code, at_least=200, at_most=599)


_MICROSECONDS: Final = 10**6
# Headers that tell the client where a response ends.
_FRAMING: Final = frozenset({"connection", "content-length", "transfer-encoding"})


def _check_fault(fault: object) -> None:
    if not isinstance(fault, Fault):
        raise ValueError(f"the fault must be a Fault, such as Reset(), not {fault!r}")  # noqa: TRY004 - every bad argument is a ValueError


@attrs.define(kw_only=True, eq=False)
class InjectedFault:
    """
    A fault with the calls that it applies to.

    Raises:
        ValueError: There is no such operation, or an argument is invalid.
    """

    fault: Fault
    operation: str | None
    """The operation whose calls it applies to; `None` for any."""
    resource_id: str | None
    """The ID that a call's parameters must contain; `None` for any call."""
    region_name: str | None
    """The Region whose calls it applies to; `None` for any."""
    times: int | None
    """The number of calls that it still applies to; `None` for all."""
    probability: float
    """The probability with which it applies to a call that matches."""

    def __attrs_post_init__(self) -> None:
        _check_fault(self.fault)
        if self.operation is not None:
            check_text("the operation", self.operation)
            check_operation_name(self.operation)
        if self.resource_id is not None:
            check_text("resource_id", self.resource_id)
        if self.region_name is not None:
            check_text("region_name", self.region_name)
        if self.times is not None:
            check_integer("times", self.times, at_least=1)
        check_number("probability", self.probability)
        if not 0 < self.probability <= 1:
            raise ValueError(
                f"probability must be above 0 and at most 1, not {self.probability}"
            )

    def matches(
        self, operation: str, parameters: Mapping[str, object], region_name: str
    ) -> bool:
        """Return whether it may apply to a call."""
        return (
            self.operation in {None, operation}
            and self.region_name in {None, region_name}
            and (self.resource_id is None or _mentions(parameters, self.resource_id))
        )


class Faults:
    """The injected faults, oldest first, and the throttles."""

    def __init__(self, seed: int) -> None:
        self._lock = Lock()
        self._seed = seed
        self._random = Random()  # noqa: S311 - no secrets
        self._injected: list[InjectedFault] = []
        self._throttles: list[Throttle] = []
        self.reset()

    def inject(self, injected: InjectedFault) -> None:
        """Add a fault, which applies after those that were injected before it."""
        with self._lock:
            self._injected.append(injected)

    def throttle(self, throttle: Throttle) -> None:
        """Add a limit on calls per second, which counts calls from now on."""
        with self._lock:
            self._throttles.append(throttle)

    def clear(self) -> None:
        """Remove all faults and throttles."""
        with self._lock:
            self._injected.clear()
            self._throttles.clear()

    def reset(self) -> None:
        """Remove all faults and throttles, and begin with the first random number."""
        self.clear()
        self._random.seed(self._seed)

    def take(
        self,
        operation: str,
        parameters: Mapping[str, object],
        region_name: str,
        now: datetime,
    ) -> Fault | None:
        """
        Return the fault that applies to a call, and count that call.

        Args:
            operation: The operation's name.
            parameters: The call's parameters with wire names.
            region_name: The call's Region.
            now: The virtual time.
        """
        with self._lock:
            return self._throttling_error(operation, now) or self._take_injected(
                operation, parameters, region_name
            )

    def _throttling_error(self, operation: str, now: datetime) -> ServiceError | None:
        limits = [t for t in self._throttles if t.operation in {None, operation}]
        wait = max((limit.wait(now) for limit in limits), default=0)
        if wait:
            return ServiceError(
                "ThrottlingException",
                message="Too many calls, as limited with FakeDrs.throttle",
                retry_after=-(-wait // _MICROSECONDS),
            )
        for limit in limits:
            limit.take(now)
        return None

    def _take_injected(
        self, operation: str, parameters: Mapping[str, object], region_name: str
    ) -> Fault | None:
        for injected in self._injected:
            if injected.matches(operation, parameters, region_name) and self._is_drawn(
                injected
            ):
                if injected.times is not None:
                    injected.times -= 1
                    if not injected.times:
                        self._injected.remove(injected)
                return injected.fault
        return None

    def _is_drawn(self, injected: InjectedFault) -> bool:
        probability = injected.probability
        return probability == 1 or self._random.random() < probability


def apply_fault(
    fault: Fault, operation: OperationModel, respond: Callable[[], HttpResponse]
) -> HttpResponse:
    """
    Return the response to a call that a fault applies to.

    Args:
        fault: The fault.
        operation: The operation.
        respond: Carries out the call, and returns its response, which may be an error.
    """
    match fault:
        case ServiceError():
            return _error(fault)
        case Answer():
            return _answer(fault)
        case Html():
            return _page(fault.status_code)
        case UnknownMembers():
            return _with_members(respond(), output_shape(operation), fault.members)
        case Truncated():
            delivery = Delivery(portion=fault.after, ending="close")
        case Stall():
            delivery = Delivery(portion=0.5, ending="stall")
        case Latency():
            delivery = Delivery(delay=fault.seconds)
        case _:  # a `Reset`
            delivery = Delivery(ending="reset")
            if not fault.after_processing:
                return HttpResponse(
                    status_code=0, headers={}, body=b"", delivery=delivery
                )
    return attrs.evolve(respond(), delivery=delivery)


def _error(fault: ServiceError) -> HttpResponse:
    error = FakeError(
        fault.code,
        _message_of(fault),
        status_code=fault.status_code,
        retry_after=fault.retry_after,
    )
    error.members = dict(fault.members)
    return render_error(error)


def _answer(fault: Answer) -> HttpResponse:
    names = {name.lower() for name in fault.headers}
    # The client might take the next response for a part of this one.
    ending: Ending = "keep" if names.isdisjoint(_FRAMING) else "close"
    return HttpResponse(
        status_code=fault.status_code,
        headers=fault.headers,
        body=fault.body,
        delivery=Delivery(ending=ending),
    )


def _with_members(
    response: HttpResponse, shape: Shape, members: Mapping[str, object]
) -> HttpResponse:
    """Return a response with more members."""
    if not response.body:
        return response
    value = _extended(json.loads(response.body), shape, members)
    return attrs.evolve(response, body=json.dumps(value).encode())


def _extended(value: Any, shape: Shape | None, members: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON is anything
    """Return a value with more members in each structure."""
    match shape:
        case StructureShape():
            inner = {
                name: _extended(member, shape.members.get(name), members)
                for name, member in value.items()
            }
            # A union has one member, so AWS cannot add another one to it.
            return inner if shape.is_tagged_union else {**members, **inner}
        case ListShape():
            return [_extended(item, shape.member, members) for item in value]
        case MapShape():
            return {
                key: _extended(item, shape.value, members)
                for key, item in value.items()
            }
        case _:
            return value


def _page(status_code: int) -> HttpResponse:
    phrases: dict[int, str] = {status: status.phrase for status in HTTPStatus}
    title = f"{status_code} {phrases.get(status_code, '')}".strip()
    page = (
        f"<html>\n<head><title>{title}</title></head>\n"
        f"<body><center><h1>{title}</h1></center></body>\n</html>\n"
    )
    return HttpResponse(
        status_code=status_code,
        headers={"Content-Type": "text/html"},
        body=page.encode(),
        is_from_service=False,
    )


def _mentions(value: Any, resource_id: str) -> bool:  # noqa: ANN401 - JSON is anything
    """Return whether a parameter has an ID in it, or an ARN that ends with the ID."""
    if isinstance(value, str):
        return value == resource_id or value.endswith(f"/{resource_id}")
    if isinstance(value, dict | list):
        # Both hold JSON again, which `isinstance` cannot tell the type checkers.
        items = cast(
            "Iterable[Any]", value.values() if isinstance(value, dict) else value
        )
        return any(_mentions(item, resource_id) for item in items)
    return False
