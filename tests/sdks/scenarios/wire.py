"""Values on the wire: numbers, text, pages, and each error with its members."""

from __future__ import annotations

from typing import Final

from tests.sdks.scenario import Scenario, call, earlier, on_fake, refused

_ID: Final = "s-00000000000000001"
_ARN: Final = f"arn:aws:drs:us-east-1:123456789012:source-server/{_ID}"
_GIB: Final = 1024**3
_UNICODE: Final = {"Größe": "mittel — 中", "emoji 🚀": "", "a&b=c/d+e%20": '"\\\n'}

# An error code with all members of the model, and those that HTTP headers carry.
_RESOURCE: Final = {"resourceId": _ID, "resourceType": "SourceServer"}
_QUOTA: Final = {"serviceCode": "drs", "quotaCode": "L-0123ABCD"}
_FIELDS: Final = [
    {"name": "filters.hardwareId", "message": "is invalid"},
    {"name": "maxResults", "message": "größer als erlaubt"},
]
_ERRORS: Final[dict[str, dict[str, object]]] = {
    "AccessDeniedException": {"code": "DENIED"},
    "ConflictException": {"code": "BUSY", **_RESOURCE},
    "InternalServerException": {"retry_after": 5},
    "ResourceNotFoundException": {"code": "GONE", **_RESOURCE},
    "ServiceQuotaExceededException": {"code": "FULL", **_RESOURCE, **_QUOTA},
    "ThrottlingException": {"retry_after": 7, **_QUOTA},
    "UninitializedAccountException": {"code": "NEW"},
    "ValidationException": {"code": "ODD", "reason": "other", "fieldList": _FIELDS},
}

SCENARIOS: Final = (
    Scenario(
        name="empty-lists",
        is_about_parsing=True,
        steps=[
            call("DescribeSourceServers"),
            on_fake("add_source_server"),
            call("DescribeSourceServers", filters={"sourceServerIDs": []}),
            call("DescribeSourceServers", filters={"hardwareId": "i-0"}),
        ],
    ),
    Scenario(
        name="big-numbers",
        is_about_parsing=True,
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
        name="pages",
        is_about_parsing=True,
        fake={"page_size": 3},
        steps=[
            *[on_fake("add_source_server", hostname=f"db-{n}") for n in range(5)],
            call("DescribeSourceServers"),
            call(
                "DescribeSourceServers",
                nextToken=earlier("DescribeSourceServers", "nextToken"),
            ),
            call("DescribeSourceServers", maxResults=4),
            call(
                "DescribeSourceServers",
                maxResults=1,
                nextToken=earlier("DescribeSourceServers", "nextToken"),
            ),
            refused("ValidationException", "DescribeSourceServers", nextToken="no"),
        ],
    ),
    # This operation has its parameters in the query string.
    Scenario(
        name="query-string",
        fake={"page_size": 1},
        steps=[
            *[
                on_fake("add_source_server", staging_account_id=account_id)
                for account_id in ("111122223333", "444455556666")
            ],
            call("ListStagingAccounts", maxResults=5),
            call(
                "ListStagingAccounts",
                nextToken=earlier("ListStagingAccounts", "nextToken"),
            ),
            refused(
                "ValidationException",
                "ListStagingAccounts",
                maxResults=5,
                nextToken="a&b=c/d+e%20",
            ),
        ],
    ),
    # These operations have their parameters in the path and in the query string.
    Scenario(
        name="tags",
        steps=[
            on_fake("add_source_server", tags={"stage": "test"}),
            call("TagResource", resourceArn=_ARN, tags=_UNICODE),
            call("ListTagsForResource", resourceArn=_ARN),
            call("UntagResource", resourceArn=_ARN, tagKeys=[*_UNICODE]),
            call("ListTagsForResource", resourceArn=_ARN),
            refused(
                "ResourceNotFoundException",
                "ListTagsForResource",
                resourceArn=_ARN.replace("1", "2"),
            ),
        ],
    ),
    Scenario(
        name="errors",
        is_about_parsing=True,
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
)
