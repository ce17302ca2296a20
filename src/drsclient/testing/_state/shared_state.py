"""Everything that one fake simulates."""

from __future__ import annotations

from datetime import timedelta
from threading import RLock
from typing import TYPE_CHECKING

import attrs

from drsclient.testing._state.clock import Clock
from drsclient.testing._state.site import Event, Site

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


@attrs.frozen(kw_only=True)
class Quotas:
    """How much of everything an account may have in a Region."""

    concurrent_jobs: int = 20
    """Jobs that have not ended."""
    launch_actions: int = 200
    """Launch actions of one source server or template."""
    launch_templates: int = 1
    """Launch configuration templates."""
    recovery_plans: int = 1000
    """Recovery plans."""
    replicating_servers: int = 300
    """Source servers whose replication is neither stopped nor disconnected."""
    servers_in_a_job: int = 200
    """Servers in one job."""
    servers_in_all_jobs: int = 500
    """Servers in all jobs that have not ended with them."""
    source_networks: int = 100
    """Source networks."""
    source_servers: int = 4000
    """Source servers, including extended ones."""
    servers_in_a_plan: int = 100
    """Source servers in all steps of a recovery plan."""
    steps_in_a_plan: int = 20
    """Steps of a recovery plan."""


@attrs.define(kw_only=True)
class World:
    """Time, and all accounts and Regions in it."""

    page_size: int
    """The maximum number of items on a page."""
    initialized: bool
    """Whether DRS is initialized in accounts and Regions that are new here."""
    quotas: Quotas
    clock: Clock = attrs.Factory(Clock)
    sites: dict[str, Site] = attrs.field(factory=dict[str, Site])
    accounts: dict[str, str] = attrs.field(factory=dict[str, str])
    """The accounts' IDs by access key ID."""
    events: list[Event] = attrs.field(factory=list[Event])
    counts: dict[str, int] = attrs.field(factory=dict[str, int])

    def site(self, account_id: str, region_name: str) -> Site:
        """Return an account in a Region, which is there as soon as it is asked for."""
        site = Site(
            account_id=account_id, region_name=region_name, initialized=self.initialized
        )
        site.world = self
        return self.sites.setdefault(site.key, site)

    def site_of(self, arn: str) -> Site | None:
        """Find the account and Region of an ARN; `None` if nothing is there yet."""
        _, _, _, region_name, account_id, _ = arn.split(":", 5)
        return self.sites.get(f"{account_id}/{region_name}")

    def new_number(self) -> int:
        """Return the next number for a record."""
        return self._count("record")

    def new_id(self, prefix: str) -> str:
        """
        Return the next ID with a prefix, such as `s-00000000000000001`.

        IDs are counted, so that they are the same in every run.
        """
        return f"{prefix}{self._count(prefix):017x}"

    def new_instance_id(self) -> str:
        """Return the next ID of an EC2 instance that the service launches."""
        # Apart from the instances that source servers are by default.
        return f"i-d{self._count('i-d'):016x}"

    def _count(self, name: str) -> int:
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]


class Turns:
    """
    Gives one thread at a time the world, and lets the time run.

    Use it in a `with` statement.

    Args:
        speed: How many seconds of virtual time pass in a second; 0 if it stands still.
        monotonic: Returns the real time, in seconds.
        advance: Moves the virtual time forward.
    """

    def __init__(
        self,
        *,
        speed: float,
        monotonic: Callable[[], float],
        advance: Callable[[timedelta], None],
    ) -> None:
        self._lock = RLock()
        self._speed = speed
        self._monotonic = monotonic
        self._advance = advance
        self._last = monotonic()

    def __enter__(self) -> None:
        self._lock.acquire()
        if self._speed:
            try:
                self._catch_up()
            except BaseException:
                self._lock.release()
                raise

    def _catch_up(self) -> None:
        now = self._monotonic()
        passed, self._last = now - self._last, now
        self._advance(timedelta(seconds=passed * self._speed))

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()
