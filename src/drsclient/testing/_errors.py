"""The errors that the fake service answers with."""

from __future__ import annotations


class FakeError(Exception):
    """An error answer, raised wherever the fake finds that it has to give one."""

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
    """Make the error for an ID that the account does not have."""
    return FakeError(
        "ResourceNotFoundException",
        f"{resource_type} {resource_id} was not found",
        resourceId=resource_id,
        resourceType=resource_type,
    )


def conflict(resource_type: str, resource_id: str, message: str) -> FakeError:
    """Make the error for a resource whose state does not allow the operation."""
    return FakeError(
        "ConflictException", message, resourceId=resource_id, resourceType=resource_type
    )


def invalid(fields: dict[str, str]) -> FakeError:
    """Make the error for fields with values that the service does not take."""
    return FakeError(
        "ValidationException",
        "; ".join(f"{name} {message}" for name, message in fields.items()),
        reason="fieldValidationFailed",
        fieldList=[
            {"name": name, "message": message} for name, message in fields.items()
        ],
    )
