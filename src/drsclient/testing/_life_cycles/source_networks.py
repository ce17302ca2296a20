"""Source networks: their protection, and their recovery or association by a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._errors import conflict
from drsclient.testing._life_cycles.jobs import (
    PENDING_TIME,
    add_participant,
    end_job_if_last,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.jobs import Participant
from drsclient.testing._records.record import Progress
from drsclient.testing._records.source_networks import NetworkRecovery, SourceNetwork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._state.site_state import SiteState

_COPY: Final = timedelta(minutes=5)

PROTECTION: Final = LifeCycle[SourceNetwork](
    name="protection",
    table="source_networks",
    progress_field="protection",
    initial="STOPPED",
    transitions=(
        Transition("STOPPED", "StartSourceNetworkReplication", "IN_PROGRESS"),
        Transition("ERROR", "StartSourceNetworkReplication", "IN_PROGRESS"),
        Transition("IN_PROGRESS", "finish copy", "PROTECTED", _COPY),
        Transition("IN_PROGRESS", "lose source", "ERROR"),
        Transition("PROTECTED", "lose source", "ERROR"),
        Transition("IN_PROGRESS", "StopSourceNetworkReplication", "STOPPED"),
        Transition("PROTECTED", "StopSourceNetworkReplication", "STOPPED"),
        Transition("ERROR", "StopSourceNetworkReplication", "STOPPED"),
    ),
)


@PROTECTION.on_entering("PROTECTED")
def _keep_copy(_: SiteState, network: SourceNetwork) -> None:
    network.is_copied = True


@PROTECTION.on_entering("STOPPED")
def _discard_copy(_: SiteState, network: SourceNetwork) -> None:
    network.is_copied = False


@PROTECTION.on_entering("STOPPED", "IN_PROGRESS", "PROTECTED", "ERROR")
def _send_status_change(site: SiteState, network: SourceNetwork) -> None:
    site.send_event(
        "DRS Source Network Protection Status Change",
        network.arn(site),
        {"state": network.protection.state},
    )


_DEPLOYMENT: Final = timedelta(minutes=3)
_LAUNCH_TEMPLATES: Final = timedelta(seconds=30)
ASSOCIATION: Final = "ASSOCIATE_NETWORK_RECOVERY"

NETWORK_RECOVERY: Final = LifeCycle[Participant](
    name="network recovery",
    table="participants",
    progress_field="progress",
    initial="PENDING",
    transitions=(
        Transition(
            "PENDING",
            "(begin deployment)",
            "DEPLOYMENT",
            PENDING_TIME,
            "if a stack is to be deployed",
        ),
        Transition(
            "PENDING",
            "(begin association)",
            "LAUNCH_TEMPLATES",
            PENDING_TIME,
            "if the stack is there already",
        ),
        Transition("DEPLOYMENT", "deploy", "LAUNCH_TEMPLATES", _DEPLOYMENT),
        Transition("DEPLOYMENT", "fail deployment", "FAILED"),
        Transition(
            "LAUNCH_TEMPLATES", "update launch templates", "LAUNCHED", _LAUNCH_TEMPLATES
        ),
        Transition("LAUNCH_TEMPLATES", "fail launch templates", "FAILED"),
    ),
)


def start_network_recovery_job(
    site: SiteState, wanted: Mapping[str, str], *, tags: Mapping[str, str]
) -> Job:
    """
    Start a job that recovers source networks.

    Args:
        site: The account in the Region.
        wanted: The names of the stacks to deploy or update, by network ID.
        tags: The job's tags.

    Raises:
        FakeError: A job is processing one of them, or a quota is exceeded.
    """
    networks = [site.source_networks.find(network_id) for network_id in wanted]
    is_update = all(wanted[network.key] in network.stacks for network in networks)
    kind = "UPDATE_NETWORK_RECOVERY" if is_update else "CREATE_NETWORK_RECOVERY"
    return _start_job(site, kind, wanted, tags)


def start_association_job(
    site: SiteState, source_network_id: str, stack_name: str
) -> Job:
    """
    Start a job that associates a network with a stack of an earlier recovery.

    Raises:
        FakeError: A job is processing the network, or a quota is exceeded.
    """
    return _start_job(site, ASSOCIATION, {source_network_id: stack_name}, {})


def check_no_job(site: SiteState, network: SourceNetwork) -> None:
    """
    Check that no job is processing a network.

    Raises:
        FakeError: A job is processing it.
    """
    for participant in site.participants:
        job = site.jobs.find(participant.job_id)
        if (
            participant.source_network_id == network.key
            and job.progress.state != "COMPLETED"
        ):
            raise conflict(
                "SourceNetwork",
                network.key,
                f"SourceNetwork {network.key} is currently being processed by"
                f" {participant.job_id}",
            )


def _start_job(
    site: SiteState, kind: str, wanted: Mapping[str, str], tags: Mapping[str, str]
) -> Job:
    networks = [site.source_networks.find(network_id) for network_id in wanted]
    for network in networks:
        check_no_job(site, network)
    job = start_job(site, job_type="LAUNCH", initiated_by=kind, tags=tags)
    begin = "(begin association)" if kind == ASSOCIATION else "(begin deployment)"
    for network in networks:
        network.last_recovery = NetworkRecovery(job_id=job.job_id, started=site.now)
        participant = Participant(
            number=site.shared.new_number(),
            job_id=job.job_id,
            life_cycle=NETWORK_RECOVERY.name,
            progress=Progress(state=NETWORK_RECOVERY.initial, since=site.now),
            source_network_id=network.key,
            stack_name=wanted[network.key],
        )
        add_participant(site, job, participant)
        NETWORK_RECOVERY.schedule(site, participant, begin)
    return job


@NETWORK_RECOVERY.on_entering("DEPLOYMENT")
def _begin_deployment(site: SiteState, participant: Participant) -> None:
    _log(site, participant, f"{_log_prefix(site, participant)}_START")


@NETWORK_RECOVERY.on_entering("LAUNCH_TEMPLATES")
def _begin_launch_templates(site: SiteState, participant: Participant) -> None:
    network, stack_name = _network_and_stack(site, participant)
    if participant.progress.previous == "DEPLOYMENT":
        deployment = _log_prefix(site, participant)
        if stack_name not in network.stacks:
            network.stacks[stack_name] = site.shared.new_id("vpc-")
        network.stack_name = stack_name
        _log(site, participant, f"{deployment}_END")
    _log(site, participant, "UPDATE_LAUNCH_TEMPLATE_START")


@NETWORK_RECOVERY.on_entering("LAUNCHED")
def _end_launch_templates(site: SiteState, participant: Participant) -> None:
    network, stack_name = _network_and_stack(site, participant)
    network.stack_name = stack_name
    _log(site, participant, "UPDATE_LAUNCH_TEMPLATE_END")
    _end_recovery(
        site, participant, associated="ASSOCIATE_SUCCESS", recovered="SUCCESS"
    )


@NETWORK_RECOVERY.on_entering("FAILED")
def _fail_recovery(site: SiteState, participant: Participant) -> None:
    if participant.progress.previous == "DEPLOYMENT":
        _log(site, participant, f"{_log_prefix(site, participant)}_FAILED")
        result = "FAIL"
    else:
        _log(site, participant, "UPDATE_LAUNCH_TEMPLATE_FAILED")
        result = "PARTIAL_SUCCESS"
    _log(site, participant, "NETWORK_RECOVERY_FAIL")
    _end_recovery(site, participant, associated="ASSOCIATE_FAIL", recovered=result)


def _end_recovery(
    site: SiteState, participant: Participant, *, associated: str, recovered: str
) -> None:
    network, _ = _network_and_stack(site, participant)
    job = site.jobs.find(participant.job_id)
    result = associated if job.initiated_by == ASSOCIATION else recovered
    network.last_recovery = NetworkRecovery(
        job_id=job.job_id, started=job.created, result=result
    )
    site.send_event(
        "DRS Source Network Recovery Result", network.arn(site), {"state": result}
    )
    end_job_if_last(site, participant)


def _log_prefix(site: SiteState, participant: Participant) -> str:
    """Return the prefix of log events: a stack that exists is updated, not deployed."""
    network, stack_name = _network_and_stack(site, participant)
    verb = "UPDATE" if stack_name in network.stacks else "DEPLOY"
    return f"{verb}_NETWORK_CONFIGURATION"


def _network_and_stack(
    site: SiteState, participant: Participant
) -> tuple[SourceNetwork, str]:
    network = site.source_networks.find(participant.source_network_id or "")
    return network, participant.stack_name or ""


def _log(site: SiteState, participant: Participant, event: str) -> None:
    network, stack_name = _network_and_stack(site, participant)
    data = {
        "sourceNetworkID": network.key,
        "sourceVpc": network.vpc_id,
        "stackName": stack_name,
    }
    if stack_name in network.stacks:
        data["targetVpc"] = network.stacks[stack_name]
    log_participant(
        site, participant, event, eventResourceData={"sourceNetworkData": data}
    )
