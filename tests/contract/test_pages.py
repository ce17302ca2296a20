"""Tests of every operation that responds in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsResponseError
from tests.contract.calls import (
    PAGED,
    answer,
    arguments,
    begin,
    call,
    each,
    entity,
    response,
    written,
)
from tests.contract.strategies import example

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.no_cover


def page(operation: OperationModel, number: int, token: object) -> dict[str, Any]:
    """Write a page of two items with the token of the next one."""
    shape = entity(operation)
    items = [example(shape, number=2 * number + index) for index in range(2)]
    return {**response(operation, items), "nextToken": token}


def calls(fake: FakeDrs) -> int:
    """Count the requests so far."""
    return len(fake.requests)


@each(PAGED)
def test_pages_are_fetched_as_they_are_needed(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """All items of all pages come in order, and each page costs one call."""
    pages = [page(operation, n, token) for n, token in enumerate(["1", "2", None])]
    answer(fake_drs, operation, *pages)
    items = begin(drs_client, operation, arguments(operation))
    assert calls(fake_drs) == 0
    received = [(written(item), calls(fake_drs)) for item in items]
    whole = [example(entity(operation), number=number) for number in range(6)]
    assert received == list(zip(whole, [1, 1, 2, 2, 3, 3], strict=True))
    tokens = [sent.parameters.get("nextToken") for sent in fake_drs.requests]
    assert tokens == [None, "1", "2"]
    assert next(items, None) is None
    assert calls(fake_drs) == 3


@each(PAGED)
def test_an_empty_page_is_not_the_end(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """An empty page with a token is followed by the next page."""
    last = page(operation, 0, "")
    answer(fake_drs, operation, {**response(operation, []), "nextToken": "1"}, last)
    assert len(call(drs_client, operation, arguments(operation))) == 2


@each(PAGED)
def test_a_token_that_leads_nowhere_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """A token that comes back, or is no text, does not keep the caller for ever."""
    for token in ("1", 5, 0, ["1"], [], {"1": "1"}, {}, True, False):
        answer(fake_drs, operation, page(operation, 0, "1"), page(operation, 1, token))
        items = begin(drs_client, operation, arguments(operation))
        for _ in range(4):
            next(items)
        with pytest.raises(DrsResponseError) as caught:
            next(items)
        assert caught.value.path == "nextToken"
        assert caught.value.value == token
        assert caught.value.body
        assert caught.value.operation_name == operation.name
