"""Copy source servers, their settings and their snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drsclient.testing._copies.site_copy import SiteCopy


def copy_source_servers(copy: SiteCopy) -> None:
    """To do."""


def link_source_servers(copy: SiteCopy) -> None:
    """To do."""
