"""
The contract: what is true of every operation that the client has.

Adding a method to the client is enough to have it tested here. What is special about an
operation is in `tests/behavior`.
"""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import attrs
import hypothesis
import pytest
from botocore import xform_name
from botocore.model import ListShape, StructureShape
from hypothesis import given, settings, strategies as st

from drsclient import DrsClient, DrsParameterError, DrsServiceError, errors
from tests.contract.calls import (
    OPERATIONS,
    PAGED,
    RETURNING,
    SERVICE,
    answer,
    arguments,
    begin,
    call,
    each,
    entity,
    is_list,
    parameters,
    request,
    response,
    whole_result,
    written,
)
from tests.contract.strategies import (
    example,
    inputs,
    repeatable,
    whole_values,
    without_empties,
)
from tools.shapes import is_identifier, is_union

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from botocore.model import OperationModel, Shape
    from hypothesis.strategies import SearchStrategy

    from drsclient.testing import FakeDrs, RecordedRequest
    from tools.skeleton import Parameter

# `code` is the error's own; the member of that name is finer.
ATTRIBUTES = {"code": "detail_code"}
# The time to wait comes as a header.
NO_MEMBERS = {"message", "retryAfterSeconds"}


@each(RETURNING)
def test_every_member_arrives(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """A response with every member is returned whole."""
    sent = whole_result(operation)
    answer(fake_drs, operation, response(operation, sent))
    assert written(call(drs_client, operation, arguments(operation))) == sent


@pytest.mark.no_cover
@each(RETURNING)
@settings(repeatable, max_examples=4)
@given(data=st.data())
def test_any_members_arrive(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    data: st.DataObject,
) -> None:
    """A response with any values is returned whole, less what is empty."""
    shape = entity(operation)
    items = data.draw(
        st.lists(whole_values(shape).filter(bool), min_size=1, max_size=3)
    )
    kept = [without_empties(item, shape) for item in items]
    sent, expected = (items, kept) if is_list(operation) else (items[0], kept[0])
    answer(fake_drs, operation, response(operation, sent))
    returned = call(drs_client, operation, arguments(operation))
    assert written(returned) == expected
    pickled = pickle.loads(pickle.dumps(returned))  # noqa: S301 - our own
    assert returned == pickled == copy.deepcopy(returned)


@pytest.mark.no_cover
@each(OPERATIONS)
def test_the_request_is_what_boto3_sends(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """The service receives the same call as from plain boto3, with each argument."""
    plain = getattr(fake_drs.boto3_client(), xform_name(operation.name))
    answered = response(operation, whole_result(operation))

    @settings(repeatable, max_examples=4)
    @given(drawn(operation))
    @hypothesis.example(arguments(operation, optional=True))
    def compare(chosen: dict[str, Any]) -> None:
        answer(fake_drs, operation, answered, answered)
        call(drs_client, operation, chosen)
        plain(**request(operation, chosen))
        ours, theirs = (asked(sent, operation) for sent in fake_drs.requests[-2:])
        assert ours == theirs

    compare()


def drawn(operation: OperationModel) -> SearchStrategy[dict[str, Any]]:
    """Draw arguments: those that are required, and any of the others."""
    required, optional = (
        {
            parameter.name: inputs(parameter.shape, parameter.path[-1])
            for parameter in parameters(operation)
            if parameter.required is wanted
        }
        for wanted in (True, False)
    )
    return st.fixed_dictionaries(required, optional=optional)


def asked(sent: RecordedRequest, operation: OperationModel) -> dict[str, object]:
    """Return what a request asks for."""
    assert sent.operation == operation.name
    return {
        name: value
        for name, value in sent.parameters.items()
        if name not in operation.idempotent_members  # boto3 makes up their values
    }


@pytest.mark.no_cover
@each(OPERATIONS)
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "undeclared"])
def test_every_modeled_error_arrives_typed(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    *,
    declared: bool,
) -> None:
    """An error is of its class and has its members, whether it is declared or not."""
    names = {shape.name for shape in operation.error_shapes}
    for shape in SERVICE.error_shapes:
        if (shape.name in names) is declared and isinstance(shape, StructureShape):
            kinds = {k: v for k, v in shape.members.items() if k not in NO_MEMBERS}
            members = {name: example(kind, name) for name, kind in kinds.items()}
            fake_drs.fail(
                operation.name, shape.name, message="no", retry_after=3, **members
            )
            with pytest.raises(DrsServiceError) as caught:
                call(drs_client, operation, arguments(operation))
            error = caught.value
            assert type(error) is getattr(errors, shape.name)
            assert error.code == shape.name
            assert error.message == "no"
            assert error.operation_name == operation.name
            assert error.status_code == shape.metadata["error"]["httpStatusCode"]
            assert error.request_id
            assert error.retry_after == 3.0
            for name, value in members.items():
                actual: Any = getattr(error, ATTRIBUTES.get(name) or xform_name(name))
                is_list = isinstance(kinds[name], ListShape)
                assert value == ([*map(attrs.asdict, actual)] if is_list else actual)


def spoiled(shape: Shape, name: str) -> Iterator[tuple[str, str, Any]]:
    """Make up values with one bad identifier: each with its name and the identifier."""
    if is_identifier(shape):
        bad = f"!{example(shape)[1:]}"
        yield name, bad, bad
    if isinstance(shape, ListShape):
        for path, bad, item in spoiled(shape.member, f"{name}[1]"):
            yield path, bad, [example(shape.member), item]
    # How a member of a union is called is for the tests of that union to say.
    if isinstance(shape, StructureShape) and not is_union(shape):
        for wire, member in shape.members.items():
            for path, bad, value in spoiled(member, f"{name}.{xform_name(wire)}"):
                yield path, bad, {**example(shape), wire: value}


@each(OPERATIONS)
def test_a_bad_identifier_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """A value that is no ID or ARN is refused, by its name in Python, and not sent."""
    good = arguments(operation)
    for parameter in parameters(operation):
        for path, bad, value in spoiled(parameter.shape, parameter.name):
            with pytest.raises(DrsParameterError) as caught:
                begin(drs_client, operation, {**good, parameter.name: value})
            assert caught.value.parameter == path
            assert caught.value.value == bad
    assert fake_drs.requests == ()


LIMITED = [
    pytest.param(operation, parameter, id=f"{operation.name}-{parameter.name}")
    for operation in OPERATIONS
    for parameter in parameters(operation)
    if "max" in parameter.shape.metadata and isinstance(parameter.shape, ListShape)
]


@pytest.mark.parametrize(("operation", "parameter"), LIMITED)
def test_a_long_list_is_split_or_refused(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """More items than the service takes become several calls, if that is possible."""
    assert isinstance(parameter.shape, ListShape)
    limit = parameter.shape.metadata["max"]
    items = [example(parameter.shape.member, number=n) for n in range(2 * limit + 1)]
    chosen = {**arguments(operation), parameter.name: items}
    if operation not in PAGED:
        with pytest.raises(DrsParameterError) as caught:
            begin(drs_client, operation, chosen)
        assert caught.value.parameter == parameter.name
        assert fake_drs.requests == ()
        return
    answer(fake_drs, operation, *[response(operation, [])] * 3)
    assert call(drs_client, operation, chosen) == []
    batches = [dig(sent.parameters, parameter.path) for sent in fake_drs.requests]
    assert batches == [items[:limit], items[limit : 2 * limit], items[2 * limit :]]


def dig(value: Any, path: Sequence[str]) -> Any:  # noqa: ANN401 - JSON is anything
    """Return what stands at a path in a request."""
    for name in path:
        value = value[name]
    return value
