"""Waits for replication, jobs, recovery plan executions and failback."""

from drsclient._clock import Clock
from drsclient.waiting._waits import Waits

__all__ = ["Clock", "Waits"]

# The documentation names the module that users import from.
Clock.__module__ = __name__
