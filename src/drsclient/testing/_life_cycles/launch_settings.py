"""The launch settings that can prevent a launch: recovery mode and target instance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from drsclient.testing._errors import FakeError, conflict
from drsclient.testing._life_cycles.jobs import check_idle
from drsclient.testing._life_cycles.recovery_instances import (
    check_can_be_terminated,
    is_launched,
    remove_recovery_instance,
)
from drsclient.testing._records.launch import NOT_WITH_A_TARGET

if TYPE_CHECKING:
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

_FIRST_FAST_AGENT: Final = (6, 42, 20)


def is_fast(server: SourceServer) -> bool:
    """Return whether a server is launched without a conversion."""
    return server.launch_configuration.get("recoveryMode") == "FAST"


def check_launch_settings(site: SiteState, server: SourceServer) -> None:
    """
    Check that the launch settings of a server allow a launch now.

    Raises:
        FakeError: They do not.
    """
    numbers = re.findall(r"\d+", server.agent_version)[:3]
    if is_fast(server) and tuple(map(int, numbers)) < _FIRST_FAST_AGENT:
        needed = ".".join(map(str, _FIRST_FAST_AGENT))
        raise conflict(
            "SourceServer",
            server.key,
            f"SourceServer {server.key} has agent version {server.agent_version}: the"
            f" recovery mode FAST needs {needed} or later",
        )
    _check_target(site, server)


def claim_target(site: SiteState, server: SourceServer) -> None:
    """
    Prepare the launch into an EC2 instance, if the launch settings have one.

    If it is a recovery instance, it will be that of this launch.

    Raises:
        FakeError: The launch fails.
    """
    target = server.launch_target
    if target is None:
        return
    for setting in NOT_WITH_A_TARGET:
        if server.launch_configuration[setting]:
            raise _refusal(target, f"{setting} must be false for a launch into it")
    _check_target(site, server)
    if target in site.recovery_instances:
        remove_recovery_instance(site, site.recovery_instances.find(target))
    if is_launched(site, target):
        raise _refusal(target, "another server is being launched into it")


def _check_target(site: SiteState, server: SourceServer) -> None:
    """
    Check that the EC2 instance to launch into is stopped, if it is known.

    Raises:
        FakeError: It is not, or something else happens to it.
    """
    instance = site.recovery_instances.records.get(server.launch_target or "")
    if instance is None:
        return
    if instance.ec2.state != "STOPPED":
        raise _refusal(
            instance.key,
            "needs to be in a stopped state but is in a"
            f" {instance.ec2.state.lower()} state",
        )
    if instance.source_server_id != server.key:
        check_can_be_terminated(instance)
        check_idle(site, [instance.source_server_id])


def _refusal(instance_id: str, problem: str) -> FakeError:
    return conflict(
        "RecoveryInstance", instance_id, f"instance {instance_id}: {problem}"
    )
