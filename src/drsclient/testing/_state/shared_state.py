"""The state that all accounts and Regions of a fake share, and the lock on it."""

from __future__ import annotations

from datetime import timedelta
from threading import RLock
from typing import TYPE_CHECKING

import attrs

from drsclient.testing._state.assumptions import Assumptions
from drsclient.testing._state.clock import VirtualClock
from drsclient.testing._state.copy_report import CopyReport
from drsclient.testing._state.durations import Durations
from drsclient.testing._state.ec2_hooks import Ec2Hooks
from drsclient.testing._state.quotas import Quotas
from drsclient.testing._state.site_state import EventBridgeEvent, SiteState

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


@attrs.define(kw_only=True)
class SharedState:
    """The state of a fake: its sites, and the clock, quotas and IDs that they share."""

    page_size: int
    """The maximum number of items on a page."""
    initialized: bool
    """Whether DRS is initialized in a site that is created."""
    quotas: Quotas
    assumptions: Assumptions
    durations: Durations = attrs.field(factory=Durations)
    clock: VirtualClock = attrs.Factory(VirtualClock)
    sites: dict[str, SiteState] = attrs.field(factory=dict[str, SiteState])
    """The sites by their `SiteState.key`."""
    accounts: dict[str, str] = attrs.field(factory=dict[str, str])
    """The account IDs of registered access keys, by access key ID."""
    unversioned_buckets: list[str] = attrs.field(factory=list[str])
    """The ARNs of S3 buckets whose versioning is off."""
    events: list[EventBridgeEvent] = attrs.field(factory=list[EventBridgeEvent])
    counters: dict[str, int] = attrs.field(factory=dict[str, int])
    """The last number of each kind of ID."""
    copy_report: CopyReport | None = None
    """The report of the copy, if it is a copy of accounts."""
    ec2: Ec2Hooks = attrs.field(factory=Ec2Hooks, init=False, repr=False, eq=False)
    """The connection to a fake of EC2, which is not saved."""

    def replace(self, other: SharedState) -> None:
        """Take over another state, except for the connection to a fake of EC2."""
        for field in attrs.fields(SharedState):
            if field.init:
                setattr(self, field.name, getattr(other, field.name))
        for site in self.sites.values():
            site.shared = self

    def site(self, account_id: str, region_name: str) -> SiteState:
        """Return the site of an account and Region; create it if it is new."""
        site = SiteState(
            account_id=account_id, region_name=region_name, initialized=self.initialized
        )
        site.shared = self
        return self.sites.setdefault(site.key, site)

    def site_of(self, arn: str) -> SiteState | None:
        """Find the site of an ARN; `None` if there is none."""
        _, _, _, region_name, account_id, _ = arn.split(":", 5)
        return self.sites.get(f"{account_id}/{region_name}")

    def new_number(self) -> int:
        """Return the next number for a record."""
        return self._count("record")

    def new_id(self, prefix: str) -> str:
        """
        Return the next ID with a prefix, such as `s-00000000000000001`.

        IDs are counted, so they are the same in every run.
        """
        return f"{prefix}{self._count(prefix):017x}"

    def new_instance_id(self) -> str:
        """Return the next ID of an EC2 instance that the service launches."""
        # Unlike the default `hardware_id` of source servers, which starts with `i-0`.
        return f"i-d{self._count('i-d'):016x}"

    def _count(self, name: str) -> int:
        self.counters[name] = self.counters.get(name, 0) + 1
        return self.counters[name]


class RunningClockLock:
    """
    A lock on the state, which advances a running clock when it is acquired.

    Use it in a `with` statement. A thread may acquire it again.

    Args:
        speed: The seconds of virtual time per second of real time.
        monotonic: Returns the real time, in seconds.
        advance: Advances the virtual time.
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
        try:
            self._catch_up()
        except BaseException:
            self._lock.release()
            raise

    def _catch_up(self) -> None:
        now = self._monotonic()
        passed, self._last = now - self._last, now
        try:
            step = timedelta(seconds=passed * self._speed)
        except OverflowError:
            step = timedelta.max
        self._advance(step)

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()
