"""Operations on many resources, and checks of many Regions."""

from typing import TYPE_CHECKING

from drsclient._lazy import lazy_names as _lazy_names

if TYPE_CHECKING:
    from drsclient.fleet._regions import region_statuses as region_statuses
    from drsclient.fleet._runner import FleetProgress as FleetProgress
else:
    # Lazy, because every client imports `_fleets` and nothing else of this. Hidden
    # from type checkers, because a `__getattr__` makes every name valid to them.
    __getattr__, __dir__, __all__ = _lazy_names(
        __name__, {"_regions": "region_statuses", "_runner": "FleetProgress"}
    )
