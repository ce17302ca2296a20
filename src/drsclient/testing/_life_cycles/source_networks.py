"""The protection of a source network: the replication of its configuration."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.source_networks import SourceNetwork

if TYPE_CHECKING:
    from drsclient.testing._world.site import Site

_COPY: Final = timedelta(minutes=5)

PROTECTION: Final = LifeCycle[SourceNetwork](
    name="protection",
    table="source_networks",
    part="protection",
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
def _keep(_: Site, network: SourceNetwork) -> None:
    network.is_copied = True


@PROTECTION.on_entering("STOPPED")
def _discard(_: Site, network: SourceNetwork) -> None:
    network.is_copied = False


@PROTECTION.on_entering("STOPPED", "IN_PROGRESS", "PROTECTED", "ERROR")
def _report(site: Site, network: SourceNetwork) -> None:
    site.send(
        "DRS Source Network Protection Status Change",
        network.arn(site),
        {"state": network.protection.state},
    )
