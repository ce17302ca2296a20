"""Which calls the injected faults hit, and how their responses end."""

from __future__ import annotations

from http import HTTPStatus
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from drsclient.testing._errors import FakeError
from drsclient.testing._faults import (
    Answer,
    Fault,
    Html,
    Latency,
    ServiceError,
    Stall,
    Truncated,
    message_of,
)
from drsclient.testing._http.messages import Delivery, Ending, HttpResponse
from drsclient.testing._http.rest_json import render_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from drsclient.testing._throttle import Throttle

_MICROSECONDS: Final = 10**6
# Headers that tell where a response ends.
_FRAMING: Final = frozenset({"connection", "content-length", "transfer-encoding"})


@attrs.define(kw_only=True, eq=False)
class Rule:
    """A fault, and which calls it hits."""

    fault: Fault
    operation: str | None
    """The operation whose calls it hits; `None` for any."""
    resource_id: str | None
    """The ID that a call's parameters must name; `None` for any call."""
    region_name: str | None
    """The Region whose calls it hits; `None` for any."""
    times: int | None
    """How many calls it still hits; `None` for all of them."""
    probability: float
    """How likely it is to hit a call that it could hit."""

    def is_for(
        self, operation: str, parameters: Mapping[str, object], region_name: str
    ) -> bool:
        """Return whether it could hit a call."""
        return (
            self.operation in {None, operation}
            and self.region_name in {None, region_name}
            and (self.resource_id is None or _names(parameters, self.resource_id))
        )


class Faults:
    """The injected faults, oldest first, and the throttles."""

    def __init__(self, seed: int) -> None:
        self._lock = Lock()
        self._random = Random(seed)  # noqa: S311 - no secrets
        self._rules: list[Rule] = []
        self._throttles: list[Throttle] = []

    def add(self, rule: Rule) -> None:
        """Add a fault, which comes after all others."""
        with self._lock:
            self._rules.append(rule)

    def throttle(self, throttle: Throttle) -> None:
        """Add a limit on calls, which counts them from now on."""
        with self._lock:
            self._throttles.append(throttle)

    def clear(self) -> None:
        """End all faults and all throttling."""
        with self._lock:
            self._rules.clear()
            self._throttles.clear()

    def pick(
        self,
        operation: str,
        parameters: Mapping[str, object],
        region_name: str,
        now: datetime,
    ) -> Fault | None:
        """
        Return the fault that hits a call, which uses up one of the times it hits.

        Args:
            operation: The operation's name.
            parameters: The call's parameters with wire names.
            region_name: The call's Region.
            now: The virtual time.
        """
        with self._lock:
            return self._throttled(operation, now) or self._injected(
                operation, parameters, region_name
            )

    def _throttled(self, operation: str, now: datetime) -> ServiceError | None:
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

    def _injected(
        self, operation: str, parameters: Mapping[str, object], region_name: str
    ) -> Fault | None:
        for rule in self._rules:
            if rule.is_for(operation, parameters, region_name) and self._is_hit(rule):
                if rule.times is not None:
                    rule.times -= 1
                    if not rule.times:
                        self._rules.remove(rule)
                return rule.fault
        return None

    def _is_hit(self, rule: Rule) -> bool:
        return rule.probability == 1 or self._random.random() < rule.probability


def respond_with(fault: Fault, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """
    Return what the server is to send for a call that a fault hits.

    Args:
        fault: The fault.
        respond: Carries out the call, and returns its response or its error.
    """
    match fault:
        case ServiceError():
            return _error(fault)
        case Answer():
            return _answer(fault)
        case Html():
            return _page(fault.status_code)
        case Truncated():
            delivery = Delivery(portion=fault.after, ending="close")
        case Stall():
            delivery = Delivery(portion=0.5, ending="stall")
        case Latency():
            delivery = Delivery(delay=fault.seconds)
        case _:
            delivery = Delivery(ending="reset")
            if not fault.after_processing:
                return HttpResponse(
                    status_code=0, headers={}, body=b"", delivery=delivery
                )
    return attrs.evolve(respond(), delivery=delivery)


def _error(fault: ServiceError) -> HttpResponse:
    error = FakeError(
        fault.code,
        message_of(fault),
        status_code=fault.status_code,
        retry_after=fault.retry_after,
    )
    error.members = dict(fault.members)
    return render_error(error)


def _answer(fault: Answer) -> HttpResponse:
    names = {name.lower() for name in fault.headers}
    # The next response might be taken for a part of this one.
    ending: Ending = "keep" if names.isdisjoint(_FRAMING) else "close"
    return HttpResponse(
        status_code=fault.status_code,
        headers=fault.headers,
        body=fault.body,
        delivery=Delivery(ending=ending),
    )


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
    )


def _names(value: Any, resource_id: str) -> bool:  # noqa: ANN401 - JSON is anything
    """Return whether a parameter holds an ID, or an ARN that ends with it."""
    if isinstance(value, str):
        return value == resource_id or value.endswith(f"/{resource_id}")
    if isinstance(value, dict | list):
        # Both hold JSON again, which `isinstance` cannot tell the type checkers.
        items = cast(
            "Iterable[Any]", value.values() if isinstance(value, dict) else value
        )
        return any(_names(item, resource_id) for item in items)
    return False
