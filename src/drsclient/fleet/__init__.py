"""Working on many servers, and looking at many Regions, at once."""

from drsclient.fleet._fleets import Fleets
from drsclient.fleet._progress import FleetProgress
from drsclient.fleet._regions import region_statuses

__all__ = ["FleetProgress", "Fleets", "region_statuses"]
