"""What botocore raises, as this library's exceptions."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ParamValidationError,
    StubResponseError,
)

from drsclient import errors

if TYPE_CHECKING:
    from collections.abc import Mapping


def translate(
    error: Exception, operation_name: str, arguments: Mapping[str, Any]
) -> errors.DrsError | None:
    """
    Find the exception that stands for one that a call raised.

    Returns:
        The exception to raise instead, or `None` if it is not botocore's but comes from
        a handler that the user registered on the client, say.
    """
    where = f"{operation_name}: "
    if isinstance(error, errors.DrsError | StubResponseError):
        return None
    if isinstance(error, ClientError):
        if error.operation_name != operation_name:
            # Another service's: botocore asked it for credentials.
            return credentials_error(error, where)
        return service_error(error.response, operation_name)
    if isinstance(error, ParamValidationError):
        return parameter_error(error, arguments)
    if isinstance(error, BotoCoreError):
        return botocore_error(error, where)
    return _stray_error(error, where)


def service_error(
    response: Mapping[str, Any], operation_name: str
) -> errors.DrsServiceError:
    """Make the exception for an error that the service responded with."""
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    # A gateway or a proxy throttles with a code of its own, or with none.
    throttled = status == HTTPStatus.TOO_MANY_REQUESTS
    unknown = errors.ThrottlingException if throttled else errors.DrsServiceError
    code = str(response.get("Error", {}).get("Code"))
    return SERVICE_ERRORS.get(code, unknown)(response, operation_name)


def parameter_error(
    error: ParamValidationError, arguments: Mapping[str, Any]
) -> errors.DrsParameterError:
    """Make the exception for what our check let pass and botocore's did not."""
    report: str = error.kwargs["report"]
    expected = f"arguments that pass botocore's own check. {report}"
    return errors.DrsParameterError("arguments", dict(arguments), expected)


def botocore_error(error: BotoCoreError, where: str = "") -> errors.DrsError:
    """Make the exception for one of botocore's own."""
    names = (base.__name__ for base in type(error).__mro__)
    kinds = (BOTOCORE_ERRORS[name] for name in names if name in BOTOCORE_ERRORS)
    return next(kinds, errors.DrsError)(f"{where}{error}")


def credentials_error(error: Exception, where: str = "") -> errors.DrsCredentialsError:
    """Make the exception for credentials that botocore could not read or refresh."""
    problem = f"{where}the credentials could not be read or refreshed"
    return errors.DrsCredentialsError(f"{problem}: {type(error).__name__}: {error}")


def _stray_error(error: Exception, where: str) -> errors.DrsError | None:
    """
    Make the exception for an error that botocore did not mean to raise.

    It breaks on credentials that it does not expect, with whatever Python raises then.
    Only the modules that the error passed through tell it from a handler's own error.
    """
    modules = modules_of(error)
    if "botocore.credentials" in modules:
        return credentials_error(error, where)
    if "botocore.auth" in modules:
        return errors.DrsConfigurationError(f"{where}{error}")
    return None


def modules_of(error: Exception) -> set[str]:
    """Return the names of the modules that an exception passed through."""
    frames = traceback.walk_tb(error.__traceback__)
    return {frame.f_globals.get("__name__", "") for frame, _ in frames}


# By name, as not every supported botocore has all of them. A class that is not listed
# is translated like the nearest of its base classes that is.
BOTOCORE_ERRORS: Final[Mapping[str, type[errors.DrsError]]] = {
    name: kind
    for kind, names in {
        errors.DrsTimeoutError: ("ConnectTimeoutError", "ReadTimeoutError"),
        errors.DrsConnectionError: (
            "AwsChunkedWrapperError",
            "CapacityNotAvailableError",
            "ChecksumError",
            "ConnectionError",
            "FlexibleChecksumError",
            "HTTPClientError",
            "IncompleteReadError",
            "UnseekableStreamError",
        ),
        errors.DrsCredentialsError: (
            "CredentialRetrievalError",
            "LoginError",
            "MetadataRetrievalError",
            "NoAuthTokenError",
            "NoCredentialsError",
            "PartialCredentialsError",
            "RefreshWithMFAUnsupportedError",
            "SSOError",
            "TokenRetrievalError",
            "UnknownCredentialError",
            "UnknownTokenProviderError",
        ),
        errors.DrsConfigurationError: (
            "ApiVersionNotFoundError",
            "BaseEndpointResolverError",
            "ConfigNotFound",
            "ConfigParseError",
            "DataNotFoundError",
            "EndpointProviderError",
            "InvalidChecksumConfigError",
            "InvalidConfigError",
            "InvalidDefaultsMode",
            "InvalidEndpointConfigurationError",
            "InvalidEndpointDiscoveryConfigurationError",
            "InvalidHostLabelError",
            "InvalidIMDSEndpointError",
            "InvalidIMDSEndpointModeError",
            "InvalidProxiesConfigError",
            "InvalidRegionError",
            "InvalidRetryConfigurationError",
            "InvalidSTSRegionalEndpointsConfigError",
            "MD5UnavailableError",
            "MissingDependencyException",
            "ProfileNotFound",
            "ServiceNotInRegionError",
            "UnknownRegionError",
            "UnknownServiceStyle",
            "UnknownSignatureVersionError",
            "UnsupportedServiceProtocolsError",
            "UnsupportedSignatureVersionError",
        ),
    }.items()
    for name in names
}

# The service's own codes, and other spellings that AWS uses for the same errors.
SERVICE_ERRORS: Final[Mapping[str, type[errors.DrsServiceError]]] = {
    code: kind
    for kind, codes in {
        errors.AccessDeniedException: (
            "AccessDenied",
            "AccessDeniedException",
            "NotAuthorized",
            "OptInRequired",
            "UnauthorizedOperation",
        ),
        errors.AuthenticationException: (
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "InvalidToken",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ),
        errors.ConflictException: ("ConflictException",),
        errors.InternalServerException: (
            "InternalError",
            "InternalFailure",
            "InternalServerError",
            "InternalServerException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
        ),
        errors.ResourceNotFoundException: ("ResourceNotFoundException",),
        errors.ServiceQuotaExceededException: ("ServiceQuotaExceededException",),
        errors.ThrottlingException: (
            "BandwidthLimitExceeded",
            "EC2ThrottledException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
        ),
        errors.UninitializedAccountException: ("UninitializedAccountException",),
        errors.ValidationException: (
            "InvalidParameterCombination",
            "InvalidParameterValue",
            "MissingParameter",
            "SerializationException",
            "ValidationError",
            "ValidationException",
        ),
    }.items()
    for code in codes
}
