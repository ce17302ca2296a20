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
from drsclient._call._arguments import parameter_error
from drsclient._call._shapes import misfits
from drsclient.errors import DrsError, DrsServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient._call._exchange import Exchange


def translate(error: Exception, exchange: Exchange) -> DrsError | None:
    """
    Find the exception that stands for one that a call raised.

    Returns:
        The exception to raise in its place, or `None` when it is not botocore's: a
        handler that the user put on the client, say, raised it.
    """
    where = f"{exchange.operation_name}: "
    if isinstance(error, DrsError | StubResponseError):
        return None
    if isinstance(error, ClientError):
        if error.operation_name != exchange.operation_name:
            # Not this service's: botocore asked another one for credentials.
            return credentials_error(error, where)
        return service_error(error.response, error.operation_name)
    if isinstance(error, ParamValidationError):
        return parameter_error(error, exchange.arguments)
    if isinstance(error, BotoCoreError):
        return botocore_error(error, where)
    return _stray_error(error, where, exchange)


def botocore_error(error: BotoCoreError, where: str = "") -> DrsError:
    """Make the exception that stands for one of botocore's own."""
    names = (base.__name__ for base in type(error).__mro__)
    kinds = (BOTOCORE_ERRORS[name] for name in names if name in BOTOCORE_ERRORS)
    return next(kinds, DrsError)(f"{where}{error}")


def service_error(response: Mapping[str, Any], operation_name: str) -> DrsServiceError:
    """Make the exception of an error that the service answered with."""
    code = response.get("Error", {}).get("Code")
    return SERVICE_ERRORS.get(str(code), DrsServiceError)(response, operation_name)


def _stray_error(error: Exception, where: str, exchange: Exchange) -> DrsError | None:
    """
    Make the exception of an error that botocore did not mean to raise.

    It breaks on answers and credentials that are not as it thinks, with whatever Python
    raises then. Only the modules that the error passed through tell these from what a
    user's own handler raises.
    """
    modules = modules_of(error)
    if exchange.raw and modules & {"botocore.model", "botocore.parsers"}:
        return _unparsable(exchange, exchange.raw)
    if "botocore.credentials" in modules:
        return credentials_error(error, where)
    if "botocore.auth" in modules:
        return errors.DrsConfigurationError(f"{where}{error}")
    return None


def credentials_error(error: Exception, where: str = "") -> errors.DrsCredentialsError:
    """Make the exception of credentials that botocore could not make sense of."""
    problem = f"{where}the credentials could not be read or refreshed"
    return errors.DrsCredentialsError(f"{problem}: {type(error).__name__}: {error}")


def modules_of(error: Exception) -> set[str]:
    """Name the modules that an exception passed through."""
    frames = traceback.walk_tb(error.__traceback__)
    return {frame.f_globals.get("__name__", "") for frame, _ in frames}


def _unparsable(exchange: Exchange, raw: Mapping[str, Any]) -> DrsError:
    """Make the exception of an answer that botocore's parser broke on."""
    status, headers = raw["status_code"], raw["headers"]
    if status < HTTPStatus.MULTIPLE_CHOICES:
        problem = exchange.body_problem() or "the answer has another structure"
        shape = exchange.operation.output_shape
        for path, value, expected in misfits(exchange.members(), shape, ""):
            problem = f"{path} is {type(value).__name__}, not {expected}"
            return exchange.unexpected(problem, path=path, value=value)
        return exchange.unexpected(problem)
    members = exchange.members()
    code = headers.get("x-amzn-errortype", str(status)).partition(":")[0]
    message = members.get("message") or raw["body"].decode(errors="replace")
    response = {
        **members,
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {
            "HTTPStatusCode": status,
            "HTTPHeaders": {name.lower(): value for name, value in headers.items()},
            "RequestId": headers.get("x-amzn-requestid"),
        },
    }
    return service_error(response, exchange.operation_name)


# By name, as not every supported botocore has all of them. A class that is not listed
# is translated as the nearest of its bases that is.
BOTOCORE_ERRORS: Final[Mapping[str, type[DrsError]]] = {
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

# The service's own codes, and the spellings that AWS has for the same all over.
SERVICE_ERRORS: Final[Mapping[str, type[DrsServiceError]]] = {
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
