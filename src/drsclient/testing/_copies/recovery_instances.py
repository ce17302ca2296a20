"""Copy recovery instances and their failback."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._iso8601 import parse_date_time
from drsclient.testing._life_cycles.failback import FAILBACK
from drsclient.testing._life_cycles.recovery_instances import (
    AGENT,
    BOOT,
    EC2_INSTANCE,
)
from drsclient.testing._records.failback import (
    Failback,
    ObservedFailback,
    failback_configuration,
)
from drsclient.testing._records.observed import difference_from
from drsclient.testing._records.record import Progress
from drsclient.testing._records.recovery_instances import RecoveryInstance
from drsclient.testing._records.replication import INITIATION
from drsclient.testing._records.source_servers import AGENT_VERSION

if TYPE_CHECKING:
    from datetime import datetime

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

_NOT_STARTED: Final = "FAILBACK_NOT_STARTED"
_NOT_READY: Final = "FAILBACK_NOT_READY_FOR_LAUNCH"
# The members that change, each of which has a part of its own in the record.
_CHANGING: Final = frozenset(
    {"dataReplicationInfo", "ec2InstanceState", "failback", "tags"}
)


def copy_recovery_instances(copy: SiteCopy) -> None:
    """Copy the recovery instances of an account in a Region."""
    answers = copy.answers.items("DescribeRecoveryInstances")
    if any(
        answer.get("originEnvironment") == "AWS"
        and _is_fresh(answer.get("failback", {}))
        for answer in answers
    ):
        shared = copy.site.shared
        shared.assumptions = attrs.evolve(
            shared.assumptions, first_failback_state=_NOT_READY
        )
    for answer in answers:
        if "sourceServerID" in answer:
            _copy_instance(copy, answer)
        else:
            copy.skip(answer["recoveryInstanceID"], "it has no sourceServerID")


def _is_fresh(failback: Wire) -> bool:
    """Return whether a failback is not ready because it was never started."""
    is_started = failback.keys() & {"failbackClientID", "failbackInitiationTime"}
    return failback.get("state") == _NOT_READY and not is_started


def _copy_instance(copy: SiteCopy, answer: Wire) -> None:
    site = copy.site
    properties = answer.get("recoveryInstanceProperties", {})
    failback = _failback(copy, answer)
    last_seen = answer.get("failback", {}).get("agentLastSeenByServiceDateTime")
    info = answer.get("dataReplicationInfo", {})
    is_disconnected = info.get("dataReplicationState") == "DISCONNECTED"
    launched = properties.get("lastUpdatedDateTime")
    seen = copy.past(last_seen) if last_seen else copy.now
    instance = RecoveryInstance(
        number=site.shared.new_number(),
        recovery_instance_id=answer["recoveryInstanceID"],
        source_server_id=answer["sourceServerID"],
        job_id=answer.get("jobID"),
        is_drill=answer.get("isDrill", False),
        point_in_time=copy.past(
            answer.get("pointInTimeSnapshotDateTime", copy.now.isoformat())
        ),
        tags=answer.get("tags", {}),
        ec2=_ec2(copy, answer, copy.past(launched) if launched else copy.now, seen),
        agent=Progress(
            state="INITIALIZED" if last_seen else AGENT.initial, since=copy.now
        ),
        failback=failback,
        failback_configuration=_failback_configuration(copy, answer),
        availability_zone=f"{site.region_name}a",
        origin_environment=answer.get("originEnvironment", "ON_PREMISES"),
        origin_availability_zone=answer.get("originAvailabilityZone"),
        agent_version=answer.get("agentVersion", AGENT_VERSION),
        disks={
            disk["internalDeviceName"]: disk.get("bytes", 0)
            for disk in properties.get("disks", ())
            if "internalDeviceName" in disk
        },
        properties=properties,
        disconnected=seen if is_disconnected else None,
    )
    wire = instance.wire(site)
    instance.observed = {
        name: value
        for name, value in answer.items()
        if name not in _CHANGING and difference_from(wire.get(name), value) is not None
    }
    site.recovery_instances.add(instance)
    EC2_INSTANCE.schedule_timed_events(site, instance)
    if instance.ec2.state == "RUNNING" and AGENT.allows(instance, "initialize agent"):
        AGENT.resume(site, instance, "initialize agent", instance.ec2.since)
    if failback.state == "FAILBACK_IN_PROGRESS" and failback.client_id is not None:
        end = failback.since + failback.synchronization
        FAILBACK.schedule_at(site, instance, "synchronize", end)


def _ec2(copy: SiteCopy, answer: Wire, launched: datetime, seen: datetime) -> Progress:
    state = answer.get("ec2InstanceState", "RUNNING")
    if state == "PENDING":
        since = launched
    elif state == "RUNNING":
        since = min(launched + BOOT, copy.now)
    else:
        # The service last heard of the agent when the instance left its last state.
        since = seen
    return Progress(state=state, since=since)


def _failback_configuration(copy: SiteCopy, answer: Wire) -> Wire:
    operation = "GetFailbackReplicationConfiguration"
    settings = copy.answers.entity(operation, answer["recoveryInstanceID"])
    return failback_configuration() | {
        name: value for name, value in settings.items() if name != "recoveryInstanceID"
    }


def _failback(copy: SiteCopy, answer: Wire) -> Failback:
    """Return a failback, without the source server that replicates the data."""
    wire, info = answer.get("failback", {}), answer.get("dataReplicationInfo", {})
    state = wire.get("state", _NOT_STARTED)
    if state not in FAILBACK.states:
        copy.skip(
            f"the state {state} of {answer['recoveryInstanceID']}",
            f"responses contain it, but it is otherwise treated as {_NOT_STARTED}",
        )
        state = _NOT_STARTED
    if _is_fresh(wire):
        state = _NOT_STARTED
    initiated = wire.get("failbackInitiationTime")
    failback = Failback(
        state=state,
        since=copy.now,
        client_id=wire.get("failbackClientID"),
        initiated=copy.past(initiated) if initiated else None,
        job_id=wire.get("failbackJobID"),
        launch_type=wire.get("failbackLaunchType"),
    )
    # An instance in its first state answers with the assumption about that.
    assumed = copy.site.shared.assumptions.first_failback_state
    failback.entry = int(wire.get("state") != assumed or state != _NOT_STARTED)
    if state == "FAILBACK_IN_PROGRESS":
        failback.since = failback.initiated or copy.now
        if "etaDateTime" in info:
            sync = parse_date_time(info["etaDateTime"]) - failback.since - INITIATION
            failback.initial_sync = max(sync, timedelta.resolution)
    elif state == _NOT_READY:
        failback.since = copy.now - (copy.lag(info.get("lagDuration")) or timedelta())
    elif "failbackClientLastSeenByServiceDateTime" in wire:
        seen = wire["failbackClientLastSeenByServiceDateTime"]
        failback.since = copy.past(seen)
    return failback


def link_recovery_instances(copy: SiteCopy) -> None:
    """Link the recovery instances to the source servers that replicate their data."""
    site = copy.site
    replicating = {
        server.hardware_id: (home, server)
        for home in site.shared.sites.values()
        for server in home.source_servers
        if server.staging_arn is None
    }
    for answer in copy.answers.items("DescribeRecoveryInstances"):
        instance = site.recovery_instances.records.get(answer["recoveryInstanceID"])
        if instance is None:
            continue
        source = site.source_servers.records.get(instance.source_server_id)
        if source is not None:
            instance.availability_zone = source.recovery_zone(site)
        found = replicating.get(instance.key)
        if found is not None:
            _link(site, instance, *found)
        failback = instance.failback
        if (
            failback.state != _NOT_STARTED
            and failback.client_id is None
            and failback.reversed_site is None
        ):
            copy.skip(
                f"the reversed replication of {instance.key}",
                "the source server that replicates its data was not copied",
            )
        _observe(copy, instance, answer)


def _link(
    site: SiteState,
    instance: RecoveryInstance,
    home: SiteState,
    server: SourceServer,
) -> None:
    """Link an instance to the server whose machine it is, if that replicates it."""
    failback = instance.failback
    is_reversed = failback.client_id is None and failback.state != _NOT_STARTED
    # In its own Region, a server stays on the instance when its failback has stopped.
    if not is_reversed and server.key != instance.source_server_id:
        return
    server.recovered_site = site.key
    server.recovered_instance_id = instance.key
    instance.availability_zone = server.origin_zone
    if is_reversed:
        failback.reversed_site = home.key
        failback.reversed_server_id = server.key


def _observe(copy: SiteCopy, instance: RecoveryInstance, answer: Wire) -> None:
    """Keep what the fake would answer otherwise while the state stays the same."""
    wire = instance.wire(copy.site)
    differing = {
        part: {
            name: value
            for name, value in answer.get(part, {}).items()
            if difference_from(wire[part].get(name), value) is not None
        }
        for part in ("failback", "dataReplicationInfo")
    }
    if any(differing.values()):
        instance.failback.observed = ObservedFailback(
            time=copy.now,
            failback=differing["failback"],
            replication=differing["dataReplicationInfo"],
        )
