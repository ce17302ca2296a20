"""A typed client for AWS Elastic Disaster Recovery (DRS)."""

from drsclient._convert import from_wire, to_wire
from drsclient._version import __version__
from drsclient.client import DrsClient
from drsclient.errors import (
    AccessDeniedException,
    AuthenticationException,
    ConflictException,
    DrsConfigurationError,
    DrsConnectionError,
    DrsCredentialsError,
    DrsError,
    DrsParameterError,
    DrsResponseError,
    DrsServiceError,
    DrsTimeoutError,
    InternalServerException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ThrottlingException,
    UninitializedAccountException,
    ValidationException,
)

__all__ = [
    "AccessDeniedException",
    "AuthenticationException",
    "ConflictException",
    "DrsClient",
    "DrsConfigurationError",
    "DrsConnectionError",
    "DrsCredentialsError",
    "DrsError",
    "DrsParameterError",
    "DrsResponseError",
    "DrsServiceError",
    "DrsTimeoutError",
    "InternalServerException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ThrottlingException",
    "UninitializedAccountException",
    "ValidationException",
    "__version__",
    "from_wire",
    "to_wire",
]
