"""
Every exception that `drsclient` raises.

```text
DrsError
├── DrsServiceError (also botocore's ClientError)
│   ├── AccessDeniedException
│   ├── AuthenticationException
│   ├── ConflictException
│   ├── InternalServerException
│   ├── ResourceNotFoundException (also DrsNotFoundError)
│   ├── ServiceQuotaExceededException
│   ├── ThrottlingException
│   ├── UninitializedAccountException
│   └── ValidationException
├── DrsConnectionError (also botocore's BotoCoreError)
│   └── DrsTimeoutError (also TimeoutError)
├── DrsCredentialsError (also botocore's BotoCoreError)
├── DrsConfigurationError (also botocore's BotoCoreError)
├── DrsParameterError (also botocore's BotoCoreError and ValueError)
├── DrsEventError (also ValueError)
├── DrsNotFoundError (also LookupError)
├── DrsResponseError
├── NotAttemptedError
└── WaitError
    ├── FailbackFailedError
    ├── JobNotFoundError (also DrsNotFoundError)
    ├── RecoveryFailedError
    ├── RecoveryInstanceFailedError
    ├── ReplicationFailedError
    └── WaitTimeoutError (also TimeoutError)
```

Three exceptions end a program or a task unless they are caught explicitly:
`FleetInterrupt`, which is a `KeyboardInterrupt`, and `CallCancelled` and
`FleetCancelled` of the async client, which derive directly from `BaseException`.

The service's own errors keep the service's names. Every exception can be pickled, and
keeps its type. If a botocore exception caused it, that exception is its `__cause__`.
"""

from __future__ import annotations

from drsclient.errors._client import (
    CallCancelled,
    DrsConfigurationError,
    DrsConnectionError,
    DrsCredentialsError,
    DrsError,
    DrsEventError,
    DrsNotFoundError,
    DrsParameterError,
    DrsResponseError,
    DrsTimeoutError,
    FailbackFailedError,
    FleetCancelled,
    FleetInterrupt,
    JobNotFoundError,
    NotAttemptedError,
    RecoveryFailedError,
    RecoveryInstanceFailedError,
    ReplicationFailedError,
    WaitError,
    WaitTimeoutError,
)
from drsclient.errors._service import (
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
    ValidationExceptionField,
    ValidationExceptionReason,
)

__all__ = [
    "AccessDeniedException",
    "AuthenticationException",
    "CallCancelled",
    "ConflictException",
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
    "FailbackFailedError",
    "FleetCancelled",
    "FleetInterrupt",
    "InternalServerException",
    "JobNotFoundError",
    "NotAttemptedError",
    "RecoveryFailedError",
    "RecoveryInstanceFailedError",
    "ReplicationFailedError",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ThrottlingException",
    "UninitializedAccountException",
    "ValidationException",
    "ValidationExceptionField",
    "ValidationExceptionReason",
    "WaitError",
    "WaitTimeoutError",
]

# Tracebacks and pickles name the place that users import from.
for _name in __all__:
    globals()[_name].__module__ = __name__
