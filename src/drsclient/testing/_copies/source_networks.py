"""Copy source networks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from drsclient.testing._life_cycles.source_networks import PROTECTION
from drsclient.testing._records.record import Progress
from drsclient.testing._records.source_networks import NetworkRecovery, SourceNetwork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire


def copy_source_networks(copy: SiteCopy) -> None:
    """Copy the source networks of an account in a Region."""
    stacks = _deployed_stacks(copy)
    for answer in copy.answers.items("DescribeSourceNetworks"):
        network_id = answer["sourceNetworkID"]
        if "sourceVpcID" in answer:
            _copy_network(copy, answer, stacks[network_id])
        else:
            copy.skip(network_id, "it has no sourceVpcID")


def network_data(event_data: Wire) -> Wire:
    """Return the data about a source network in an item of a job's log."""
    data: Wire = event_data.get("eventResourceData", {}).get("sourceNetworkData", {})
    return data


def _deployed_stacks(copy: SiteCopy) -> Mapping[str, dict[str, str]]:
    """Return the VPC of each stack, which only the logs of jobs have, by network."""
    stacks: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for job in reversed(copy.answers.items("DescribeJobs")):
        for item in copy.answers.items("DescribeJobLogItems", job["jobID"]):
            data = network_data(item.get("eventData", {}))
            if data.keys() >= {"sourceNetworkID", "stackName", "targetVpc"}:
                stacks[data["sourceNetworkID"]][data["stackName"]] = data["targetVpc"]
    return stacks


def _copy_network(copy: SiteCopy, answer: Wire, stacks: dict[str, str]) -> None:
    site = copy.site
    state = answer.get("replicationStatus", PROTECTION.initial)
    network = SourceNetwork(
        number=site.shared.new_number(),
        source_network_id=answer["sourceNetworkID"],
        vpc_id=answer["sourceVpcID"],
        origin_account_id=answer.get("sourceAccountID", site.account_id),
        origin_region=answer.get("sourceRegion", site.region_name),
        tags=answer.get("tags", {}),
        protection=Progress(state=state, since=copy.now),
        is_copied=state in {"PROTECTED", "ERROR"},
        stacks=stacks,
        stack_name=answer.get("cfnStackName"),
        last_recovery=_last_recovery(copy, answer.get("lastRecovery", {})),
        observed_details=answer.get("replicationStatusDetails"),
    )
    if "launchedVpcID" in answer:
        if network.stack_name is None:
            copy.skip(f"the launchedVpcID of {network.key}", "it has no cfnStackName")
        else:
            stacks[network.stack_name] = answer["launchedVpcID"]
    if state == "IN_PROGRESS":
        copy.skip(network.key, "no API response has the start time of its replication")
    if state in {"IN_PROGRESS", "ERROR"}:
        copy.skip(network.key, "no API response shows whether it was PROTECTED before")
    site.source_networks.add(network)
    PROTECTION.schedule_timed_events(site, network)


def _last_recovery(copy: SiteCopy, recovery: Wire) -> NetworkRecovery | None:
    if recovery in ({}, {"lastRecoveryResult": "NOT_STARTED"}):
        return None
    started = recovery.get("apiCallDateTime")
    return NetworkRecovery(
        job_id=recovery.get("jobID"),
        started=copy.past(started) if started else None,
        result=recovery.get("lastRecoveryResult", "NOT_STARTED"),
    )
