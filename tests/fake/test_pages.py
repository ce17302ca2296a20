from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


def sizes(drs: Boto3DrsClient, **config: int) -> list[int]:
    """Return the lengths of all pages."""
    pages = drs.get_paginator("describe_source_servers").paginate(
        PaginationConfig={"PageSize": config["at_most"]} if config else {}
    )
    return [len(page["items"]) for page in pages]


def test_pages_have_no_more_items_than_the_caller_wants() -> None:
    """The service's own limit applies, too."""
    with FakeDrs(page_size=4) as fake:
        drs = fake.boto3_client()
        assert sizes(drs) == [0]
        for _ in range(8):
            fake.add_source_server()
        assert sizes(drs) == [4, 4]
        assert sizes(drs, at_most=3) == [3, 3, 2]
        assert sizes(drs, at_most=100) == [4, 4]


def test_servers_are_listed_in_the_order_in_which_they_were_added() -> None:
    """Pagination returns each server once."""
    with FakeDrs(page_size=2) as fake:
        ids = [fake.add_source_server() for _ in range(5)]
        pages = fake.boto3_client().get_paginator("describe_source_servers").paginate()
        found = [item.get("sourceServerID") for page in pages for item in page["items"]]
    assert found == ids


def test_deleting_during_pagination_skips_no_server() -> None:
    """The next page starts after the last server seen, even if that was deleted."""
    with FakeDrs(page_size=2) as fake:
        drs = fake.boto3_client()
        ids = [fake.add_source_server(state="DISCONNECTED") for _ in range(5)]
        seen: list[str | None] = []
        for page in drs.get_paginator("describe_source_servers").paginate():
            for item in page["items"]:
                seen.append(item.get("sourceServerID"))
                drs.delete_source_server(sourceServerID=item.get("sourceServerID", ""))
    assert seen == ids


def test_a_token_can_be_used_again() -> None:
    """A page can be requested again with its token."""
    with FakeDrs(page_size=1) as fake:
        drs = fake.boto3_client()
        for _ in range(2):
            fake.add_source_server()
        token = drs.describe_source_servers().get("nextToken", "")
        first = drs.describe_source_servers(nextToken=token)["items"]
        assert drs.describe_source_servers(nextToken=token)["items"] == first


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_token_that_was_not_issued_is_refused(
    drs: Boto3DrsClient, token: str
) -> None:
    """The error names `nextToken`."""
    with pytest.raises(drs.exceptions.ValidationException, match="nextToken"):
        drs.describe_source_servers(nextToken=token)
