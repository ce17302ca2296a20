"""The account: whether DRS is initialized in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drsclient.testing._records.record import Wire
    from drsclient.testing._world.site import Site


def initialize_service(site: Site, _: object) -> Wire:
    """Handle `InitializeService`; calling it again does no harm."""
    site.initialized = True
    return {}
