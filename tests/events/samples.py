"""Events as EventBridge delivers them, after the samples in the AWS documentation."""

from __future__ import annotations

from typing import Final

LAUNCH: Final = "DRS Source Server Launch Result"
STALLED: Final = "DRS Source Server Data Replication Stalled Change"
FAILBACK: Final = "DRS Recovery Instance Failback State Change"
SNAPSHOT: Final = "DRS PIT Snapshot Taken"
PROTECTION: Final = "DRS Source Network Protection Status Change"
NETWORK_RECOVERY: Final = "DRS Source Network Recovery Result"

PREFIX: Final = "arn:aws:drs:us-west-2:111122223333:"
SERVER: Final = f"{PREFIX}source-server/s-12345678901234567"
INSTANCE: Final = f"{PREFIX}recovery-instance/ri-12345678901234567"
NETWORK: Final = f"{PREFIX}source-network/sn-12345678901234567"


def wire_event(
    detail_type: str = LAUNCH,
    detail: object = None,
    *resources: str,
    without: str = "",
    **envelope: object,
) -> dict[str, object]:
    """Make the dict of an event, with other members or without one of them."""
    event: dict[str, object] = {
        "version": "0",
        "id": "9da9af57-9253-4406-87cb-7cc400e43465",
        "detail-type": detail_type,
        "source": "aws.drs",
        "account": "111122223333",
        "time": "2016-08-22T20:12:19Z",
        "region": "us-west-2",
        "resources": list(resources or [SERVER]),
        "detail": {} if detail is None else detail,
        **envelope,
    }
    return {name: value for name, value in event.items() if name != without}
