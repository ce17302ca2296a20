"""
The participants of jobs in progress, which continue from the phase in the log.

The times between the phases of a real job differ from those of the fake: what is
overdue happens at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.testing._copies.source_networks import network_data
from drsclient.testing._copies.templates import copied_launch_action
from drsclient.testing._life_cycles import LIFE_CYCLES
from drsclient.testing._life_cycles.converted_snapshots import CONVERTED_SNAPSHOT
from drsclient.testing._life_cycles.failback import FAILBACK_LAUNCH
from drsclient.testing._life_cycles.jobs import PENDING_TIME, add_participant
from drsclient.testing._life_cycles.launch import LAUNCH, UP_TO_DATE
from drsclient.testing._life_cycles.launch_actions import (
    LAUNCH_ACTION_RUN,
    RUN,
    add_run,
    add_waiting_runs,
    continue_runs,
)
from drsclient.testing._life_cycles.recovery_instances import (
    TERMINATION,
    remove_recovery_instance,
)
from drsclient.testing._life_cycles.source_networks import ASSOCIATION, NETWORK_RECOVERY
from drsclient.testing._records.jobs import ENDED, Participant
from drsclient.testing._records.launch import LaunchActionRun
from drsclient.testing._records.observed import difference_from
from drsclient.testing._records.record import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._life_cycles.life_cycle import LifeCycle
    from drsclient.testing._records.jobs import Job, LogItem
    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.source_servers import Snapshot
    from drsclient.testing._state.site_state import SiteState

_PHASES: Final[Mapping[str, Mapping[str, str]]] = {
    LAUNCH.name: {
        "JOB_START": "PREPARATION",
        "CLEANUP_START": "CLEANUP",
        "CLEANUP_FAIL": "CLEANUP",
        "CLEANUP_END": "PREPARATION",
        "SNAPSHOT_START": "SNAPSHOT",
        "SNAPSHOT_FAIL": "SNAPSHOT",
        "SNAPSHOT_END": "PREPARATION",
        "USING_PREVIOUS_SNAPSHOT": "PREPARATION",
        "CONVERSION_START": "CONVERSION",
        "CONVERSION_FAIL": "CONVERSION",
        "CONVERSION_END": "CONVERTED",
        "LAUNCH_START": "LAUNCH",
        "LAUNCH_FAILED": "LAUNCH",
        "LAUNCH_END": "POST_LAUNCH",
    },
    TERMINATION.name: {"JOB_START": "TERMINATION", "CLEANUP_START": "TERMINATION"},
    FAILBACK_LAUNCH.name: {
        "JOB_START": "FAILBACK_CONVERSION",
        "CONVERSION_START": "FAILBACK_CONVERSION",
        "CONVERSION_END": "REBOOT",
        "LAUNCH_START": "REBOOT",
    },
    CONVERTED_SNAPSHOT.name: {"CONVERSION_START": "CONVERSION"},
    NETWORK_RECOVERY.name: {
        "JOB_START": "DEPLOYMENT",
        "DEPLOY_NETWORK_CONFIGURATION_START": "DEPLOYMENT",
        "UPDATE_NETWORK_CONFIGURATION_START": "DEPLOYMENT",
        "DEPLOY_NETWORK_CONFIGURATION_END": "LAUNCH_TEMPLATES",
        "UPDATE_NETWORK_CONFIGURATION_END": "LAUNCH_TEMPLATES",
        "UPDATE_LAUNCH_TEMPLATE_START": "LAUNCH_TEMPLATES",
    },
}
"""The phase after each event in the log of a job, by life cycle."""

_TABLES: Final = {
    FAILBACK_LAUNCH.name: "recovery_instances",
    NETWORK_RECOVERY.name: "source_networks",
    TERMINATION.name: "recovery_instances",
}
"""The tables of the resources in jobs, by life cycle, except for source servers."""

_NOTED_EVENTS: Final = {"CLEANUP": "clean up", "CONVERSION": "convert"}
_BEFORE_CONVERTED: Final = frozenset(
    {"PENDING", "CLEANUP", "SNAPSHOT", "PREPARATION", "CONVERSION"}
)


def copy_participants(copy: SiteCopy, job: Job, answer: Wire) -> None:
    """Copy the participants of a job in progress."""
    answers = [
        *answer.get("participatingServers", ()),
        *answer.get("participatingResources", ()),
    ]
    for one in answers:
        participant = _participant(copy, job, one)
        if participant.resource_id and participant.key not in copy.site.participants:
            _copy_progress(copy, job, participant, one)
            add_participant(copy.site, job, participant)
            _observe(copy, participant, one)
        else:
            copy.skip(f"a participant of {job.job_id}", "it has no ID of its own")


def _participant(copy: SiteCopy, job: Job, answer: Wire) -> Participant:
    """Return a participant at the start of its life cycle."""
    network_id = answer.get("participatingResourceID", {}).get("sourceNetworkID")
    life_cycle: LifeCycle[Participant] = LAUNCH
    if network_id is not None:
        life_cycle = NETWORK_RECOVERY
    elif job.type == "TERMINATE":
        life_cycle = TERMINATION
    elif job.type == "CREATE_CONVERTED_SNAPSHOT":
        life_cycle = CONVERTED_SNAPSHOT
    elif job.initiated_by == "FAILBACK":
        life_cycle = FAILBACK_LAUNCH
    participant = Participant(
        number=copy.site.shared.new_number(),
        job_id=job.job_id,
        life_cycle=life_cycle.name,
        progress=Progress(state=life_cycle.initial, since=job.created),
        source_server_id=answer.get("sourceServerID"),
        source_network_id=network_id,
        is_drill=job.initiated_by == "START_DRILL",
        launch_action_runs=[] if life_cycle is LAUNCH else None,
    )
    if life_cycle in {TERMINATION, FAILBACK_LAUNCH}:
        participant.recovery_instance_id = answer.get(
            "recoveryInstanceID"
        ) or _unnamed_instance(
            copy, job, participant, has_ended=answer.get("launchStatus") in ENDED
        )
    return participant


def _unnamed_instance(
    copy: SiteCopy, job: Job, participant: Participant, *, has_ended: bool
) -> str | None:
    """Return an instance of a participant's server that the job does not have yet."""
    listed = [
        instance.key
        for instance in copy.site.recovery_instances
        if instance.source_server_id == participant.source_server_id
    ]
    logged = {
        str(item.data["targetInstanceID"])
        for item in job.log
        if item.data.get("sourceServerID") == participant.source_server_id
        and "targetInstanceID" in item.data
    }
    # Those that were terminated are not listed anymore.
    gone = sorted(logged.difference(listed))
    for instance_id in [*gone, *listed] if has_ended else [*listed, *gone]:
        if f"{job.job_id}/{instance_id}" not in copy.site.participants:
            return instance_id
    return None


def _copy_progress(
    copy: SiteCopy, job: Job, participant: Participant, answer: Wire
) -> None:
    items = list(_items(copy, job, participant))
    status, progress = answer.get("launchStatus"), participant.progress
    # A launch is not terminated, and no termination is launched.
    end = "TERMINATED" if participant.life_cycle == TERMINATION.name else "FAILED"
    actions = answer.get("launchActionsStatus", {})
    if status in ENDED:
        is_possible = status in LIFE_CYCLES[participant.life_cycle].states
        progress.state = status if is_possible else end
        progress.since = max(item.time for item in items) if items else job.created
        if "ssmAgentDiscoveryDatetime" in actions:
            found = copy.past(actions["ssmAgentDiscoveryDatetime"])
            last = found + RUN * len(actions.get("runs", ()))
            progress.since = min(max(progress.since, last), copy.now)
        return
    site = copy.site
    table = site.tables[_TABLES.get(participant.life_cycle, "source_servers")]
    if participant.resource_id not in table:
        progress.state = end
        copy.skip(
            f"the progress of {participant.key}",
            f"the resource does not exist, so it counts as {progress.state}",
        )
        return
    for item in items:
        _follow(site, participant, item)
    if participant.life_cycle != LAUNCH.name:
        return
    if progress.state == "CONVERSION":
        new_id = site.shared.new_instance_id()
        participant.conversion_server_id = participant.conversion_server_id or new_id
    if progress.state == "POST_LAUNCH":
        _copy_runs(copy, participant, actions)


def _follow(site: SiteState, participant: Participant, item: LogItem) -> None:
    """Bring a participant to the phase that an item of the log shows."""
    data, progress = item.data, participant.progress
    state = _PHASES[participant.life_cycle].get(item.event, progress.state)
    if participant.life_cycle == LAUNCH.name:
        participant.conversion_server_id = data.get(
            "conversionServerID", participant.conversion_server_id
        )
        participant.target_instance_id = data.get(
            "targetInstanceID", participant.target_instance_id
        )
        is_listed = participant.target_instance_id in site.recovery_instances
        if state == "POST_LAUNCH" and not is_listed:
            # The account listed its recovery instances before it was launched.
            state = progress.state
    participant.stack_name = network_data(data).get("stackName", participant.stack_name)
    # A phase starts again after an attempt that failed.
    if state != progress.state or item.event.endswith("_START"):
        progress.state, progress.since = state, item.time


def _items(copy: SiteCopy, job: Job, participant: Participant) -> Iterator[LogItem]:
    """Return the items of a job's log about a participant."""
    # A job may have started earlier than its participants.
    is_pending = copy.now < job.created + PENDING_TIME
    for item in job.log:
        network_id = network_data(item.data).get("sourceNetworkID")
        instance_id = item.data.get("targetInstanceID")
        if item.event == "JOB_START":
            if not is_pending:
                yield item
        elif participant.source_network_id is not None:
            if network_id == participant.source_network_id:
                yield item
        elif item.data.get("sourceServerID") == participant.source_server_id and (
            participant.recovery_instance_id in {None, instance_id}
            or instance_id is None
        ):
            yield item


def _copy_runs(copy: SiteCopy, participant: Participant, actions: Wire) -> None:
    """Copy the runs of launch actions, and add those that have not started."""
    site = copy.site
    found = actions.get("ssmAgentDiscoveryDatetime")
    participant.ssm_agent_found = copy.past(found) if found else None
    for index, answer in enumerate(actions.get("runs", ())):
        # No answer has the start of a run, but each starts when the one before ends.
        since = (participant.ssm_agent_found or copy.now) + RUN * index
        action = copied_launch_action(answer.get("action", {}))
        if action is None:
            copy.skip(
                f"a run of a launch action of {participant.key}",
                "its action has no ID, code or order",
            )
            continue
        run = LaunchActionRun(
            number=site.shared.new_number(),
            participant=participant.key,
            action=action,
            progress=Progress(
                state=answer.get("status", "SUCCEEDED"), since=min(since, copy.now)
            ),
            failure_reason=answer.get("failureReason"),
        )
        run.run_id = answer.get("runId", run.run_id)
        add_run(site, participant, run)
    add_waiting_runs(site, participant)


def _observe(copy: SiteCopy, participant: Participant, answer: Wire) -> None:
    """Keep what the fake would answer otherwise while the state stays the same."""
    derived = participant.wire(copy.site)
    for name, value in answer.items():
        # The runs of actions change within a state.
        is_live = name == "launchActionsStatus" and not participant.has_ended
        difference = difference_from(derived.get(name), value)
        if difference is not None and not is_live:
            participant.observed[name] = value


def link_converted_snapshot(copy: SiteCopy, converted: Participant) -> None:
    """Link a participant in a staging account to the launch that it belongs to."""
    site = copy.site
    arn = converted.source_server(site).arn(site)
    for target in site.shared.sites.values():
        for launch in target.participants:
            if (
                launch.life_cycle == LAUNCH.name
                and launch.progress.state in _BEFORE_CONVERTED
                and launch.source_server(target).staging_arn == arn
            ):
                launch.staging_site = site.key
                launch.staging_participant = converted.key
                # The accounts are read one after the other.
                if launch.progress.state == "CONVERSION":
                    converted.progress.state = "CONVERSION"
                return
    converted.progress.state = "CONVERSION"
    CONVERTED_SNAPSHOT.schedule(site, converted, "(convert)")
    copy.skip(f"the launch behind {converted.key}", "no copied account has it")


def resume_participant(copy: SiteCopy, job: Job, participant: Participant) -> None:
    """Schedule the events that end the current phase of a participant."""
    site = copy.site
    life_cycle: LifeCycle[Participant] = LIFE_CYCLES[participant.life_cycle]
    life_cycle.schedule_timed_events(site, participant)
    if life_cycle is NETWORK_RECOVERY:
        _resume_network_recovery(copy, job, participant)
    elif life_cycle is LAUNCH:
        _resume_launch(copy, job, participant)


def _resume_network_recovery(
    copy: SiteCopy, job: Job, participant: Participant
) -> None:
    site, progress = copy.site, participant.progress
    network = site.source_networks.find(participant.resource_id)
    is_new = job.initiated_by == "CREATE_NETWORK_RECOVERY"
    if participant.stack_name is None:
        last = None if is_new else network.stack_name
        participant.stack_name = last or network.new_stack_name
        copy.skip(f"the stack of {participant.key}", "no API response names it yet")
    if progress.state == NETWORK_RECOVERY.initial:
        is_association = job.initiated_by == ASSOCIATION
        begin = "(begin association)" if is_association else "(begin deployment)"
        NETWORK_RECOVERY.resume(site, participant, begin, progress.since)


def _resume_launch(copy: SiteCopy, job: Job, participant: Participant) -> None:
    site, state = copy.site, participant.progress.state
    server = participant.source_server(site)
    if state not in {"PENDING", "CLEANUP", "SNAPSHOT"}:
        participant.snapshot = _snapshot(copy, job, participant)
    event = _NOTED_EVENTS.get(state)
    if state == "SNAPSHOT":
        replication = server.replicating_server(site)[1].replication
        is_up_to_date = replication.state in UP_TO_DATE
        event = "take snapshot" if is_up_to_date else "use previous snapshot"
    if event is not None:
        LAUNCH.resume(site, participant, event, participant.progress.since)
    target = server.launch_target
    if state == "LAUNCH" and target is not None:
        participant.target_instance_id = target
        copy.skip(
            f"the instance that {participant.key} is launched into",
            "no API response names it yet; the one in the settings is used instead",
        )
        if target in site.recovery_instances:
            remove_recovery_instance(site, site.recovery_instances.find(target))
            copy.skip(f"recovery instance {target}", "its server is launched into it")
    if state == "POST_LAUNCH":
        _resume_runs(site, participant)


def _resume_runs(site: SiteState, participant: Participant) -> None:
    for key in participant.launch_action_runs or ():
        run = site.launch_action_runs.find(key)
        if run.progress.state == "IN_PROGRESS":
            LAUNCH_ACTION_RUN.resume(site, run, "succeed", run.progress.since)
    continue_runs(site, participant)


def _snapshot(copy: SiteCopy, job: Job, participant: Participant) -> Snapshot | None:
    """Return the snapshot of a launch, which no answer names."""
    _, server = participant.source_server(copy.site).replicating_server(copy.site)
    times = {item.event: item.time for item in _items(copy, job, participant)}
    taken = times.get("SNAPSHOT_END")
    if taken is not None:
        return min(
            server.snapshots, key=lambda one: abs(one.taken - taken), default=None
        )
    if "SNAPSHOT_START" not in times:
        copy.skip(
            f"the snapshot that was chosen for {participant.key}",
            "no API response names it; the newest one is used instead",
        )
    until = times.get("USING_PREVIOUS_SNAPSHOT", copy.now)
    earlier = [one for one in server.snapshots if one.taken <= until]
    return earlier[-1] if earlier else None
