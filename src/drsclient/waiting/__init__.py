"""Waits for replication, jobs, recovery plan executions and failback."""

from drsclient._clock import Clock

__all__ = ["Clock"]

# The documentation names the module that users import from.
Clock.__module__ = __name__
