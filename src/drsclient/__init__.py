"""A typed client for AWS Elastic Disaster Recovery (DRS)."""

from typing import TYPE_CHECKING

import lazy_loader

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
    DrsEventError,
    DrsNotFoundError,
    DrsParameterError,
    DrsResponseError,
    DrsServiceError,
    DrsTimeoutError,
    FleetInterrupt,
    InternalServerException,
    JobNotFoundError,
    NotAttemptedError,
    RecoveryFailedError,
    ReplicationFailedError,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ThrottlingException,
    UninitializedAccountException,
    ValidationException,
    WaitError,
    WaitTimeoutError,
)

if TYPE_CHECKING:
    from drsclient.models import Job, RecoveryInstance, RecoverySnapshot, SourceServer
    from drsclient.outcomes import (
        ExecutionOutcome,
        FleetOutcome,
        JobOutcome,
        Outcome,
        ReplicationOutcome,
        ServerOutcome,
        ServerReplication,
    )
else:  # hidden from type checkers, for which `__getattr__` would make every name valid
    __getattr__, _, _ = lazy_loader.attach(
        __name__,
        submod_attrs={
            "models": ["Job", "RecoveryInstance", "RecoverySnapshot", "SourceServer"],
            "outcomes": [
                "ExecutionOutcome",
                "FleetOutcome",
                "JobOutcome",
                "Outcome",
                "ReplicationOutcome",
                "ServerOutcome",
                "ServerReplication",
            ],
        },
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
    "DrsEventError",
    "DrsNotFoundError",
    "DrsParameterError",
    "DrsResponseError",
    "DrsServiceError",
    "DrsTimeoutError",
    "ExecutionOutcome",
    "FleetInterrupt",
    "FleetOutcome",
    "InternalServerException",
    "Job",
    "JobNotFoundError",
    "JobOutcome",
    "NotAttemptedError",
    "Outcome",
    "RecoveryFailedError",
    "RecoveryInstance",
    "RecoverySnapshot",
    "ReplicationFailedError",
    "ReplicationOutcome",
    "ResourceNotFoundException",
    "ServerOutcome",
    "ServerReplication",
    "ServiceQuotaExceededException",
    "SourceServer",
    "ThrottlingException",
    "UninitializedAccountException",
    "ValidationException",
    "WaitError",
    "WaitTimeoutError",
    "__version__",
    "from_wire",
    "to_wire",
]
