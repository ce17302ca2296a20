"""What each generated method passes to its sync method."""

from __future__ import annotations

import inspect
import pickle
from functools import wraps
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import CallCancelled, DrsClient, DrsError, FleetCancelled
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from drsclient.aio import AsyncDrsClient

METHODS = sorted(
    name
    for name in dir(DrsClient)
    if not name.startswith("_") and name not in {"boto3_client", "close"}
)


class CalledError(DrsError):
    """The call of a sync method, with its arguments."""


async def operation(_: object) -> None:
    """Do nothing."""


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
@pytest.mark.parametrize("name", METHODS)
async def test_a_method_passes_its_arguments_as_they_are(
    drs: AsyncDrsClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Only the function of `call_many` is passed in another form."""
    group = next(one for one in DrsClient.__mro__ if name in vars(one))
    method = vars(group)[name]
    signature = inspect.signature(method)

    @wraps(method)
    def record(*args: object, **kwargs: object) -> None:
        raise CalledError(signature.bind(*args, **kwargs).arguments)

    monkeypatch.setattr(group, name, record)
    _, *parameters = signature.parameters
    given: dict[str, Any] = {one: object() for one in parameters}
    if "operation" in given:
        given["operation"] = operation

    async def call() -> None:
        result = getattr(drs, name)(**given)
        await result

    with pytest.raises(CalledError) as caught:
        await call()
    (passed,) = caught.value.args
    assert passed.pop("self").boto3_client is drs.boto3_client
    assert passed.keys() == given.keys()
    if "operation" in given:
        assert passed.pop("operation").__name__ == given.pop("operation").__name__
    assert passed == given


def test_the_exceptions_of_cancelled_calls_can_be_pickled() -> None:
    """Without a result that cannot be."""
    call = CallCancelled("StartReplication", "result")
    copy = pickle.loads(pickle.dumps(call))  # noqa: S301 - made here
    assert isinstance(copy, CallCancelled)
    assert str(copy) == str(call)
    assert (copy.operation_name, copy.result) == ("StartReplication", "result")
    call = CallCancelled("StartReplication", lambda: None)
    copy = pickle.loads(pickle.dumps(call))  # noqa: S301 - made here
    assert copy.result == "<function>"
    outcome = FleetOutcome[object](operation_name="f", results={"a": 1})
    fleet = FleetCancelled(outcome)
    copy = pickle.loads(pickle.dumps(fleet))  # noqa: S301 - made here
    assert isinstance(copy, FleetCancelled)
    assert str(copy) == "f: 1 of 1 succeeded"
    assert copy.outcome == outcome


def test_the_exceptions_of_cancelled_calls_pass_handlers_of_errors() -> None:
    """They are no `Exception`, so that only explicit handlers catch them."""
    for kind in (CallCancelled, FleetCancelled):
        assert issubclass(kind, BaseException)
        assert not issubclass(kind, Exception)
