"""A response with every member of a service error, and the error classes."""

from __future__ import annotations

from typing import Any

from drsclient.errors import (
    AccessDeniedException,
    AuthenticationException,
    ConflictException,
    DrsServiceError,
    InternalServerException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ThrottlingException,
    UninitializedAccountException,
    ValidationException,
)

RESPONSE: dict[str, Any] = {
    "Error": {"Code": "SomeException", "Message": "The server is not stopped."},
    "ResponseMetadata": {
        "RequestId": "0af1",
        "HTTPStatusCode": 409,
        "HTTPHeaders": {"x-amzn-requestid": "0af1", "retry-after": "7"},
        "RetryAttempts": 2,
    },
    "message": "The server is not stopped.",
    "code": "SERVER_NOT_STOPPED",
    "resourceId": "s-12345678901234567",
    "resourceType": "SourceServer",
    "serviceCode": "drs",
    "quotaCode": "L-1",
    "reason": "fieldValidationFailed",
    "fieldList": [{"name": "sourceServerID", "message": "is too short"}],
}

SERVICE_ERRORS: list[type[DrsServiceError]] = [
    DrsServiceError,
    AccessDeniedException,
    AuthenticationException,
    ConflictException,
    InternalServerException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ThrottlingException,
    UninitializedAccountException,
    ValidationException,
]
