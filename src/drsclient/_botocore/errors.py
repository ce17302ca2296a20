"""Exceptions of botocore, translated into the exceptions of this library."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ParamValidationError,
    StubResponseError,
)

from drsclient import errors
from drsclient.errors._client import describe_body
from drsclient.errors._service import SERVICE_ERRORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient._botocore.response import Call


def translate(  # noqa: PLR0911 - one for each kind of exception
    error: Exception, call: Call | None = None
) -> errors.DrsError | None:
    """
    Translate an exception that a call raised, or the creation of a client.

    Returns:
        The exception to raise instead; `None` if the error is already ours, or is not
        botocore's but that of a user's own handler, for example.
    """
    where = f"{call.operation.name}: " if call else ""
    if isinstance(error, errors.DrsError | StubResponseError):
        return None
    if isinstance(error, ClientError):
        if call and error.operation_name == call.operation.name:
            response: Any = error.response
            response.update(call.error_members)
            headers = call.raw["headers"] if call.raw else None
            body = call.raw.get("body")
            problem = (
                f"{call.problem}, {describe_body(body)}"
                if call.problem and body
                else None
            )
            return service_error(response, error.operation_name, headers, problem)
        # STS or SSO refused to issue credentials.
        return credentials_error(error, where)
    if call and isinstance(error, ParamValidationError):
        # The values may include tags, which are sensitive.
        report = _VALUES.sub("", error.kwargs["report"])
        expected = f"arguments that botocore accepts. {report}"
        return errors.DrsParameterError(
            "arguments", call.arguments, expected, is_sensitive=True
        )
    if isinstance(error, BotoCoreError):
        problems = (
            ours for text, ours in _INVALID_SETTINGS.items() if text in f"{error}"
        )
        if problem := next(problems, None):
            return errors.DrsConfigurationError(f"{where}{problem}")
        return botocore_error_class(type(error))(f"{where}{error}")
    return None


def botocore_error_class(kind: type[BotoCoreError]) -> type[errors.DrsError]:
    """Return the `DrsError` class for a botocore class or its nearest known base."""
    names = (base.__name__ for base in kind.__mro__)
    return next(BOTOCORE_ERRORS[name] for name in names if name in BOTOCORE_ERRORS)


def service_error(
    response: Any,
    operation_name: str,
    headers: Mapping[str, str] | None,
    problem: str | None = None,
) -> errors.DrsServiceError:
    """
    Make the exception for a response with an error.

    Args:
        response: The response as botocore parsed it.
        operation_name: The API operation.
        headers: The response's headers, of which botocore may not have parsed all.
        problem: What to show instead of a message that is not the service's, if any.
    """
    metadata = response.get("ResponseMetadata", {})
    if headers is not None:
        metadata["HTTPHeaders"] = {k.lower(): value for k, value in headers.items()}
    status = metadata.get("HTTPStatusCode")
    # A gateway or a proxy throttles with a code of its own, or with none.
    throttled = status == HTTPStatus.TOO_MANY_REQUESTS
    unknown = errors.ThrottlingException if throttled else errors.DrsServiceError
    code = str(response.get("Error", {}).get("Code"))
    return SERVICE_ERRORS.get(code, unknown)(response, operation_name, problem=problem)


def credentials_error(error: Exception, where: str) -> errors.DrsCredentialsError:
    """Make the exception for an error that credentials caused; `where` comes first."""
    problem = f"{where}the credentials could not be read or refreshed"
    # Any other text may have a part of them.
    is_described = isinstance(error, _DESCRIBED)
    text = f": {error}" if is_described else ""
    return errors.DrsCredentialsError(f"{problem}: {type(error).__name__}{text}")


# Problems of settings that botocore finds when it makes a request, by a part of its
# text. The rest of its text may have a password or a token.
_INVALID_SETTINGS: Final = {
    "unhandled exception: Failed to parse": (
        "the URL of the endpoint or of a proxy cannot be parsed"
    ),
    "unhandled exception: Invalid header": (
        "a request header contains an invalid character"
    ),
    "Unknown Signature Version": (
        "botocore does not know the configured signature_version"
    ),
}

# The values and keys in a report of botocore.
_VALUES: Final = re.compile(r"value: .*?, (?=type: )|\(key: .*?\)", re.DOTALL)

# The errors about credentials whose texts botocore, AWS or the operating system writes.
_DESCRIBED: Final = (BotoCoreError, ClientError, OSError, RuntimeError)

# By name, as not every supported botocore has all of them. Any other exception of
# botocore is about the configuration.
BOTOCORE_ERRORS: Final[Mapping[str, type[errors.DrsError]]] = {
    "BotoCoreError": errors.DrsConfigurationError,
    "ConnectTimeoutError": errors.DrsTimeoutError,
    "ConnectionError": errors.DrsConnectionError,
    "CredentialRetrievalError": errors.DrsCredentialsError,
    "HTTPClientError": errors.DrsConnectionError,
    "IncompleteReadError": errors.DrsConnectionError,
    "LoginError": errors.DrsCredentialsError,
    "MetadataRetrievalError": errors.DrsCredentialsError,
    "NoAuthTokenError": errors.DrsCredentialsError,
    "NoCredentialsError": errors.DrsCredentialsError,
    "PartialCredentialsError": errors.DrsCredentialsError,
    "ReadTimeoutError": errors.DrsTimeoutError,
    "RefreshWithMFAUnsupportedError": errors.DrsCredentialsError,
    "SSOError": errors.DrsCredentialsError,
    "TokenRetrievalError": errors.DrsCredentialsError,
    "UnknownCredentialError": errors.DrsCredentialsError,
    "UnknownTokenProviderError": errors.DrsCredentialsError,
}
