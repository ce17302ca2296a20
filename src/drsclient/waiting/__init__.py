"""Waits for long-running processes: replication, jobs, recovery plan executions."""

from drsclient._clock import Clock

__all__ = ["Clock"]

# The documentation names the module that users import from.
Clock.__module__ = __name__
