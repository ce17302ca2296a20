"""The errors that the fake service returns."""

from __future__ import annotations


class FakeError(Exception):
    """An error of the service, which the fake renders as an error response."""

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
    """Return a conflict error that names the current and the required state."""
    return conflict(
        resource_type,
        resource_id,
        f"{resource_type} {resource_id} is {state}: {operation} needs {needs}",
    )


def access_denied(message: str) -> FakeError:
    """Return the error for an operation that the caller may not use."""
    return FakeError("AccessDeniedException", message)


def invalid(fields: dict[str, str]) -> FakeError:
    """Return the error for invalid parameters, with a message for each field."""
    return FakeError(
        "ValidationException",
        "; ".join(f"{name} {message}" for name, message in fields.items()),
        reason="fieldValidationFailed",
        fieldList=[
            {"name": name, "message": message} for name, message in fields.items()
        ],
    )


def quota_exceeded(quota_code: str | None, message: str) -> FakeError:
    """Return the error for a quota that is exceeded, whose code may be unknown."""
    error = FakeError("ServiceQuotaExceededException", message, serviceCode="drs")
    if quota_code is not None:
        error.members["quotaCode"] = quota_code
    return error
