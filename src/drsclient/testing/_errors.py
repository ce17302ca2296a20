"""The errors that the fake service returns."""

from __future__ import annotations


class FakeError(Exception):
    """An error response, raised where the fake finds that it has to return one."""

    def __init__(
        self,
        code: str,
        message: str,
        /,
        *,
        status_code: int | None = None,
        retry_after: int | None = None,
        **members: object,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status_code = status_code
        self.retry_after = retry_after
        self.members = members


def not_found(resource_type: str, resource_id: str) -> FakeError:
    """Return the error for an ID that does not exist in the account."""
    return FakeError(
        "ResourceNotFoundException",
        f"{resource_type} {resource_id} was not found",
        resourceId=resource_id,
        resourceType=resource_type,
    )


def conflict(resource_type: str, resource_id: str, message: str) -> FakeError:
    """Return the error for a resource whose state does not allow the operation."""
    return FakeError(
        "ConflictException", message, resourceId=resource_id, resourceType=resource_type
    )


def wrong_state(
    resource_type: str, resource_id: str, state: str, operation: str, *, needs: str
) -> FakeError:
    """Return the conflict of an operation that needs another state of a resource."""
    return conflict(
        resource_type,
        resource_id,
        f"{resource_type} {resource_id} is {state}: {operation} needs {needs}",
    )


def access_denied(message: str) -> FakeError:
    """Return the error for what the caller may not do."""
    return FakeError("AccessDeniedException", message)


def invalid(fields: dict[str, str]) -> FakeError:
    """Return the error for fields whose values the service rejects."""
    return FakeError(
        "ValidationException",
        "; ".join(f"{name} {message}" for name, message in fields.items()),
        reason="fieldValidationFailed",
        fieldList=[
            {"name": name, "message": message} for name, message in fields.items()
        ],
    )


def quota_exceeded(quota_code: str | None, message: str) -> FakeError:
    """Return the error for a quota that is used up, whose code may be unknown."""
    error = FakeError("ServiceQuotaExceededException", message, serviceCode="drs")
    if quota_code is not None:
        error.members["quotaCode"] = quota_code
    return error
