"""Waiting for what takes long: replication, jobs, executions of recovery plans."""

from drsclient._clock import Clock
from drsclient._entities import HasRecoveryInstanceId, HasSourceServerId
from drsclient.waiting._waits import Waits

__all__ = ["Clock", "HasRecoveryInstanceId", "HasSourceServerId", "Waits"]

# The documentation names the place that users import from.
for _type in (Clock, HasRecoveryInstanceId, HasSourceServerId):
    _type.__module__ = __name__
