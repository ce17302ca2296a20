"""A typed client for AWS Elastic Disaster Recovery (DRS)."""

from typing import TYPE_CHECKING

from drsclient._convert import from_wire, to_wire
from drsclient._lazy import lazy_names as _lazy_names
from drsclient._version import __version__
from drsclient.client import DrsClient
from drsclient.errors import (
    AccessDeniedException,
    AuthenticationException,
    CallCancelled,
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
    FailbackFailedError,
    FleetCancelled,
    FleetInterrupt,
    InternalServerException,
    JobNotFoundError,
    NotAttemptedError,
    RecoveryFailedError,
    RecoveryInstanceFailedError,
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
    __getattr__, _, _ = _lazy_names(
        __name__,
        {
            "models": "Job RecoveryInstance RecoverySnapshot SourceServer",
            "outcomes": "ExecutionOutcome FleetOutcome JobOutcome Outcome"
            " ReplicationOutcome ServerOutcome ServerReplication",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "AccessDeniedException",
    "AuthenticationException",
    "CallCancelled",
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
    "FailbackFailedError",
    "FleetCancelled",
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
    "RecoveryInstanceFailedError",
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
