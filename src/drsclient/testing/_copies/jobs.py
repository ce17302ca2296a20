"""Copy jobs, their participants, their logs and the runs of launch actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drsclient.testing._copies.site_copy import SiteCopy


def copy_jobs(copy: SiteCopy) -> None:
    """To do."""


def link_jobs(copy: SiteCopy) -> None:
    """To do."""
