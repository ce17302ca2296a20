"""What goes wrong on the way: no response, or one that the service does not send."""

from __future__ import annotations

from drsclient.errors._base import DrsBotoCoreError, DrsError, brief, origin


class DrsConnectionError(DrsBotoCoreError):
    """
    No usable response: unreachable, refused, reset, TLS, or a proxy.

    The request may have reached the service all the same.
    """

    @property
    def retryable(self) -> bool:
        """Always true: networks recover."""
        return True


class DrsTimeoutError(DrsConnectionError, TimeoutError):
    """
    No connection or no response within the time that botocore's config allows.

    The request may have reached the service all the same.
    """


class DrsResponseError(DrsError):
    """
    The response reports success, but is not what the service promises.

    Often a proxy or a captive portal responded instead of the service. Whether the
    operation took effect is unknown.

    Attributes:
        operation_name: The API operation, such as `StartReplication`; `None` if the
            data did not come from a call but was passed to `from_wire`.
        status_code: The HTTP status code, if known.
        request_id: The service's ID of the request, if the response has one.
        body: The response's body in bytes, unchanged, if known.
        path: Where in the response the problem is, in wire names, such as
            `sourceServer.lifeCycle`; empty if it is the response as a whole.
        value: What the response has at the path, if it is not the response as a whole.
    """

    def __init__(
        self,
        problem: str,
        *,
        operation_name: str | None = None,
        status_code: int | None = None,
        request_id: str | None = None,
        body: bytes | None = None,
        path: str = "",
        value: object = None,
    ) -> None:
        where = f"{operation_name}: " if operation_name else ""
        size = f", {len(body)} bytes: {brief.repr(body)}" if body is not None else ""
        super().__init__(f"{where}{problem}{origin(status_code, request_id)}{size}")
        self.operation_name: str | None = operation_name
        self.status_code: int | None = status_code
        self.request_id: str | None = request_id
        self.body: bytes | None = body
        self.path: str = path
        self.value: object = value

    @property
    def retryable(self) -> bool:
        """Always true: whatever responded in the service's place may be gone soon."""
        return True
