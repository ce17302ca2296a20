"""The EC2 instance behind a recovery instance."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.recovery_instance import RecoveryInstance

_BOOT: Final = timedelta(minutes=1)
_SHUT_DOWN: Final = timedelta(seconds=30)
_LISTED: Final = timedelta(hours=1)

EC2_INSTANCE: Final = LifeCycle[RecoveryInstance](
    name="EC2 instance",
    table="recovery_instances",
    part="ec2",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "boot", "RUNNING", _BOOT),
        Transition("RUNNING", "stop instance", "STOPPING"),
        Transition("STOPPING", "shut down", "STOPPED", _SHUT_DOWN),
        Transition("STOPPED", "start instance", "PENDING"),
        *(
            Transition(state, "terminate instance", "SHUTTING-DOWN")
            for state in ("PENDING", "RUNNING", "STOPPING", "STOPPED")
        ),
        Transition("SHUTTING-DOWN", "shut down", "TERMINATED", _SHUT_DOWN),
        Transition("TERMINATED", "forget", "NOT_FOUND", _LISTED),
    ),
)
