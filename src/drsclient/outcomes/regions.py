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
    """The credentials are valid, but their permissions do not allow the check."""
    NOT_ENABLED = "NOT_ENABLED"
    """
    The account has not enabled the Region, which rejects the credentials.

    An opt-in Region does not recognize an account's credentials until it is enabled.
    """
    UNREACHABLE = "UNREACHABLE"
    """There was no usable response: the state of the account is unknown."""


@attrs.frozen(kw_only=True)
class RegionStatus(Model, HasRegionName):
    """
    The result of checking whether an account can use DRS in a Region.

    Returned by `region_status` and `drsclient.fleet.region_statuses`.
    """

    region_name: str
    """The name of the Region, such as `eu-central-1`."""
    state: RegionState
    """Whether the account can use DRS there."""
    reason: str | None = attrs.field(default=None, converter=optional(printable))
    """The error that the state is based on, in human-readable form."""

    def __str__(self) -> str:
        why = f" ({self.reason})" if self.reason else ""
        return printable(f"{self.region_name}: {self.state}{why}")
