from __future__ import annotations

import re
from typing import Any

import pytest

from drsclient.testing import Answer, FakeDrs, Html, Latency, ServiceError, Truncated


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (Answer, {"body": "text"}, "body must be bytes, not 'text'"),
        (Answer, {"headers": {"a b": ""}}, "not the name of a header: 'a b'"),
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
def test_a_fault_that_cannot_be_is_refused(
    kind: Any,  # noqa: ANN401 - the class of any fault, with wrong arguments
    arguments: dict[str, object],
    message: str,
) -> None:
    """The error names the argument."""
    with pytest.raises(ValueError, match=re.escape(message)):
        kind(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"fault": "Reset"}, "the fault must be one such as Reset(), not 'Reset'"),
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
def test_an_injection_that_can_hit_nothing_is_refused(
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
def test_a_limit_that_cannot_be_is_refused(
    arguments: dict[str, Any], message: str
) -> None:
    """The error names the argument."""
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
    """`answer` takes bytes, or something to send as JSON."""
    with pytest.raises(ValueError, match=re.escape(message)):
        FakeDrs().answer("DescribeJobs", **arguments)
