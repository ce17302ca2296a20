"""Copy templates, and launch actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drsclient.testing._copies.site_copy import SiteCopy


def copy_templates(copy: SiteCopy) -> None:
    """To do."""
