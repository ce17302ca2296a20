"""Working on many servers at once."""

from drsclient.fleet._fleets import Fleets
from drsclient.fleet._progress import FleetProgress

__all__ = ["FleetProgress", "Fleets"]
