"""What the service sends to EventBridge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs


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

    def delivered(self) -> dict[str, object]:
        """Return it as EventBridge delivers it to a Lambda function."""
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
