"""The failback of a recovery instance, to a failback client or within AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.ec2 import EC2_INSTANCE
from drsclient.testing._life_cycles.launch import LAUNCH
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._life_cycles.replication import REPLICATION
from drsclient.testing._records.failback import SYNCHRONIZATION
from drsclient.testing._records.recovery_instance import RecoveryInstance

if TYPE_CHECKING:
    from drsclient.testing._records.jobs import Participant
    from drsclient.testing._records.source_server import SourceServer
    from drsclient.testing._world.site import Site

_ACTIVE: Final = (
    "FAILBACK_IN_PROGRESS",
    "FAILBACK_READY_FOR_LAUNCH",
    "FAILBACK_NOT_READY_FOR_LAUNCH",
)

FAILBACK: Final = LifeCycle[RecoveryInstance](
    name="failback",
    table="recovery_instances",
    part="failback",
    initial="FAILBACK_NOT_STARTED",
    transitions=(
        Transition(
            "FAILBACK_NOT_STARTED", "ReverseReplication", "FAILBACK_IN_PROGRESS"
        ),
        Transition(
            "FAILBACK_NOT_STARTED", "connect failback client", "FAILBACK_IN_PROGRESS"
        ),
        Transition(
            "FAILBACK_IN_PROGRESS",
            "synchronize",
            "FAILBACK_READY_FOR_LAUNCH",
            SYNCHRONIZATION,
            "to a failback client; otherwise when the reversed source server is"
            " CONTINUOUS",
        ),
        Transition(
            "FAILBACK_READY_FOR_LAUNCH", "fall behind", "FAILBACK_NOT_READY_FOR_LAUNCH"
        ),
        Transition(
            "FAILBACK_NOT_READY_FOR_LAUNCH", "synchronize", "FAILBACK_READY_FOR_LAUNCH"
        ),
        Transition(
            "FAILBACK_READY_FOR_LAUNCH",
            "StartFailbackLaunch",
            "FAILBACK_COMPLETED",
            note="when the job has launched the machine",
        ),
        *(Transition(state, "fail", "FAILBACK_ERROR") for state in _ACTIVE),
        Transition("FAILBACK_ERROR", "connect failback client", "FAILBACK_IN_PROGRESS"),
        *(
            Transition(state, event, "FAILBACK_NOT_STARTED")
            for event in (
                "StopFailback",
                "DisconnectRecoveryInstance",
                "(stop reversed source server)",
            )
            for state in (*_ACTIVE, "FAILBACK_ERROR")
        ),
    ),
)


@FAILBACK.on_entering("FAILBACK_IN_PROGRESS")
def _start(site: Site, instance: RecoveryInstance) -> None:
    failback = instance.failback
    failback.initiated = site.now
    if failback.reversed_site is None:
        failback.client_id = site.world.new_id("fc-")
        FAILBACK.schedule(site, instance, "synchronize")
    _send(site, instance)


@FAILBACK.on_entering("FAILBACK_ERROR")
def _fail(site: Site, instance: RecoveryInstance) -> None:
    _send(site, instance)


@FAILBACK.on_entering("FAILBACK_COMPLETED")
def _complete(site: Site, instance: RecoveryInstance) -> None:
    _send(site, instance)


@FAILBACK.on_entering("FAILBACK_NOT_STARTED")
def _forget(_: Site, instance: RecoveryInstance) -> None:
    failback = instance.failback
    failback.client_id = failback.initiated = failback.reversed_site = None


def _send(site: Site, instance: RecoveryInstance) -> None:
    site.send(
        "DRS Recovery Instance Failback State Change",
        instance.arn(site),
        {"state": instance.failback.state},
    )


def _follow(site: Site, server: SourceServer, event: str) -> None:
    """Let the recovery instance that a server replicates follow its replication."""
    instance = server.recovered_instance(site)
    if instance and FAILBACK.allows(instance, event):
        FAILBACK.move(site.world.sites[str(server.recovered_site)], instance, event)


@REPLICATION.on_entering("CONTINUOUS")
def _synchronize(site: Site, server: SourceServer) -> None:
    _follow(site, server, "synchronize")


@REPLICATION.on_entering("BACKLOG", "INITIATING", "PAUSED", "RESCAN", "STALLED")
def _fall_behind(site: Site, server: SourceServer) -> None:
    _follow(site, server, "fall behind")


@REPLICATION.on_entering("STOPPED", "DISCONNECTED")
def _stop(site: Site, server: SourceServer) -> None:
    _follow(site, server, "(stop reversed source server)")


@LAUNCH.on_entering("LAUNCHED")
def _launch_back(site: Site, participant: Participant) -> None:
    server = site.source_servers.find(participant.resource_id)
    instance = server.recovered_instance(site)
    if instance:
        instance.failback.job_id = participant.job_id
        instance.failback.launch_type = "DRILL" if participant.is_drill else "RECOVERY"


@EC2_INSTANCE.on_entering("STOPPING", "SHUTTING-DOWN")
def _lose(site: Site, instance: RecoveryInstance) -> None:
    server = instance.reversed_server(site)
    if server and REPLICATION.allows(server, "stall"):
        origin = site.world.sites[str(instance.failback.reversed_site)]
        REPLICATION.move(origin, server, "stall")
    elif instance.failback.client_id and FAILBACK.allows(instance, "fail"):
        FAILBACK.move(site, instance, "fail")
