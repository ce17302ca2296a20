"""
Idempotency: the calls that must not be repeated once they may have taken effect.

botocore's own retries know nothing of it: after a reset connection, they would start a
second job for the same servers.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import (
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
    SSLError,
)

from drsclient._botocore.errors import service_error
from drsclient.errors import ThrottlingException

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a second call would do, by API operation. Other operations read, have a client
# token, or lead to the same state however often they are called.
NOT_IDEMPOTENT: Final[Mapping[str, str]] = {
    "AssociateSourceNetworkStack": "start another job",
    "CreateExtendedSourceServer": "extend the server again",
    "CreateLaunchConfigurationTemplate": "create another template",
    "CreateReplicationConfigurationTemplate": "create another template",
    "CreateSourceNetwork": "create another source network",
    "RetryRecoveryPlanExecutionStep": "launch the servers of the step again",
    "ReverseReplication": "reverse the replication to another source server",
    "StartFailbackLaunch": "start another job",
    "StartRecovery": "launch the servers again, and terminate what was launched",
    "StartSourceNetworkRecovery": "start another job",
    "TerminateRecoveryInstances": "start another job",
}
_READS: Final = ("Describe", "Get", "List")
# Not any ProxyConnectionError: botocore also raises it if a proxy closes the connection
# after it has received the request.
_NEVER_SENT: Final = (ConnectTimeoutError, EndpointConnectionError)


def is_read(operation_name: str) -> bool:
    """Return whether an API operation changes nothing."""
    return operation_name.startswith(_READS)


def may_have_taken_effect(
    operation_name: str, response: tuple[Any, Any] | None, error: Exception | None
) -> bool:
    """
    Return whether an attempt without success may have taken effect.

    Args:
        operation_name: The API operation.
        response: botocore's HTTP response and what it parsed, if there is a response.
        error: The exception because of which there is none.
    """
    if is_read(operation_name):
        return False
    if response is None:
        return not isinstance(error, _NEVER_SENT) and not _is_unconnected(error)
    http_response, parsed = response
    if http_response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return False
    # Some services and gateways throttle with a 503.
    refusal = service_error(parsed, operation_name, None)
    return not isinstance(refusal, ThrottlingException)


def _is_unconnected(error: Exception | None) -> bool:
    """Return whether a proxy refused the connection, or a certificate was not valid."""
    if not isinstance(error, ProxyConnectionError | SSLError):
        return False
    # Imported late, because it takes a sixth of the time to import drsclient.
    import ssl  # noqa: PLC0415

    # urllib3's exception, which has that of the standard library or another of its own.
    cause = error.kwargs.get("error")
    causes = [cause, *getattr(cause, "args", ())]
    causes += [getattr(one, "__cause__", None) for one in causes]
    return any(
        isinstance(one, ConnectionRefusedError | ssl.SSLCertVerificationError)
        for one in causes
    )
