"""A source server, and how the service describes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
from isodate import duration_isoformat

from drsclient.testing._life_cycles.replication import Replication, device_name
from drsclient.testing._service_model import has_member

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mypy_boto3_drs.type_defs import (
        IdentificationHintsTypeDef,
        LifeCycleTypeDef,
        SourcePropertiesTypeDef,
        SourceServerTypeDef,
        StagingAreaTypeDef,
    )

    from drsclient.testing._operations.account import Account

_GIB = 1024**3


@attrs.define(kw_only=True)
class SourceServerRecord:
    """A source server; only its replication changes."""

    number: int
    source_server_id: str
    account: Account
    added: datetime
    hostname: str
    hardware_id: str
    os: str
    disks: Sequence[int]
    tags: Mapping[str, str]
    staging_account_id: str
    replication: Replication

    @property
    def hardware_ids(self) -> tuple[str, ...]:
        """The values of the filter `hardwareId` that match it."""
        return self.hardware_id, self._mac_address

    def wire(self, now: datetime) -> SourceServerTypeDef:
        """Return it with wire names, as it is at the given time."""
        region = self.account.region_name
        server: SourceServerTypeDef = {
            "sourceServerID": self.source_server_id,
            "arn": self.account.arn(f"source-server/{self.source_server_id}"),
            "tags": dict(self.tags),
            "lastLaunchResult": "NOT_STARTED",
            "dataReplicationInfo": self.replication.wire(now, self.disks, f"{region}a"),
            "lifeCycle": self._life_cycle(now),
            "sourceProperties": self._source_properties(),
            "stagingArea": self._staging_area(),
            "replicationDirection": "FAILOVER",
            "agentVersion": "5.3.0",
        }
        if self._is_on_ec2:
            server["sourceCloudProperties"] = {
                "originAccountID": self.account.account_id,
                "originRegion": region,
                "originAvailabilityZone": f"{region}b",
            }
        return server

    @property
    def _is_on_ec2(self) -> bool:
        return re.fullmatch("i-[0-9a-fA-F]{8,}", self.hardware_id) is not None

    @property
    def _mac_address(self) -> str:
        return "-".join(re.findall("..", f"02{self.number:010X}"))

    def _life_cycle(self, now: datetime) -> LifeCycleTypeDef:
        gone = self.replication.state(now) == "DISCONNECTED"
        life_cycle: LifeCycleTypeDef = {
            "addedToServiceDateTime": self.added.isoformat(),
            "lastSeenByServiceDateTime": (
                self.replication.since if gone else now
            ).isoformat(),
            "lastLaunch": {"initiated": {}},
        }
        first_byte = self.replication.first_byte(now)
        if first_byte is not None:
            life_cycle["firstByteDateTime"] = first_byte.isoformat()
            life_cycle["elapsedReplicationDuration"] = duration_isoformat(
                now - first_byte
            )
        return life_cycle

    def _source_properties(self) -> SourcePropertiesTypeDef:
        hints: IdentificationHintsTypeDef = {
            "fqdn": f"{self.hostname}.internal",
            "hostname": self.hostname,
        }
        hints["awsInstanceID" if self._is_on_ec2 else "vmWareUuid"] = self.hardware_id
        return {
            "lastUpdatedDateTime": self.added.isoformat(),
            "recommendedInstanceType": "c5.large",
            "identificationHints": hints,
            "networkInterfaces": [
                {
                    "macAddress": self._mac_address,
                    "ips": [f"10.0.{self.number // 250}.{self.number % 250 + 1}"],
                    "isPrimary": True,
                }
            ],
            "disks": [
                {"deviceName": device_name(index), "bytes": size}
                for index, size in enumerate(self.disks)
            ],
            "cpus": [{"cores": 2, "modelName": "Intel(R) Xeon(R) Platinum 8259CL"}],
            "ramBytes": 4 * _GIB,
            "os": {"fullString": self.os},
            "supportsNitroInstances": True,
            **_architecture(),
        }

    def _staging_area(self) -> StagingAreaTypeDef:
        if self.staging_account_id == self.account.account_id:
            return {
                "status": "NOT_EXTENDED",
                "stagingAccountID": self.staging_account_id,
            }
        return {
            "status": "EXTENDED",
            "stagingAccountID": self.staging_account_id,
            "stagingSourceServerArn": self.account.arn(
                f"source-server/{self.source_server_id}",
                account_id=self.staging_account_id,
            ),
        }


def _architecture() -> SourcePropertiesTypeDef:
    # botocore 1.40 would drop the member, so no client would see what the fake sent.
    known = has_member("SourceProperties", "architecture")
    return {"architecture": "x86_64"} if known else {}
