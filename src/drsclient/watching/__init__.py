"""Display of the progress of waits and fleets, one line per server."""

from drsclient.watching._watch import Watch

__all__ = ["Watch"]

# The documentation names the module that users import from.
Watch.__module__ = __name__
