"""Watching waits and fleets: a line for each server that people like to read."""

from drsclient.watching._watch import Watch

__all__ = ["Watch"]

# The documentation names the place that users import from.
Watch.__module__ = __name__
