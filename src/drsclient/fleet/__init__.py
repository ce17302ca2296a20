"""Work on many resources, and looking at many Regions, at once."""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from drsclient.fleet._regions import region_statuses as region_statuses

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submod_attrs={"_regions": ["region_statuses"]}
)
