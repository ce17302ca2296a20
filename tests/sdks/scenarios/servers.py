"""Source servers: their replication, and source servers of other accounts."""

from __future__ import annotations

from typing import Final

from tests.sdks.scenario import Scenario, Site, call, earlier, on_fake, refused

_ID: Final = "s-00000000000000001"
_STAGING: Final = Site(account_id="111122223333")

SCENARIOS: Final = (
    Scenario(
        name="replication",
        steps=[
            on_fake("add_source_server", hostname="db-1", tags={"stage": "test"}),
            call("StartReplication", sourceServerID=_ID),
            on_fake("advance", minutes=20),
            call(
                "DescribeSourceServers",
                filters={
                    "sourceServerIDs": [
                        earlier("StartReplication", "sourceServer", "sourceServerID")
                    ]
                },
            ),
            refused("ConflictException", "StartReplication", sourceServerID=_ID),
            on_fake("stall_replication", _ID, error="AGENT_NOT_SEEN", raw_error="?"),
            call("RetryDataReplication", sourceServerID=_ID),
            on_fake("advance", hours=2),
            call("StopReplication", sourceServerID=_ID),
            refused("ConflictException", "DeleteSourceServer", sourceServerID=_ID),
            call("DisconnectSourceServer", sourceServerID=_ID),
            call("DeleteSourceServer", sourceServerID=_ID),
            refused("ResourceNotFoundException", "StopReplication", sourceServerID=_ID),
            refused(
                "ValidationException", "StopReplication", sourceServerID="s-" + "_" * 17
            ),
        ],
    ),
    Scenario(
        name="extended-source-servers",
        steps=[
            on_fake("add_source_server", state="CONTINUOUS").at(_STAGING),
            refused(
                "AccessDeniedException",
                "ListExtensibleSourceServers",
                stagingAccountID=_STAGING.account_id,
            ),
            on_fake("add_staging_account", _STAGING.account_id),
            call(
                "UpdateReplicationConfiguration",
                sourceServerID=_ID,
                ebsEncryption="CUSTOM",
                ebsEncryptionKeyArn=f"arn:aws:kms:us-east-1:{_STAGING.account_id}:key/1",
            ).at(_STAGING),
            call("ListExtensibleSourceServers", stagingAccountID=_STAGING.account_id),
            call(
                "CreateExtendedSourceServer",
                sourceServerArn=earlier(
                    "ListExtensibleSourceServers", "items", 0, "arn"
                ),
                tags={"extended": "yes"},
            ),
            call("ListStagingAccounts"),
            call(
                "DescribeSourceServers",
                filters={"stagingAccountIDs": [_STAGING.account_id]},
            ),
            call("DescribeSourceServers").at(_STAGING),
            refused(
                "ValidationException",
                "CreateExtendedSourceServer",
                sourceServerArn=earlier(
                    "ListExtensibleSourceServers", "items", 0, "arn"
                ),
            ),
        ],
    ),
)
