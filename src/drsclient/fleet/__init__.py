"""Working on many resources, and looking at many Regions, at once."""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from drsclient.fleet._fleets import Fleets as Fleets
    from drsclient.fleet._progress import FleetProgress as FleetProgress
    from drsclient.fleet._regions import region_statuses as region_statuses
else:
    # Lazy, because every client imports `_fleets` and nothing else of this. Hidden
    # from type checkers, because a `__getattr__` makes every name valid to them.
    __getattr__, __dir__, __all__ = lazy_loader.attach(
        __name__,
        submod_attrs={
            "_fleets": ["Fleets"],
            "_progress": ["FleetProgress"],
            "_regions": ["region_statuses"],
        },
    )
