"""What the service sends to EventBridge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

import attrs

# A class cannot declare a name with a hyphen.
_DetailType = TypedDict("_DetailType", {"detail-type": str})


class EventBridgeEvent(_DetailType):
    """
    An event as EventBridge hands it to a Lambda function.

    Its `detail-type` says what happened, such as `DRS Source Server Launch Result`.
    """

    version: str
    """Always `0`."""
    id: str
    source: str
    """Always `aws.drs`."""
    account: str
    """The account's ID."""
    time: str
    """When it was sent, in UTC, such as `2030-01-01T00:00:00Z`."""
    region: str
    resources: list[str]
    """The ARN of what it happened to."""
    detail: dict[str, str]
    """The details, which depend on `detail-type`."""


@attrs.frozen(kw_only=True)
class Event:
    """An event that was sent, as stored."""

    number: int
    detail_type: str
    account_id: str
    region_name: str
    time: datetime
    arn: str
    detail: Mapping[str, str]

    def delivered(self) -> EventBridgeEvent:
        """Return it as EventBridge delivers it."""
        return {
            "version": "0",
            "id": f"{self.number:08x}-0000-4000-9000-{self.number:012x}",
            "detail-type": self.detail_type,
            "source": "aws.drs",
            "account": self.account_id,
            "time": f"{self.time:%Y-%m-%dT%H:%M:%SZ}",
            "region": self.region_name,
            "resources": [self.arn],
            "detail": dict(self.detail),
        }
