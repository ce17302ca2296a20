"""The termination of a recovery instance by a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.ec2 import EC2_INSTANCE
from drsclient.testing._life_cycles.jobs import (
    START,
    check_servers,
    end_if_last,
    join_instance,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._life_cycles.recovery_instances import (
    check_unprotected,
    remove_recovery_instance,
)
from drsclient.testing._records.jobs import Participant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._records.recovery_instance import RecoveryInstance
    from drsclient.testing._world.site import Site

_CLEANUP: Final = timedelta(minutes=1)

TERMINATION: Final = LifeCycle[Participant](
    name="termination",
    table="participants",
    part="progress",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "(begin termination)", "TERMINATION", START),
        Transition("TERMINATION", "terminate", "TERMINATED", _CLEANUP),
        Transition("TERMINATION", "fail", "FAILED"),
    ),
)


def start_termination(site: Site, instances: Sequence[RecoveryInstance]) -> Job:
    """
    Start a job that terminates recovery instances.

    Raises:
        FakeError: One cannot be terminated now, or a quota is used up.
    """
    check_servers(site, [instance.source_server_id for instance in instances])
    for instance in instances:
        check_unprotected(instance)
    job = start_job(
        site, job_type="TERMINATE", initiated_by="TERMINATE_RECOVERY_INSTANCES", tags={}
    )
    for instance in instances:
        participant = join_instance(site, job, instance, life_cycle=TERMINATION.name)
        TERMINATION.follow(site, participant)
    return job


@TERMINATION.on_entering("TERMINATION")
def _start(site: Site, participant: Participant) -> None:
    _log(site, participant, "CLEANUP_START")
    instance = site.recovery_instances.find(participant.resource_id)
    if EC2_INSTANCE.allows(instance, "terminate instance"):
        EC2_INSTANCE.move(site, instance, "terminate instance")


@TERMINATION.on_entering("TERMINATED")
def _succeed(site: Site, participant: Participant) -> None:
    instance = site.recovery_instances.find(participant.resource_id)
    remove_recovery_instance(site, instance)
    _log(site, participant, "CLEANUP_END")
    end_if_last(site, participant)


@TERMINATION.on_entering("FAILED")
def _fail(site: Site, participant: Participant) -> None:
    participant.raw_error = "the EC2 instance could not be terminated"
    _log(site, participant, "CLEANUP_FAIL", rawError=participant.raw_error)
    end_if_last(site, participant)


def _log(site: Site, participant: Participant, event: str, /, **data: object) -> None:
    log_participant(
        site,
        participant,
        event,
        targetInstanceID=participant.recovery_instance_id,
        **data,
    )
