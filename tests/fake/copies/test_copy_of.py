from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from drsclient.testing import FakeDrs


def test_other_clients_are_refused(fake: FakeDrs) -> None:
    """A copy needs one sync client for each account and Region."""
    fake.add_source_server()
    wrong: dict[str, Any] = {
        r"such as DrsClient\(client=boto3_client\), not None": None,
        "not <botocore.client": fake.boto3_client(),
        "not 'eu-west-1'": [fake.client(), "eu-west-1"],
        "not <AsyncDrsClient": fake.async_client(),
        "at least one client": [],
        "two clients are for account": [fake.client(), fake.client()],
    }
    for message, clients in wrong.items():
        with pytest.raises(ValueError, match=message):
            FakeDrs.copy_of(clients)


@pytest.mark.parametrize("option", ["anonymize", "source_server_details"])
def test_options_are_true_or_false(fake: FakeDrs, option: str) -> None:
    """Text such as `no` would count as true."""
    options: dict[str, Any] = {option: "no"}
    with pytest.raises(ValueError, match=f"{option} must be True or False"):
        FakeDrs.copy_of(fake.client(), **options)


def test_a_copy_is_reset_to_the_copy(fake: FakeDrs) -> None:
    """A second runbook begins where the first one has begun."""
    fake.add_source_server(state="CONTINUOUS")
    fake.advance(hours=1)
    copy = FakeDrs.copy_of(iter([fake.client()]))
    state, report = copy.save(), copy.copy_report
    with closing(copy):
        copy.add_source_server()
        copy.advance(days=1)
        copy.load(FakeDrs().save())
        copy.reset()
        assert copy.save() == state
        assert copy.now == fake.now
        assert copy.copy_report == report
        assert report
