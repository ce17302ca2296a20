"""The status of DRS in a Region."""

import attrs
from attrs.converters import optional

from drsclient._text import printable
from drsclient.models._identity import HasRegionName
from drsclient.models._model import Model, OpenEnum


class RegionState(OpenEnum):
    """Whether an account can use DRS in a Region."""

    INITIALIZED = "INITIALIZED"
    """The account is set up for DRS there."""
    NOT_INITIALIZED = "NOT_INITIALIZED"
    """It is not: call `initialize_service` with a client for the Region."""
    DENIED = "DENIED"
    """The credentials are valid, but do not allow the check."""
    NOT_ENABLED = "NOT_ENABLED"
    """
    The account has not enabled the Region, which rejects the credentials.

    A Region that an account must opt into knows none of its credentials before that.
    """
    UNREACHABLE = "UNREACHABLE"
    """There was no usable response: the state of the account is unknown."""


@attrs.frozen(kw_only=True)
class RegionStatus(Model, HasRegionName):
    """
    The result of the check whether an account can use DRS in a Region.

    Source: `region_status` and `drsclient.fleet.region_statuses` return it.
    """

    region_name: str
    """The name of the Region, such as `eu-central-1`."""
    state: RegionState
    """Whether the account can use DRS there."""
    reason: str | None = attrs.field(default=None, converter=optional(printable))
    """The error on which the state is based, for people to read."""

    def __str__(self) -> str:
        why = f" ({self.reason})" if self.reason else ""
        return printable(f"{self.region_name}: {self.state}{why}")
