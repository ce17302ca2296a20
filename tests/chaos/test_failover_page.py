"""The code of the how-to on failover runs as written, for many servers and back."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import drsclient
from drsclient import DrsClient
from drsclient.testing import FakeDrs, Quotas, Reset
from tests.engines.pages import blocks

pytestmark = pytest.mark.no_cover

ORIGIN = "us-east-1"
VMWARE_UUID = "4214a8f9-2c0d-4b6e-9b0a-5d2f6c1e7a31"
# The operations whose repetition would do something twice.
ACTS = [
    "StartRecovery",
    "ReverseReplication",
    "StartFailbackLaunch",
    "TerminateRecoveryInstances",
]


# The quotas that DRS documents, but for as many servers that replicate as needed.
QUOTAS = Quotas(replicating_servers=1200)


@pytest.mark.parametrize(
    ("count", "are_lost", "jobs", "jobs_at_origin"),
    [(30, False, 3, 1), (600, True, 13, 5)],
)
def test_the_page_fails_over_and_back(
    monkeypatch: pytest.MonkeyPatch,
    *,
    count: int,
    are_lost: bool,
    jobs: int,
    jobs_at_origin: int,
) -> None:
    """Nothing is launched twice, and all servers are protected again in the end."""
    with FakeDrs(region_name="eu-central-1", page_size=200, quotas=QUOTAS) as fake:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DRS", fake.endpoint_url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        client = partial(DrsClient, clock=fake)
        monkeypatch.setattr(drsclient, "DrsClient", client)
        fake.site(region_name=ORIGIN)
        add = partial(fake.add_source_server, state="CONTINUOUS")
        from_ec2 = [add(origin_region=ORIGIN) for _ in range(count * 5 // 6)]
        from_elsewhere = [add(hardware_id=VMWARE_UUID) for _ in range(count // 6)]
        # The last one is an option.
        setup, *steps, _ = blocks("how-to/failover.md", "python")
        names: dict[str, Any] = {}
        exec(setup, names)  # noqa: S102 - our own
        names["server_ids"] = [*from_ec2, *from_elsewhere]
        for operation in ACTS if are_lost else ():
            # The response is lost of a call that has taken effect.
            fake.inject(Reset(after_processing=True), operation, times=2)
        for step in steps:
            if "wait_for_failback" in step:
                for instance in names["to_elsewhere"]:
                    fake.trigger(
                        instance.recovery_instance_id, "connect failback client"
                    )
            if are_lost and "reverse_replication_many(" in step:
                # Once the agents are initialized, the lost calls have an effect, and no
                # call is repeated for minutes.
                fake.advance(minutes=4)
            exec(step, names)  # noqa: S102 - our own
        assert names["outcome"].is_success
        assert names["back"].is_success
        assert sorted(names["protected_ids"]) == sorted(from_ec2)
        drs = client(region_name="eu-central-1")
        assert drs.check_replication(from_ec2).is_success
        assert list(drs.describe_recovery_instances()) == []
        # Recoveries, a failback launch, terminations; recoveries in the source Region.
        assert len(list(drs.describe_jobs())) == jobs
        assert len(list(names["origin"].describe_jobs())) == jobs_at_origin
        reversals = [
            request
            for request in fake.assert_requested("ReverseReplication")
            # As long as an agent is not initialized.
            if request.outcome != "ConflictException"
        ]
        assert len(reversals) == 2 * len(from_ec2)
