"""Waiting for what takes long: replication, jobs, executions of recovery plans."""

from drsclient._clock import Clock
from drsclient.waiting._waits import Waits

__all__ = ["Clock", "Waits"]

# The documentation names the place that users import from.
Clock.__module__ = __name__
