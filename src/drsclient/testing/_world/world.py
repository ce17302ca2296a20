"""Everything that one fake simulates."""

from __future__ import annotations

import attrs

from drsclient.testing._world.clock import Clock
from drsclient.testing._world.events import Event
from drsclient.testing._world.quotas import Quotas
from drsclient.testing._world.site import Site


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
