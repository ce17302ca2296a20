"""Copy recovery instances and their failback."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drsclient.testing._copies.site_copy import SiteCopy


def copy_recovery_instances(copy: SiteCopy) -> None:
    """To do."""


def link_recovery_instances(copy: SiteCopy) -> None:
    """To do."""
