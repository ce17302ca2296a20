from __future__ import annotations

import copy
import pickle
import re
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from drsclient import errors
from drsclient.errors import (
    ConflictException,
    DrsConfigurationError,
    DrsConnectionError,
    DrsCredentialsError,
    DrsError,
    DrsEventError,
    DrsNotFoundError,
    DrsParameterError,
    DrsResponseError,
    DrsServiceError,
    DrsTimeoutError,
    FailbackFailedError,
    FleetInterrupt,
    JobNotFoundError,
    NotAttemptedError,
    RecoveryFailedError,
    RecoveryInstanceFailedError,
    ReplicationFailedError,
    ResourceNotFoundException,
    ValidationException,
    WaitError,
    WaitTimeoutError,
)
from drsclient.outcomes import (
    FailbackOutcome,
    FleetOutcome,
    JobOutcome,
    PendingOutcome,
    RecoveryInstanceOutcome,
    ReplicationOutcome,
)
from tests.behavior.service_errors import RESPONSE, SERVICE_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2030, 1, 1, tzinfo=UTC)

EXAMPLES: list[DrsError] = [
    DrsError("something failed"),
    DrsConnectionError("StartReplication: unreachable"),
    DrsTimeoutError("StartReplication: no response in 60 s"),
    DrsCredentialsError("none found"),
    DrsConfigurationError("no Region"),
    DrsParameterError("source_server_ids[3]", "s-1", "19 characters"),
    DrsEventError("the event is missing"),
    DrsEventError("the event's id is of type list", path="id", value=["text"]),
    DrsNotFoundError("source server", "s-12345678901234567"),
    DrsResponseError("the response is empty"),
    DrsResponseError(
        "the response has no sourceServer",
        operation_name="StartReplication",
        status_code=200,
        request_id="0af1",
        body=b"<html>",
        path="sourceServer",
        value=["text"],
    ),
    *(kind(RESPONSE, "StartReplication") for kind in SERVICE_ERRORS),
    NotAttemptedError("interrupted"),
    JobNotFoundError(("drsjob-0af1",)),
    FailbackFailedError(FailbackOutcome()),
    RecoveryFailedError(JobOutcome()),
    RecoveryInstanceFailedError(RecoveryInstanceOutcome()),
    ReplicationFailedError(ReplicationOutcome(date_time=START)),
    WaitError("nothing came of it"),
    WaitTimeoutError(PendingOutcome(), timeout=60),
    WaitTimeoutError(ReplicationOutcome(date_time=START), timeout=0.5),
]

each_example = pytest.mark.parametrize(
    "error", EXAMPLES, ids=[f"{i} {type(e).__name__}" for i, e in enumerate(EXAMPLES)]
)


def public_exceptions() -> set[type[DrsError]]:
    """Return the exceptions that `except Exception` catches."""
    exports: list[type] = [getattr(errors, name) for name in errors.__all__]
    return {kind for kind in exports if issubclass(kind, DrsError)}


def documented_tree() -> Iterator[tuple[str, str | None, set[str]]]:
    """Read the tree in the module's docstring: names, parents and other bases."""
    (tree,) = re.findall(r"```text\n(.*?)```", errors.__doc__ or "", re.DOTALL)
    branch: list[str] = []
    for line in tree.splitlines():
        match = re.fullmatch(r"([│├└─\s]*)(\w+)(?: \(also (.+)\))?", line)
        assert match is not None, line
        indent, name, also = match.groups()
        depth = len(indent) // 4
        branch[depth:] = [name]
        others = re.findall(r"(?:botocore's )?(\w+)(?: and )?", also or "")
        yield name, branch[depth - 1] if depth else None, set(others)


def node(kind: type[BaseException]) -> tuple[str, str | None, set[str]]:
    """Return a class's place in the tree: its name, parent and other bases."""
    parents = [base for base in kind.__mro__[1:] if base in public_exceptions()]
    inherited = set(parents[0].__mro__) if parents else set(Exception.__mro__)
    ours = {
        base for base in kind.__mro__ if base.__module__.startswith(errors.__name__)
    }
    new = set(kind.__mro__) - inherited - (ours - public_exceptions()) - {kind}
    direct = {
        base
        for base in new
        if not any(issubclass(other, base) for other in new - {base})
    }
    parent = parents[0].__name__ if parents else None
    return kind.__name__, parent, {base.__name__ for base in direct}


def test_the_documented_tree_is_correct() -> None:
    """The docstring shows every public exception, its parent and its other bases."""
    expected = sorted(documented_tree(), key=str)
    assert expected == sorted(map(node, public_exceptions()), key=str)


def test_there_is_an_example_of_every_exception() -> None:
    """The tests below cover every public exception."""
    assert {type(error) for error in EXAMPLES} == public_exceptions()


@each_example
def test_an_exception_survives_pickling(error: DrsError) -> None:
    """A pickled exception keeps its type, arguments, attributes and text."""
    error.__cause__ = None
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        restored: object = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - our own
        assert_same(restored, error)


@each_example
def test_an_exception_survives_copying(error: DrsError) -> None:
    """A copied exception keeps its type, arguments, attributes and text."""
    assert_same(copy.copy(error), error)
    assert_same(copy.deepcopy(error), error)


def assert_same(restored: object, error: DrsError) -> None:
    """Assert that two exceptions are equal in every visible way."""
    assert type(restored) is type(error)
    assert isinstance(restored, DrsError)
    assert restored is not error
    assert restored.args == error.args
    assert vars(restored) == vars(error)
    assert str(restored) == str(error) != ""
    assert repr(restored) == repr(error)


def test_a_pickled_exception_keeps_its_notes() -> None:
    """Notes that were added to an exception are not lost."""
    error = DrsTimeoutError("no response")
    error.add_note("while starting server 7 of 20")
    restored: DrsTimeoutError = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert restored.__notes__ == ["while starting server 7 of 20"]


def test_a_pickled_exception_keeps_a_cause_from_drsclient() -> None:
    """A cause from drsclient is pickled, but not a cause from another library."""
    lost = DrsConnectionError("no connection")
    lost.__cause__ = OSError(Lock())
    error = WaitTimeoutError(PendingOutcome(), timeout=60)
    error.__cause__ = lost
    restored: DrsError = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert isinstance(restored.__cause__, DrsConnectionError)
    assert str(restored.__cause__) == "no connection"
    assert restored.__cause__.__cause__ is None
    assert_same(restored, error)


class NotRestorableError(Exception):
    """An exception that can be pickled, but not restored."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason)


def nested(depth: int) -> list[object]:
    """Make a list in a list, and so on."""
    outer: list[object] = []
    for _ in range(depth):
        outer = [outer]
    return outer


@pytest.mark.usefixtures("no_garbage_collection")
@pytest.mark.parametrize(
    "value",
    [
        Lock(),
        iter(lambda: 1, 2),
        lambda: None,
        [Lock()],
        {1: Lock()},
        nested(100_000),
        NotRestorableError(reason="any"),
        [NotRestorableError(reason="any")],
    ],
    ids=[
        "lock",
        "iterator",
        "function",
        "list",
        "dict",
        "nested",
        "not restorable",
        "list of not restorable",
    ],
)
def test_an_exception_with_any_value_survives_pickling(value: object) -> None:
    """A value that cannot be pickled is replaced by the name of its type."""
    many = FleetOutcome[object](operation_name="call", results={"a": value})
    for error in (
        DrsParameterError("source_servers", value, "IDs"),
        DrsResponseError("the response has no job", path="job", value=value),
        DrsEventError("no event", value=value),
        ConflictException({"detail": value}, "StartRecovery"),
        FleetInterrupt(many),
        DrsError(value),
    ):
        vars(error)["extra"] = value
        restored: BaseException = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert type(restored) is type(error)
        assert error.args == (value,) or str(restored) == str(error)
        kept = vars(restored)
        assert kept.keys() == vars(error).keys()
        assert kept["extra"] == f"<{type(value).__name__}>"
        if "value" in kept:
            assert kept["value"] == f"<{type(value).__name__}>"


@pytest.mark.parametrize(
    ("error", "base"),
    [
        (DrsConnectionError("…"), BotoCoreError),
        (DrsTimeoutError("…"), BotoCoreError),
        (DrsTimeoutError("…"), TimeoutError),
        (DrsCredentialsError("…"), BotoCoreError),
        (DrsConfigurationError("…"), BotoCoreError),
        (DrsParameterError("a", 1, "b"), BotoCoreError),
        (DrsParameterError("a", 1, "b"), ValueError),
        (DrsEventError("…"), ValueError),
        (ValidationException(RESPONSE, "StartReplication"), ClientError),
        (WaitTimeoutError(PendingOutcome(), timeout=60), TimeoutError),
        (DrsNotFoundError("job", "drsjob-0af1"), LookupError),
        (JobNotFoundError(("drsjob-0af1",)), LookupError),
        (JobNotFoundError(("drsjob-0af1",)), DrsNotFoundError),
        (ResourceNotFoundException(RESPONSE, "DeleteJob"), DrsNotFoundError),
    ],
    ids=lambda value: (
        value.__name__ if isinstance(value, type) else type(value).__name__
    ),
)
def test_an_exception_is_caught_as_its_other_bases(
    error: DrsError, base: type[Exception]
) -> None:
    """Handlers written for the exceptions of boto3 or Python still work."""
    text = str(error)
    with pytest.raises(base, match=re.escape(text)):
        raise error


def test_transient_errors_are_retryable() -> None:
    """Transient errors are retryable; for service errors, the response decides."""
    assert {
        type(error).__name__
        for error in EXAMPLES
        if error.retryable and not isinstance(error, DrsServiceError)
    } == {
        "DrsConnectionError",
        "DrsResponseError",
        "DrsTimeoutError",
        "NotAttemptedError",
        "WaitTimeoutError",
    }


@pytest.mark.parametrize(
    ("error", "resource_type", "resource_id"),
    [
        (DrsNotFoundError("Job", "drsjob-0af1"), "Job", "drsjob-0af1"),
        (JobNotFoundError(("drsjob-0af1", "drsjob-0af2")), "Job", "drsjob-0af1"),
        (
            ResourceNotFoundException(RESPONSE, "StartReplication"),
            "SourceServer",
            "s-12345678901234567",
        ),
        (ResourceNotFoundException({"Error": {}}, "StartReplication"), None, None),
    ],
    ids=["lookup", "wait", "service", "service without details"],
)
def test_not_found_errors_have_the_same_attributes(
    error: DrsNotFoundError, resource_type: str | None, resource_id: str | None
) -> None:
    """Every not-found error has the type and the ID of the resource, if known."""
    assert (error.resource_type, error.resource_id) == (resource_type, resource_id)
    assert not error.retryable


def test_the_text_of_a_not_found_error_has_the_ids() -> None:
    """The text has the type and every ID."""
    error = DrsNotFoundError("source network", "sn-1")
    assert str(error) == "there is no such source network: sn-1"
    assert str(JobNotFoundError(("a", "b"))) == "there is no such job: a, b"


def test_a_parameter_error_describes_the_argument() -> None:
    """The error has the parameter, the value and what was expected."""
    error = DrsParameterError("page_size", 0, "at least 1")
    assert (error.parameter, error.value, error.expected) == (
        "page_size",
        0,
        "at least 1",
    )
    assert re.search("page_size.*0.*at least 1", str(error))


def test_a_long_argument_is_shortened_in_the_text() -> None:
    """The text shortens a long argument, which the attribute keeps whole."""
    error = DrsParameterError("source_server_id", "x" * 10_000, "19 characters")
    assert error.value == "x" * 10_000
    assert len(str(error)) < 500
    nested = DrsParameterError("source_server_ids", [["x" * 10_000] * 1000], "text")
    assert len(str(nested)) < 3000


def test_a_response_error_describes_the_response() -> None:
    """The error has the response and the path in it, and its text describes it."""
    error = DrsResponseError(
        "the response is not JSON",
        operation_name="StopReplication",
        status_code=203,
        request_id="0af1",
        body=b"<html>",
        path="items[3].arn",
        value=5,
    )
    assert error.operation_name == "StopReplication"
    assert (error.status_code, error.request_id) == (203, "0af1")
    assert error.body == b"<html>"
    assert (error.path, error.value) == ("items[3].arn", 5)
    for part in ("StopReplication", "not JSON", "203", "0af1", "6 bytes", "<html>"):
        assert part in str(error)


def test_a_response_error_may_have_few_details() -> None:
    """Unknown details are None, and are not in the text."""
    error = DrsResponseError("SourceServer is str, not an object")
    assert error.operation_name is None
    assert error.status_code is None
    assert error.request_id is None
    assert error.body is None
    assert error.value is None
    assert error.path == ""
    assert str(error) == "SourceServer is str, not an object"


def test_a_long_body_is_shortened_in_the_text() -> None:
    """The text shortens a long body, and mentions an empty one."""
    error = DrsResponseError("invalid", body=b"x" * 100_000)
    assert len(error.body or b"") == 100_000
    assert len(str(error)) < 500
    assert "0 bytes" in str(DrsResponseError("invalid", body=b""))
