"""Options that waits, fleets and checks of Regions share: invalid ones are refused."""

from __future__ import annotations

import inspect
import math
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsClient, DrsParameterError
from drsclient.fleet import region_statuses
from drsclient.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.testing import FakeDrs

SERVER_ID = "s-0123456789abcdef0"
NO_NUMBERS: tuple[object, ...] = (
    "60",
    None,
    True,
    math.nan,
    -1,
    -math.inf,
    10**400,
    [],
    timedelta(1),
)
NO_BOOLS: tuple[object, ...] = ("x", "false", None, 0, 1, [])
WRONG: dict[str, tuple[object, ...]] = {
    "timeout": (*NO_NUMBERS, -(10**400)),
    "poll_interval": (*NO_NUMBERS, 0, math.inf),
    "max_concurrency": (*NO_NUMBERS, 0, 5.0, math.inf),
    "on_progress": (5, "print", True, [print]),
    "operation": (None, 5, "get_launch_configuration"),
    "raise_on_failure": NO_BOOLS,
    "after_rescan": NO_BOOLS,
    "is_idempotent": NO_BOOLS,
    "is_drill": NO_BOOLS,
}
METHODS = {
    name: method
    for name, method in inspect.getmembers(DrsClient, inspect.isfunction)
    if name.startswith(("check_", "wait_")) or name.endswith("_many")
}
CASES = [
    (name, parameter)
    for name, method in METHODS.items()
    for parameter in WRONG
    if parameter in inspect.signature(method).parameters
]


def required(method: Callable[..., object], drs: DrsClient) -> dict[str, Any]:
    """Return valid arguments for the required parameters of a method."""
    known = {"is_drill": True, "operation": drs.get_launch_configuration, "self": drs}
    return {
        name: known.get(name, SERVER_ID)
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is parameter.empty
    }


@pytest.mark.parametrize(("name", "parameter"), CASES)
def test_an_invalid_option_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, name: str, parameter: str
) -> None:
    """Every wait and fleet refuses it by its name, before it sends anything."""
    method = METHODS[name]
    for value in WRONG[parameter]:
        options: dict[str, Any] = {parameter: value}
        with pytest.raises(DrsParameterError) as caught:
            method(**{**required(method, drs_client), **options})
        assert caught.value.parameter == parameter
        assert caught.value.value is value
    assert fake_drs.requests == ()


def test_the_options_of_waits_and_fleets_are_tested() -> None:
    """The test above finds the methods by their signatures."""
    assert {"wait_for_job", "start_replication_many", "call_many"} <= METHODS.keys()


@pytest.mark.parametrize("value", WRONG["max_concurrency"])
def test_the_check_of_regions_refuses_an_invalid_number(
    fake_drs: FakeDrs,
    value: Any,  # noqa: ANN401 - deliberately wrong
) -> None:
    """It sends no request to any Region."""
    with pytest.raises(DrsParameterError, match="at least 1") as caught:
        region_statuses(
            "us-east-1", endpoint_url=fake_drs.endpoint_url, max_concurrency=value
        )
    assert caught.value.parameter == "max_concurrency"
    assert fake_drs.requests == ()


def clock_that_returns(now: object) -> SimpleNamespace:
    """Return a clock with this time of day."""
    return SimpleNamespace(time=lambda: now, monotonic=print, sleep=print)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (None, "time, monotonic, sleep"),
        (5, "time, monotonic, sleep"),
        ("time", "time, monotonic, sleep"),
        (object(), "time, monotonic, sleep"),
        (SimpleNamespace(time=print, sleep=print), "time, monotonic, sleep"),
        (clock_that_returns(1e20), "seconds since 1970"),
        (clock_that_returns(-1e20), "seconds since 1970"),
        (clock_that_returns(math.inf), "seconds since 1970"),
        (clock_that_returns(math.nan), "seconds since 1970"),
        (clock_that_returns("x"), "seconds since 1970"),
        (clock_that_returns(None), "seconds since 1970"),
    ],
)
def test_what_is_no_clock_is_refused(
    fake_drs: FakeDrs,
    clock: Any,  # noqa: ANN401 - deliberately wrong
    expected: str,
) -> None:
    """The error says what it lacks, when a client or a `Watch` is made."""
    boto3_client = fake_drs.boto3_client()
    for make in (
        lambda: DrsClient(client=boto3_client, clock=clock),
        lambda: Watch(clock=clock),
    ):
        with pytest.raises(DrsParameterError, match=expected) as caught:
            make()
        assert (caught.value.parameter, caught.value.value) == ("clock", clock)


@pytest.mark.parametrize("value", WRONG["poll_interval"])
def test_an_invalid_summary_interval_is_refused(
    value: Any,  # noqa: ANN401 - deliberately wrong
) -> None:
    """A `Watch` checks it when it is made."""
    with pytest.raises(DrsParameterError) as caught:
        Watch(summary_interval=value)
    assert caught.value.parameter == "summary_interval"
