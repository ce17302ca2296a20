"""A test's hold on one account in one Region."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from drsclient.testing._world.site import Site
    from drsclient.testing._world.world import World


class SiteHandle:
    """
    A test's hold on one account in one Region.

    Args:
        world: The world that the site is in.
        turn: Gives one thread at a time the world.
        account_id: The account.
        region_name: The Region.
    """

    def __init__(
        self,
        world: World,
        turn: AbstractContextManager[None],
        *,
        account_id: str,
        region_name: str,
    ) -> None:
        self._world = world
        self._turn = turn
        self._account_id = account_id
        self._region_name = region_name

    @property
    def _site(self) -> Site:
        # Looked up each time, because loading a state replaces the sites.
        return self._world.site(self._account_id, self._region_name)
