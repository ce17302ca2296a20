"""The integration with botocore: sessions, hooks, requests and responses."""

from drsclient._botocore.hooks import observe_attempts
from drsclient._botocore.operation import OperationGroup
from drsclient._botocore.request import argument
from drsclient._botocore.session import (
    adopt,
    connect,
    max_connections,
    open_session,
    regions_of,
)

__all__ = [
    "OperationGroup",
    "adopt",
    "argument",
    "connect",
    "max_connections",
    "observe_attempts",
    "open_session",
    "regions_of",
]
