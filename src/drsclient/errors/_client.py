"""The exceptions that the client raises by itself, and the base classes of all."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING, Final, TypeVar

from botocore.exceptions import BotoCoreError

from drsclient._text import describe_value, printable

if TYPE_CHECKING:
    from drsclient.outcomes import (
        FailbackOutcome,
        FleetOutcome,
        Outcome,
        ParticipantOutcome,
        PartOutcome,
        RecoveryInstanceOutcome,
        RecoveryOutcome,
        ReplicationOutcome,
    )


ErrorT = TypeVar("ErrorT", bound=BaseException)

# The maximum lengths of texts from a response, in characters.
_MAX_REQUEST_ID: Final = 100
_MAX_PAGE: Final = 80
# The maximum length of a message with an outcome, which has up to ten parts.
_MAX_OUTCOME: Final = 5000


def describe_response(status_code: int | None, request_id: str | None) -> str:
    """Describe the response that an error comes from, for the error's message."""
    facts = [f"HTTP {status_code}"] if status_code else []
    if request_id:
        facts.append(f"request ID {printable(request_id, _MAX_REQUEST_ID)}")
    return f" ({', '.join(facts)})" if facts else ""


def describe_body(body: bytes) -> str:
    """
    Describe the body of a response by its size: it may have secrets.

    Of a page, which is that of a proxy, the beginning is shown as well.
    """
    page = body.strip()[: 4 * _MAX_PAGE].decode(errors="replace")
    begin = f": {printable(page, _MAX_PAGE)}" if page.startswith("<") else ""
    return f"{len(body)} bytes{begin}"


def _reduced(error: BaseException, state: dict[str, object]) -> tuple[object, ...]:
    """Return what to pickle of an exception: all that can be, and its text."""
    kept = {name: _picklable(value) for name, value in state.items()}
    return _unpickle, (type(error), tuple(map(_picklable, error.args))), kept


def _picklable(value: object) -> object:
    """Return a value, or its type as text if it does not survive pickling."""
    try:
        # A refused argument and the result of a function can be anything, such as an
        # exception that Python can pickle but not restore.
        pickle.loads(pickle.dumps(value))  # noqa: S301 - made here
    except Exception:  # noqa: BLE001 - each type has its own
        return f"<{type(value).__name__}>"
    return value


def _unpickle(kind: type[ErrorT], args: tuple[object, ...]) -> ErrorT:
    """Restore an exception from its pickle without calling its constructor."""
    error = kind.__new__(kind)
    error.args = args
    return error


class DrsError(Exception):
    """
    The base class of every exception that this library raises.

    Attributes:
        may_have_taken_effect: Whether the call may have taken effect, in this attempt
            or an earlier one, because a response was lost or unusable, or because the
            service failed. Before you repeat such a call, find out what it has done.
    """

    may_have_taken_effect: bool = False

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later."""
        return False

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the exception as its own type, which its botocore bases do not."""
        state = dict(self.__dict__)
        # Only ours: others may hold what cannot be pickled, such as connections.
        if isinstance(self.__cause__, DrsError):
            state["__cause__"] = self.__cause__
        return _reduced(self, state)


class DrsNotFoundError(DrsError, LookupError):
    """
    No resource has this ID in this account and Region.

    It is raised by methods that find one resource by its ID, by waits for jobs that do
    not exist, and, as `ResourceNotFoundException`, by the service itself.
    """

    def __init__(self, resource_type: str, resource_id: str) -> None:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", resource_type).lower()
        super().__init__(printable(f"there is no such {words}: {resource_id}"))
        self._resource_type = resource_type
        self._resource_id = resource_id

    @property
    def resource_type(self) -> str | None:
        """The type of the resource, such as `SourceServer`, if it is known."""
        return self._resource_type

    @property
    def resource_id(self) -> str | None:
        """The ID of the resource, if it is known."""
        return self._resource_id


class DrsBotoCoreError(DrsError, BotoCoreError):
    """A `DrsError` that handlers written for `BotoCoreError` catch as well."""

    fmt = "{message}"

    def __init__(self, message: str) -> None:
        BotoCoreError.__init__(self, message=printable(message))


class DrsCredentialsError(DrsBotoCoreError):
    """No usable AWS credentials: none found, incomplete, or an expired sign-on."""


class DrsConfigurationError(DrsBotoCoreError):
    """The configuration does not work: no Region, an unknown profile, an old boto3."""


class DrsParameterError(DrsBotoCoreError, ValueError):
    """
    An argument is not valid; nothing was sent.

    Attributes:
        parameter: The argument's name in Python, such as `source_server_ids[3]`.
        value: The value that was passed.
        expected: A description of the valid values.
    """

    def __init__(
        self,
        parameter: str,
        value: object,
        expected: str,
        *,
        is_sensitive: bool = False,
    ) -> None:
        # The message must not show a value that the service model marks as sensitive.
        shown = f"<{type(value).__name__}>" if is_sensitive else describe_value(value)
        super().__init__(f"{parameter}={shown} is not valid: expected {expected}")
        self.parameter: str = parameter
        self.value: object = value
        self.expected: str = expected


class DrsEventError(DrsError, ValueError):
    """
    The argument of `drsclient.events.from_event` is not a DRS event.

    Attributes:
        path: The member of the event that is not valid, such as `source`; empty if the
            event as a whole is not valid.
        value: The value of this member; `None` if it is missing.
    """

    def __init__(self, problem: str, *, path: str = "", value: object = None) -> None:
        super().__init__(printable(problem))
        self.path: str = path
        self.value: object = value


class DrsConnectionError(DrsBotoCoreError):
    """
    The service could not be reached, or sent no usable response.

    The cause may be the network, TLS or a proxy. The request may have reached the
    service nevertheless.
    """

    @property
    def retryable(self) -> bool:
        """Always true: connection errors are transient."""
        return True


class DrsTimeoutError(DrsConnectionError, TimeoutError):
    """
    There was no connection, or no response, within botocore's timeouts.

    The request may have reached the service nevertheless.
    """


class DrsResponseError(DrsError):
    """
    The response reports success, but does not match the service model.

    The usual cause is a proxy or a captive portal that responded instead of the
    service. It is unknown whether the operation took effect.

    Attributes:
        operation_name: The API operation, such as `StartReplication`; `None` if the
            data did not come from a call but was passed to `from_wire`.
        status_code: The HTTP status code, if known.
        request_id: The service's ID of the request, if the response has one.
        body: The unchanged body of the response, in bytes, if known.
        path: The member of the response that is not valid, in wire names, such as
            `sourceServer.lifeCycle`; empty if the response as a whole is not valid.
        value: The value of this member, if it is not the response as a whole.
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
        came = describe_response(status_code, request_id)
        size = f", {describe_body(body)}" if body is not None else ""
        super().__init__(f"{where}{printable(problem)}{came}{size}")
        self.operation_name: str | None = operation_name
        self.status_code: int | None = status_code
        self.request_id: str | None = request_id
        self.body: bytes | None = body
        self.path: str = path
        self.value: object = value

    @property
    def retryable(self) -> bool:
        """Always true: the proxy or portal that responded may be temporary."""
        return True


class WaitError(DrsError):
    """The base class of the errors of waits."""


class WaitTimeoutError(WaitError, TimeoutError):
    """
    The timeout of a wait passed before all parts had ended.

    If the last polls failed, `__cause__` is the last of their errors, and the message
    ends with it.

    Attributes:
        outcome: The outcome of the last successful poll. If no poll succeeded, it is a
            `PendingOutcome`, whose parts are waiting.
        timeout: The timeout of the wait, in seconds.
    """

    def __init__(
        self,
        outcome: Outcome[PartOutcome],
        *,
        timeout: float,
        cause: DrsError | None = None,
    ) -> None:
        text = printable(f"timed out after {timeout:.10g} s: {outcome}", _MAX_OUTCOME)
        super().__init__(f"{text}; the last error: {cause}" if cause else text)
        self.outcome: Outcome[PartOutcome] = outcome
        self.timeout: float = timeout

    @property
    def retryable(self) -> bool:
        """Always true: another wait may succeed."""
        return True


class ReplicationFailedError(WaitError):
    """
    Some source servers will not reach the target state.

    They are stopped, disconnected, deleted, or stalled for too long.

    Attributes:
        outcome: The outcome of the last poll, with a reason for each failed server.
    """

    def __init__(self, outcome: ReplicationOutcome) -> None:
        super().__init__(printable(str(outcome), _MAX_OUTCOME))
        self.outcome: ReplicationOutcome = outcome


class RecoveryFailedError(WaitError):
    """
    A job or an execution of a recovery plan has ended, and a part of it has failed.

    Attributes:
        outcome: The result for each server and source network, with the reasons.
    """

    def __init__(self, outcome: RecoveryOutcome[ParticipantOutcome]) -> None:
        super().__init__(printable(str(outcome), _MAX_OUTCOME))
        self.outcome: RecoveryOutcome[ParticipantOutcome] = outcome


class RecoveryInstanceFailedError(WaitError):
    """
    Some recovery instances will not reach the target state in EC2.

    They are stopped or terminated, for example, or the service does not list them.

    Attributes:
        outcome: The outcome of the last poll, with a reason for each failed instance.
    """

    def __init__(self, outcome: RecoveryInstanceOutcome) -> None:
        super().__init__(str(outcome))
        self.outcome: RecoveryInstanceOutcome = outcome


class FailbackFailedError(WaitError):
    """
    The failback of some recovery instances will not reach the target state.

    It has failed, was stopped or was already completed, or the recovery instance is
    gone.

    Attributes:
        outcome: The outcome of the last poll, with a reason for each failed instance.
    """

    def __init__(self, outcome: FailbackOutcome) -> None:
        super().__init__(str(outcome))
        self.outcome: FailbackOutcome = outcome


class JobNotFoundError(WaitError, DrsNotFoundError):
    """
    A job to wait for does not exist, or was deleted from the job history.

    Attributes:
        job_ids: The IDs of the jobs that do not exist; `resource_id` is the first.
    """

    def __init__(self, job_ids: tuple[str, ...]) -> None:
        DrsNotFoundError.__init__(self, "Job", ", ".join(job_ids))
        self.job_ids: tuple[str, ...] = job_ids

    @property
    def resource_id(self) -> str | None:
        """The ID of the first job that does not exist."""
        return next(iter(self.job_ids), None)


class NotAttemptedError(DrsError):
    """
    Work on many resources ended before the call for this one was made.

    Its timeout passed, Ctrl-C was pressed, or its task was cancelled. The resource is
    unchanged.
    """

    @property
    def retryable(self) -> bool:
        """Always true: the resource can be attempted again."""
        return True


class FleetInterrupt(KeyboardInterrupt):
    """
    Ctrl-C was pressed during calls for many resources.

    It is a `KeyboardInterrupt`, not a `DrsError`, so it ends a program unless it is
    caught explicitly.

    Attributes:
        outcome: The outcome so far, with the result for each resource.
    """

    def __init__(self, outcome: FleetOutcome[object]) -> None:
        super().__init__(printable(str(outcome), _MAX_OUTCOME))
        self.outcome: FleetOutcome[object] = outcome

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the exception without an outcome that cannot be pickled."""
        return _reduced(self, self.__dict__)


class CallCancelled(BaseException):
    """
    A call of the async client was cancelled, but has taken effect, or may have.

    The cancelled task waits for the response. If the call has changed nothing, the task
    raises the cancellation instead of this exception. Like a cancellation, this
    exception is not an `Exception`, so it ends a task unless it is caught explicitly.

    Attributes:
        operation_name: The API operation.
        result: The result that the call would have returned, or the `DrsError` if it is
            unknown whether the call took effect.
    """

    def __init__(self, operation_name: str, result: object) -> None:
        effect = "has taken effect"
        if isinstance(result, DrsError):
            effect = f"may have taken effect: {result}"
        super().__init__(f"{operation_name} was cancelled, but {effect}")
        self.operation_name: str = operation_name
        self.result: object = result

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the exception without a result that cannot be pickled."""
        return _reduced(self, self.__dict__)


class FleetCancelled(BaseException):
    """
    Work of the async client on many resources was cancelled after its first call.

    The cancelled task starts no more calls, and waits for those in flight. If it is
    cancelled before the first call, it raises the cancellation instead: see
    `CallCancelled`. If `on_progress` raised an exception when it was cancelled, that is
    the `__cause__`.

    Attributes:
        outcome: The outcome so far, with the result for each resource.
    """

    def __init__(self, outcome: FleetOutcome[object]) -> None:
        super().__init__(printable(str(outcome), _MAX_OUTCOME))
        self.outcome: FleetOutcome[object] = outcome

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the exception without an outcome that cannot be pickled."""
        return _reduced(self, self.__dict__)
