"""
The scenarios that every SDK runs.

To add one, write what happens as steps: `on_fake` calls a method of the fake, `call` an
operation, and `refused` an operation that fails. `earlier` takes a parameter from the
answer to an earlier call.
"""

from __future__ import annotations

from typing import Final

from tests.sdks.scenario import Scenario, call, earlier, on_fake, refused

_ID: Final = "s-00000000000000001"
_ARN: Final = f"arn:aws:drs:us-east-1:123456789012:source-server/{_ID}"
_GIB: Final = 1024**3
_UNICODE: Final = {"Größe": "mittel — 中", "emoji 🚀": "", "a&b=c/d+e%20": '"\\\n'}

# An error code with all members of the model, and those that HTTP headers carry.
_WHAT: Final = {"resourceId": _ID, "resourceType": "SourceServer"}
_QUOTA: Final = {"serviceCode": "drs", "quotaCode": "L-0123ABCD"}
_FIELDS: Final = [
    {"name": "filters.hardwareId", "message": "is odd"},
    {"name": "maxResults", "message": "größer als erlaubt"},
]
_ERRORS: Final[dict[str, dict[str, object]]] = {
    "AccessDeniedException": {"code": "DENIED"},
    "ConflictException": {"code": "BUSY", **_WHAT},
    "InternalServerException": {"retry_after": 5},
    "ResourceNotFoundException": {"code": "GONE", **_WHAT},
    "ServiceQuotaExceededException": {"code": "FULL", **_WHAT, **_QUOTA},
    "ThrottlingException": {"retry_after": 7, **_QUOTA},
    "UninitializedAccountException": {"code": "NEW"},
    "ValidationException": {"code": "ODD", "reason": "other", "fieldList": _FIELDS},
}

SCENARIOS: Final = [
    Scenario(
        name="empty-lists",
        steps=[
            call("DescribeSourceServers"),
            on_fake("add_source_server"),
            call("DescribeSourceServers", filters={"sourceServerIDs": []}),
            call("DescribeSourceServers", filters={"hardwareId": "i-0"}),
        ],
    ),
    Scenario(
        name="pages",
        fake={"page_size": 3},
        steps=[
            *[on_fake("add_source_server", hostname=f"db-{n}") for n in range(5)],
            call("DescribeSourceServers"),
            call("DescribeSourceServers", nextToken=earlier("nextToken")),
            call("DescribeSourceServers", maxResults=4),
            call("DescribeSourceServers", maxResults=1, nextToken=earlier("nextToken")),
            refused("ValidationException", "DescribeSourceServers", nextToken="no"),
        ],
    ),
    Scenario(
        name="source-server",
        steps=[
            on_fake("add_source_server", hostname="db-1", tags=_UNICODE),
            call("StartReplication", sourceServerID=_ID),
            on_fake("advance", minutes=20),
            call(
                "DescribeSourceServers",
                filters={
                    "sourceServerIDs": [earlier("sourceServer", "sourceServerID")]
                },
            ),
            refused("ConflictException", "StartReplication", sourceServerID=_ID),
            on_fake("advance", hours=2),
            call("StopReplication", sourceServerID=_ID),
            call("RetryDataReplication", sourceServerID=_ID),
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
        name="big-numbers",
        steps=[
            on_fake(
                "add_source_server",
                disks=[2**32 + 1, 16 * 1024 * _GIB, 2**53 - 1],
                state="CONTINUOUS",
            ),
            call("DescribeSourceServers"),
        ],
    ),
    Scenario(
        name="account",
        fake={"initialized": False},
        steps=[
            refused("UninitializedAccountException", "DescribeSourceServers"),
            call("InitializeService"),
            call("DescribeSourceServers"),
        ],
    ),
    Scenario(
        name="errors",
        steps=[
            *[
                on_fake("fail", "DescribeSourceServers", code, **members)
                for code, members in _ERRORS.items()
            ],
            on_fake("fail", "DescribeSourceServers", "ThrottlingException"),
            on_fake("fail", "DescribeSourceServers", "NewException", status_code=418),
            *[refused(code, "DescribeSourceServers") for code in _ERRORS],
            refused("ThrottlingException", "DescribeSourceServers"),
            refused("NewException", "DescribeSourceServers"),
            call("DescribeSourceServers"),
        ],
    ),
    Scenario(
        name="tags",
        steps=[
            on_fake("answer", "TagResource"),
            call("TagResource", resourceArn=_ARN, tags=_UNICODE),
            on_fake("answer", "ListTagsForResource", body=b'{"tags": {"\\u540d": ""}}'),
            call("ListTagsForResource", resourceArn=_ARN),
            on_fake("answer", "UntagResource"),
            call("UntagResource", resourceArn=_ARN, tagKeys=[*_UNICODE]),
        ],
    ),
    Scenario(
        name="query-string",
        steps=[
            on_fake("answer", "ListStagingAccounts", body=b'{"accounts": []}'),
            call("ListStagingAccounts", maxResults=5, nextToken="a&b=c/d+e%20"),
            on_fake("answer", "ListStagingAccounts", body=b'{"accounts": []}'),
            call("ListStagingAccounts"),
        ],
    ),
    Scenario(
        name="status-codes",
        steps=[
            on_fake(
                "answer",
                "CreateSourceNetwork",
                status_code=201,
                body=b'{"sourceNetworkID": "sn-00000000000000001"}',
            ),
            call(
                "CreateSourceNetwork",
                originAccountID="123456789012",
                originRegion="us-east-1",
                vpcID="vpc-00000000000000001",
                tags=_UNICODE,
            ),
            on_fake(
                "answer",
                "StartRecovery",
                status_code=202,
                body=b'{"job": {"jobID": "drsjob-00000000000000001"}}',
            ),
            call(
                "StartRecovery", isDrill=True, sourceServers=[{"sourceServerID": _ID}]
            ),
            on_fake("answer", "DeleteJob", status_code=204),
            call("DeleteJob", jobID=earlier("job", "jobID")),
        ],
    ),
    Scenario(
        name="times",
        steps=[
            on_fake(
                "answer",
                "StopSourceNetworkReplication",
                body=b'{"sourceNetwork": {"lastRecovery":'
                b' {"apiCallDateTime": "2030-01-01T00:00:00+00:00"}}}',
            ),
            call(
                "StopSourceNetworkReplication", sourceNetworkID="sn-00000000000000001"
            ),
        ],
    ),
    Scenario(
        name="recovery-plan",
        steps=[
            on_fake("answer", "ListRecoveryPlans", body=b'{"recoveryPlans": []}'),
            call("ListRecoveryPlans", maxResults=7),
            call("DescribeSourceServers"),
        ],
    ),
]
