from __future__ import annotations

import inspect
import math
import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, get_args

import pytest

from drsclient.testing import (
    Answer,
    Assumptions,
    Durations,
    Ec2Hooks,
    FakeDrs,
    FakeSite,
    Fault,
    Html,
    Latency,
    Quotas,
    ServiceError,
    Truncated,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SERVER = "s-00000000000000001"
REQUIRED = {
    "access_key_id": "KEY",
    "account_id": "111122223333",
    "action": "mine",
    "bucket_arn": "arn:aws:s3:::templates",
    "code": "ThrottlingException",
    "durations": Durations(),
    "enabled": True,
    "event": "stall",
    "fault": Html(),
    "operation": "DescribeJobs",
    "rate": 1,
    "resource_id": SERVER,
    "seconds": 1,
    "source_server_id": SERVER,
    "state": "{}",
}
"""Right values of the parameters without a default."""

FREE = {
    # Any JSON.
    "json",
    # Those of the service, which `assert_requested` compares, or of an error.
    "members",
    "parameters",
    # Those of boto3, which checks them.
    "config",
}
"""The parameters whose values have no type of the fake."""

NO_INTEGERS = [True, 1.0, "1", b"1"]


def refusal(message: str) -> pytest.RaisesExc[ValueError]:
    """Expect a `ValueError` with exactly this message."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


@pytest.mark.parametrize(
    ("page_size", "message"),
    [
        (0, "page_size must be at least 1, not 0"),
        *(
            (value, f"page_size must be an integer, not {value!r}")
            for value in NO_INTEGERS
        ),
        (None, "page_size must be an integer, not None"),
    ],
)
def test_a_page_size_is_a_positive_integer(page_size: object, message: str) -> None:
    """With a page size of zero, for example, pagination would never end."""
    wrong: Any = page_size
    with refusal(message):
        FakeDrs(page_size=wrong)


@pytest.mark.parametrize(
    ("port", "message"),
    [
        (-1, "port must be at least 0, not -1"),
        (99_999, "port must be at most 65535, not 99999"),
        *((value, f"port must be an integer, not {value!r}") for value in NO_INTEGERS),
    ],
)
def test_a_port_is_a_tcp_port(port: object, message: str) -> None:
    """TCP has the ports from 0 to 65535."""
    wrong: Any = port
    with refusal(message):
        FakeDrs().start(port=wrong)


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ({"minutes": math.nan}, "minutes must be a finite number, not nan"),
        ({"hours": math.inf}, "hours must be a finite number, not inf"),
        ({"days": -math.inf}, "days must be a finite number, not -inf"),
        ({"seconds": 1e300}, "time can only move forward, and not past 9999-01-01"),
        ({"days": 10**400}, "time can only move forward, and not past 9999-01-01"),
        ({"days": -(10**10)}, "time can only move forward, and not past 9999-01-01"),
        ({"days": 366 * 8000}, "time cannot go past 9999-01-01"),
        ({"seconds": -1}, "time cannot go back by 0:00:01"),
    ],
)
def test_time_moves_only_as_far_as_dates_go(
    amounts: dict[str, float], message: str
) -> None:
    """A step beyond Python's dates is refused, and the time stays as it was."""
    fake = FakeDrs()
    start = fake.now
    with refusal(message):
        fake.advance(**amounts)
    assert fake.now == start


@pytest.mark.parametrize("operation", [None, 7, ["DescribeJobs"], b"DescribeJobs"])
def test_an_operation_is_named_by_a_string(operation: object) -> None:
    """`fail` and `answer` refuse anything else with the same message."""
    wrong: Any = operation
    with refusal(f"the operation must be a string, not {operation!r}"):
        FakeDrs().fail(wrong, "ThrottlingException")
    with refusal(f"the operation must be a string, not {operation!r}"):
        FakeDrs().answer(wrong)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (None, "the error code must be a string, not None"),
        (429, "the error code must be a string, not 429"),
        ("", "the error code must not be empty"),
        ("Two\nLines", r"the error code must be printable ASCII, not 'Two\nLines'"),
        ("Größe", "the error code must be printable ASCII, not 'Größe'"),
    ],
)
def test_an_error_code_is_one_that_a_header_can_carry(
    code: object, message: str
) -> None:
    """Other characters would break the connection, or be lost on their way."""
    wrong: Any = code
    with refusal(message):
        FakeDrs().fail("DescribeJobs", wrong)


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (0, "times must be at least 1, not 0"),
        (-1, "times must be at least 1, not -1"),
        *((value, f"times must be an integer, not {value!r}") for value in NO_INTEGERS),
    ],
)
def test_times_is_a_positive_integer(times: object, message: str) -> None:
    """A failure or a response that never occurs would test nothing."""
    wrong: Any = times
    with refusal(message):
        FakeDrs().fail("DescribeJobs", "ThrottlingException", times=wrong)
    with refusal(message):
        FakeDrs().answer("DescribeJobs", times=wrong)


@pytest.mark.parametrize(
    ("retry_after", "message"),
    [
        (-1, "retry_after must be at least 0, not -1"),
        *(
            (value, f"retry_after must be an integer, not {value!r}")
            for value in NO_INTEGERS
        ),
    ],
)
def test_retry_after_is_whole_seconds(retry_after: object, message: str) -> None:
    """HTTP allows no other numbers in the header."""
    wrong: Any = retry_after
    with refusal(message):
        FakeDrs().fail("DescribeJobs", "ThrottlingException", retry_after=wrong)


@pytest.mark.parametrize(
    ("status_code", "message"),
    [
        (199, "status_code must be at least 200, not 199"),
        (600, "status_code must be at most 599, not 600"),
        *(
            (value, f"status_code must be an integer, not {value!r}")
            for value in NO_INTEGERS
        ),
    ],
)
def test_a_status_code_is_one_of_http(status_code: object, message: str) -> None:
    """HTTP has the status codes from 200 to 599."""
    wrong: Any = status_code
    with refusal(message):
        FakeDrs().fail("DescribeJobs", "ThrottlingException", status_code=wrong)
    with refusal(message):
        FakeDrs().answer("DescribeJobs", status_code=wrong)


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (Answer, {"body": "text"}, "body must be bytes, not 'text'"),
        (Answer, {"headers": {"a b": ""}}, "'a b' is not a valid header name"),
        (Answer, {"headers": {"a": "\n"}}, "header a must be printable Latin-1"),
        (Answer, {"status_code": 600}, "status_code must be at most 599, not 600"),
        (Html, {"status_code": 100}, "status_code must be at least 200, not 100"),
        (Latency, {"seconds": -1}, "seconds must be from 0 to"),
        (Latency, {"seconds": float("inf")}, "seconds must be a finite number"),
        (ServiceError, {"code": ""}, "the error code must not be empty"),
        (ServiceError, {"code": "E", "members": {"a": {1}}}, "members must be JSON"),
        (Truncated, {"after": 1}, "after must be at least 0 and below 1, not 1"),
        (Truncated, {"after": "0"}, "after must be a number, not '0'"),
    ],
)
def test_an_invalid_fault_is_refused(
    kind: Any,  # noqa: ANN401 - the class of any fault, with wrong arguments
    arguments: dict[str, object],
    message: str,
) -> None:
    """The error names the invalid argument."""
    with pytest.raises(ValueError, match=re.escape(message)):
        kind(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"fault": "Reset"}, "the fault must be a Fault, such as Reset(), not 'Reset'"),
        ({"operation": "Describe"}, "DRS has no operation 'Describe'"),
        ({"operation": 7}, "the operation must be a string, not 7"),
        ({"times": 0}, "times must be at least 1, not 0"),
        ({"resource_id": ""}, "resource_id must not be empty"),
        ({"region_name": ""}, "region_name must not be empty"),
        ({"probability": 0}, "probability must be above 0 and at most 1, not 0"),
        ({"probability": 1.1}, "probability must be above 0 and at most 1, not 1.1"),
        ({"probability": True}, "probability must be a number, not True"),
    ],
)
def test_a_fault_that_can_apply_to_no_call_is_refused(
    arguments: dict[str, Any], message: str
) -> None:
    """A fault that never occurs would let a test pass that tests nothing."""
    with pytest.raises(ValueError, match=re.escape(message)):
        FakeDrs().inject(arguments.pop("fault", Html()), **arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rate": 0}, "rate must be above 0, not 0"),
        ({"rate": float("nan")}, "rate must be a finite number, not nan"),
        ({"burst": 0}, "burst must be at least 1, not 0"),
        ({"operation": "Describe"}, "DRS has no operation 'Describe'"),
    ],
)
def test_an_invalid_throttle_is_refused(
    arguments: dict[str, Any], message: str
) -> None:
    """The error names the invalid argument."""
    with pytest.raises(ValueError, match=re.escape(message)):
        FakeDrs().throttle(arguments.pop("rate", 1), **arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"body": b"{}", "json": {}}, "a response has a body or json, not both"),
        ({"json": {1}}, "json must be JSON: "),
    ],
)
def test_a_response_has_one_body(arguments: dict[str, Any], message: str) -> None:
    """`answer` takes either bytes or a value to send as JSON."""
    with pytest.raises(ValueError, match=re.escape(message)):
        FakeDrs().answer("DescribeJobs", **arguments)


def functions() -> dict[str, Callable[..., object]]:
    """Return the public functions of `drsclient.testing`, each on a fake of its own."""
    kinds: tuple[type, ...] = (
        Assumptions,
        Durations,
        Ec2Hooks,
        FakeDrs,
        Quotas,
        *get_args(Fault),
    )
    found: dict[str, Callable[..., object]] = {kind.__name__: kind for kind in kinds}
    for kind in (FakeDrs, FakeSite):
        for name, member in vars(kind).items():
            if inspect.isfunction(member) and not name.startswith("_"):
                found[f"{kind.__name__}.{name}"] = getattr(FakeDrs(), name)
    return found


FUNCTIONS = functions()


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (function, name)
        for function, found in FUNCTIONS.items()
        for name in inspect.signature(found).parameters
        if name not in FREE
    ],
)
def test_a_value_of_another_type_is_refused(function: str, name: str) -> None:
    """Each argument of the fake has a type, and a wrong one is a `ValueError`."""
    signature = inspect.signature(FUNCTIONS[function])
    right = {
        key: REQUIRED[key] for key in signature.parameters.keys() & REQUIRED.keys()
    }
    for wrong in (
        object(),
        [object()],
        {1: 2},
        math.nan,
        () if name == "body" else b"",
    ):
        call = inspect.BoundArguments(signature, OrderedDict({**right, name: wrong}))
        with pytest.raises(ValueError, match=r"must|has") as caught:
            FUNCTIONS[function](*call.args, **call.kwargs)
        words = re.sub("[_ ]", "", str(caught.value).lower())
        assert name.replace("_", "").removesuffix("s") in words
