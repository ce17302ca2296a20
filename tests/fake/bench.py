"""A fake with clients of several accounts and Regions, and steps that change it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drsclient.testing import Html, Reset, ServiceError, Truncated
    from drsclient.testing._site import FakeSite

    Fault: TypeAlias = Html | Reset | ServiceError | Truncated

OWN_ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"
SITES = (
    (OWN_ACCOUNT, "us-east-1"),
    (OWN_ACCOUNT, "eu-west-1"),
    (OTHER_ACCOUNT, "us-east-1"),
)
"""The accounts and Regions of the clients."""

# Small enough to be exceeded.
QUOTAS = Quotas(
    concurrent_jobs=4,
    launch_actions=3,
    recovery_plans=3,
    replicating_servers=6,
    servers_in_a_job=2,
    servers_in_all_jobs=5,
    source_networks=3,
    source_servers=8,
    servers_in_a_plan=4,
    steps_in_a_plan=4,
)

Outcome: TypeAlias = dict[str, Any]
"""The result of a step, without values that differ between runs."""

Step: TypeAlias = "Callable[[Bench], Outcome]"


class Bench:
    """A running fake, and a client of each account in each Region."""

    def __init__(self) -> None:
        self.fake = FakeDrs(page_size=1000, quotas=QUOTAS)
        self.fake.start()
        self.sites: list[FakeSite] = [
            self.fake.site(account_id=account_id, region_name=region_name)
            for account_id, region_name in SITES
        ]
        self.clients = [site.boto3_client() for site in self.sites]
        self.sites[0].add_staging_account(OTHER_ACCOUNT)
        for client in self.clients:
            client.describe_jobs()


def call(bench: Bench, site: int, operation: str, parameters: Outcome) -> Outcome:
    """Call an operation with the client of a site."""
    method = getattr(bench.clients[site], xform_name(operation))
    try:
        response: Outcome = method(**parameters)
    except ClientError as error:
        refusal: Any = error.response
        return {
            "status": refusal["ResponseMetadata"]["HTTPStatusCode"],
            **refusal["Error"],
        }
    except BotoCoreError as error:
        return {"broken": type(error).__name__}
    del response["ResponseMetadata"]
    return {"response": response}


def call_badly(
    bench: Bench, site: int, operation: str, parameters: Outcome, fault: Fault
) -> Outcome:
    """Call an operation with a fault that has a probability of one half."""
    bench.fake.inject(fault, operation, probability=0.5)
    outcome = call(bench, site, operation, parameters)
    bench.fake.clear_faults()
    return outcome


def call_twice(bench: Bench, site: int, operation: str, parameters: Outcome) -> Outcome:
    """Call an operation twice at a rate limit that allows one call."""
    bench.fake.throttle(1, burst=1, operation=operation)
    first = call(bench, site, operation, parameters)
    second = call(bench, site, operation, parameters)
    bench.fake.clear_faults()
    assert second.get("Code") == "ThrottlingException", (first, second)
    return first


def use(
    bench: Bench, site: int, method: str, *args: object, **named: object
) -> Outcome:
    """Call a method of a site, which may raise an error."""
    try:
        result = getattr(bench.sites[site], method)(*args, **named)
    except (KeyError, ValueError) as error:
        return {"refused": repr(error)}
    return {"result": result}


def advance(bench: Bench, _: int, amounts: Mapping[str, float]) -> Outcome:
    """Advance the virtual time."""
    before = bench.fake.now
    bench.fake.advance(**amounts)
    assert bench.fake.now >= before
    return {"now": bench.fake.now}


def possible_events(bench: Bench, site: int, resource_id: str) -> list[str]:
    """Return the events that can be triggered for a resource in its state."""
    refusal = use(bench, site, "trigger", resource_id, "(no event)")["refused"]
    return re.findall("'([^']*)'", refusal.partition(";")[2])
