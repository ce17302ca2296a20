"""The launch of the machine that a recovery instance is failed back to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.failback import FAILBACK
from drsclient.testing._life_cycles.jobs import (
    START,
    check_servers,
    end_if_last,
    join_instance,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.jobs import Participant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._records.recovery_instance import RecoveryInstance
    from drsclient.testing._world.site import Site

_CONVERSION: Final = timedelta(minutes=5)
_REBOOT: Final = timedelta(minutes=5)

FAILBACK_LAUNCH: Final = LifeCycle[Participant](
    name="failback launch",
    table="participants",
    part="progress",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "(begin failback)", "FAILBACK_CONVERSION", START),
        Transition("FAILBACK_CONVERSION", "convert", "REBOOT", _CONVERSION),
        Transition("FAILBACK_CONVERSION", "fail", "FAILED"),
        Transition("REBOOT", "finish reboot", "LAUNCHED", _REBOOT),
        Transition("REBOOT", "fail", "FAILED"),
    ),
)


def start_failback_launch(
    site: Site, instances: Sequence[RecoveryInstance], *, tags: Mapping[str, str]
) -> Job:
    """
    Start a job that launches the machines that recovery instances are failed back to.

    Raises:
        FakeError: One is not ready, or a quota is used up.
    """
    check_servers(site, [instance.source_server_id for instance in instances])
    for instance in instances:
        FAILBACK.check(site, instance, "StartFailbackLaunch")
    job = start_job(site, job_type="LAUNCH", initiated_by="FAILBACK", tags=tags)
    for instance in instances:
        instance.failback.job_id = job.job_id
        name = FAILBACK_LAUNCH.name
        participant = join_instance(site, job, instance, life_cycle=name)
        FAILBACK_LAUNCH.follow(site, participant)
    return job


@FAILBACK_LAUNCH.on_entering("FAILBACK_CONVERSION")
def _convert(site: Site, participant: Participant) -> None:
    log_participant(site, participant, "CONVERSION_START")


@FAILBACK_LAUNCH.on_entering("REBOOT")
def _reboot(site: Site, participant: Participant) -> None:
    log_participant(site, participant, "CONVERSION_END")
    log_participant(site, participant, "LAUNCH_START")


@FAILBACK_LAUNCH.on_entering("LAUNCHED")
def _succeed(site: Site, participant: Participant) -> None:
    log_participant(site, participant, "LAUNCH_END")
    _end(site, participant, "StartFailbackLaunch")


@FAILBACK_LAUNCH.on_entering("FAILED")
def _fail(site: Site, participant: Participant) -> None:
    converting = participant.progress.previous == "FAILBACK_CONVERSION"
    participant.raw_error = "the failback client did not finish"
    log_participant(
        site,
        participant,
        "CONVERSION_FAIL" if converting else "LAUNCH_FAILED",
        rawError=participant.raw_error,
    )
    _end(site, participant, "fail")


def _end(site: Site, participant: Participant, event: str) -> None:
    instance = site.recovery_instances.find(participant.resource_id)
    # It may have fallen behind, failed or stopped during the launch.
    if FAILBACK.allows(instance, event):
        FAILBACK.move(site, instance, event)
    end_if_last(site, participant)
