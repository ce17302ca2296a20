"""Success responses that are not what the service promises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from drsclient import DrsClient, DrsResponseError
from tests.contract.calls import (
    OPERATIONS,
    RETURNING,
    SILENT,
    arguments,
    call,
    each,
    entity,
)
from tests.contract.strategies import example
from tools.skeleton import result

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from drsclient.testing import FakeDrs

# Deeply nested bodies exhaust the stack.
pytestmark = [pytest.mark.no_cover, pytest.mark.usefixtures("no_garbage_collection")]

# No service that speaks JSON sends these for a success.
NO_OBJECTS = {
    "page": b"<html><body>Sign in to the network</body></html>",
    "page after blanks": b"\n\n<!DOCTYPE html>",
    "blank": b" ",
    "cut short": b'{"sourceServer": {"arn": "arn:aws',
    "list": b'[{"sourceServerID": "s-12345678901234567"}]',
    "empty list": b"[]",
    "text": b'"fine"',
    "empty text": b'""',
    "number": b"0",
    "true": b"true",
    "null": b"null",
    "no UTF-8": b'{"sourceServer": "\xff"}',
    "compressed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "nested": b"[" * 20_000,
    "nested objects": b'{"items":' * 20_000,
}

# What is no result, by the verb that takes a result out of the response.
_SCALARS: list[object] = [None, 5, 0, True, False]
_LISTS: list[object] = [[], [1], ["a"], [[1]], [[]]]
WRONG: dict[str, list[object]] = {
    "_one": [*_SCALARS, *_LISTS, "text", "", {}, {"new": 1}],
    "_paginate": [*_SCALARS, *_LISTS[1:], "text", "", {}, {"a": 1}],
    "_list": [*_SCALARS, *_LISTS[1:], "text", "", {}, {"a": 1}],
    "_text": [*_SCALARS, *_LISTS, {}, {"a": 1}],
    "_map": [*_SCALARS, *_LISTS, "text", ""],
}


def refusal(
    fake: FakeDrs, drs: DrsClient, operation: OperationModel, body: bytes
) -> DrsResponseError:
    """Have a call answered with a body, and return the error that this raises."""
    fake.answer(operation.name, body=body, headers={"x-amzn-RequestId": "r-1"})
    with pytest.raises(DrsResponseError) as caught:
        call(drs, operation, arguments(operation))
    error = caught.value
    assert error.body == body
    assert error.status_code == 200
    assert error.request_id == "r-1"
    assert error.operation_name == operation.name
    for fact in (operation.name, "200", "r-1"):
        assert fact in str(error)
    return error


@each(OPERATIONS)
def test_a_body_that_is_no_json_object_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """A response of something else is not taken for one of the service."""
    for body in NO_OBJECTS.values():
        error = refusal(fake_drs, drs_client, operation, body)
        assert error.path == ""
        assert "JSON" in str(error)
        assert len(str(error)) < 500


@each(RETURNING)
def test_a_response_without_the_result_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """A result that is missing is not taken for an empty one."""
    returned = result(operation)
    bodies: list[object] = [{}, {"message": None}, {"new": {"arn": "a"}}]
    if returned.member:
        bodies += [{returned.member: value} for value in WRONG[returned.verb]]
        bodies.append(example(entity(operation)))
    refusal(fake_drs, drs_client, operation, b"")
    for body in bodies:
        refusal(fake_drs, drs_client, operation, json.dumps(body).encode())


@each(SILENT)
@pytest.mark.parametrize("status_code", [200, 202, 204])
def test_an_operation_with_no_result_may_say_so_in_any_way(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    status_code: int,
) -> None:
    """An empty body and an object with any members are fine, and give `None`."""
    for body in (b"", b"{}", b'{"new": 1}'):
        fake_drs.answer(
            operation.name,
            status_code=status_code,
            body=b"" if status_code == 204 else body,
        )
        assert call(drs_client, operation, arguments(operation)) is None
