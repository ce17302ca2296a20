"""What of `FakeDrs` makes calls fail."""

from __future__ import annotations

import json as json_format
from typing import TYPE_CHECKING

from drsclient.testing._arguments import (
    check_integer,
    check_json,
    check_number,
    check_text,
)
from drsclient.testing._faults import Answer, Fault, ServiceError
from drsclient.testing._injection import Rule
from drsclient.testing._service_model import known_operation
from drsclient.testing._throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.testing._injection import Faults


class Faulting:
    """A fake whose calls can be made to fail."""

    _faults: Faults

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
        Make the next calls go wrong.

        A call suffers one fault at most: the one that was injected first, of those that
        hit it.

        Args:
            fault: What goes wrong, such as `ServiceError` or `Reset`.
            operation: The name of the operation whose calls it hits, such as
                `StartReplication`; by default it hits those of all operations.
            resource_id: The ID that a call's parameters must name, on its own or at the
                end of an ARN; by default it hits calls with any parameters.
            region_name: The Region whose calls it hits; by default it hits those of all
                Regions.
            times: How many calls it hits; `None` means all until `clear_faults`.
            probability: How likely it is to hit each of these calls, above 0 and at
                most 1. Chance follows the fake's seed.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        _check_fault(fault)
        _check_operation(operation)
        if resource_id is not None:
            check_text("resource_id", resource_id)
        if region_name is not None:
            check_text("region_name", region_name)
        if times is not None:
            check_integer("times", times, at_least=1)
        check_number("probability", probability)
        if not 0 < probability <= 1:
            raise ValueError(
                f"probability must be above 0 and at most 1, not {probability}"
            )
        self._faults.add(
            Rule(
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

        For responses that DRS itself would not send. The fake does not check the
        response, and does not carry out the calls: it injects an `Answer`.

        Args:
            operation: The operation's name, such as `DescribeSourceServers`.
            status_code: The HTTP status code.
            body: The body.
            json: What to send as JSON instead of `body`.
            headers: The headers; a request ID is added.
            times: As for `inject`.
            resource_id: As for `inject`.
            region_name: As for `inject`.
            probability: As for `inject`.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        check_text("the operation", operation)
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
        Allow only so many calls per second, until `clear_faults`.

        Calls beyond that get a `ThrottlingException` with a `Retry-After` header and
        are not carried out. The time is the fake's: calls are allowed again once it
        has been advanced. Throttling comes before all other faults.

        Args:
            rate: The calls per second of virtual time.
            burst: How many calls are allowed at once after a pause; by default as many
                as in one second, and at least one.
            operation: The name of the operation that is limited; by default all
                operations together are.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        check_number("rate", rate)
        if rate <= 0:
            raise ValueError(f"rate must be above 0, not {rate}")
        if burst is not None:
            check_integer("burst", burst, at_least=1)
        _check_operation(operation)
        self._faults.throttle(Throttle.of_rate(rate, burst=burst, operation=operation))

    def clear_faults(self) -> None:
        """End all that was made to go wrong: faults, responses and throttling."""
        self._faults.clear()


def _check_fault(fault: object) -> None:
    if not isinstance(fault, Fault):
        raise ValueError(f"the fault must be one such as Reset(), not {fault!r}")  # noqa: TRY004 - every bad argument is a ValueError


def _check_operation(operation: str | None) -> None:
    if operation is not None:
        check_text("the operation", operation)
        known_operation(operation)
