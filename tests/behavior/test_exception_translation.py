"""Every exception that botocore can raise becomes one of this library's exceptions."""

from __future__ import annotations

import importlib
import json
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import boto3
import botocore
import pytest
from botocore import exceptions
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader
from botocore.model import OperationNotFoundError
from botocore.retries.standard import ThrottledRetryableChecker

import drsclient
from drsclient import (
    DrsClient,
    DrsConfigurationError,
    DrsConnectionError,
    DrsCredentialsError,
    DrsError,
    DrsTimeoutError,
    ThrottlingException,
)
from drsclient._botocore import messages
from drsclient._botocore.errors import BOTOCORE_ERRORS, botocore_error_class
from drsclient._botocore.messages import unsupported_error
from drsclient.errors._service import SERVICE_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from drsclient.testing import FakeDrs

# botocore's exceptions about its configuration. An exception that botocore adds belongs
# here or in `BOTOCORE_ERRORS`.
CONFIGURATION = {
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
}

# The exceptions that no call of this library can raise, by their reason.
UNREACHABLE: Mapping[str, tuple[str, ...]] = {
    "handled elsewhere: see translate": ("ParamValidationError",),
    "for other services": (
        "InvalidDNSNameError",
        "InvalidS3AddressingStyleError",
        "InvalidS3UsEast1RegionalEndpointConfigError",
        "UnsupportedOutpostResourceError",
        "UnsupportedS3AccesspointConfigurationError",
        "UnsupportedS3ArnError",
        "UnsupportedS3ConfigurationError",
        "UnsupportedS3ControlArnError",
        "UnsupportedS3ControlConfigurationError",
    ),
    "bodies that are streams or have checksums, which the service does not have": (
        "AwsChunkedWrapperError",
        "ChecksumError",
        "FlexibleChecksumError",
        "UnseekableStreamError",
    ),
    "for stubs in tests": (
        "StubAssertionError",
        "StubResponseError",
        "UnStubbedResponseError",
    ),
    "waiters, which we do not use": ("WaiterConfigError", "WaiterError"),
    "paginators, which we do not use": ("OperationNotPageableError", "PaginationError"),
    "endpoint discovery, which the service does not have": (
        "EndpointDiscoveryException",
        "EndpointDiscoveryRefreshFailed",
        "EndpointDiscoveryRequired",
    ),
    "never raised by botocore, or only for the command line": (
        "AliasConflictParameterError",
        "CapacityNotAvailableError",
        "InvalidExpressionError",
        "MissingParametersError",
        "RangeError",
        "UnknownClientMethodError",
        "UnknownKeyError",
        "UnknownParameterError",
        "ValidationError",
    ),
}

# Codes that botocore treats as throttling, but DRS does not send.
OTHER_THROTTLES = {
    "LimitExceededException",  # of many services, and often a quota
    "PriorRequestNotComplete",  # Route 53
    "ProvisionedThroughputExceededException",  # DynamoDB, Kinesis
    "TransactionInProgressException",  # DynamoDB
}

# Not in the oldest version of botocore that we support.
NEWER = {"LoginError", "UnknownTokenProviderError"}


# Vendored code, and modules that need more packages than botocore itself does.
NOT_IMPORTED = ("botocore.vendored", "botocore.crt", "botocore.docs")


def subclasses(kind: type[BotoCoreError]) -> Iterator[type[BotoCoreError]]:
    """Iterate over botocore's subclasses of a class, at any depth."""
    for direct in kind.__subclasses__():
        if direct.__module__.startswith("botocore."):
            yield direct
            yield from subclasses(direct)


def botocore_exceptions() -> set[type[BotoCoreError]]:
    """Import all of botocore, and return every exception that it defines."""
    for module in pkgutil.walk_packages(botocore.__path__, "botocore."):
        if not module.name.startswith(NOT_IMPORTED):
            importlib.import_module(module.name)
    return set(subclasses(BotoCoreError))


UNREACHABLE_NAMES = {name for names in UNREACHABLE.values() for name in names}


def test_every_botocore_exception_is_listed() -> None:
    """An exception that botocore adds must be reviewed and listed."""
    known = (BOTOCORE_ERRORS.keys() - {"BotoCoreError"}) | CONFIGURATION
    for kind in botocore_exceptions():
        names = {base.__name__ for base in kind.__mro__}
        assert names.isdisjoint(known) == (kind.__name__ in UNREACHABLE_NAMES), kind


def test_only_botocore_exceptions_are_listed() -> None:
    """Every listed name is an exception in botocore, and is listed once."""
    names = {kind.__name__ for kind in botocore_exceptions()} | {"BotoCoreError"}
    assert (BOTOCORE_ERRORS.keys() | CONFIGURATION | UNREACHABLE_NAMES) - names <= NEWER
    assert BOTOCORE_ERRORS.keys().isdisjoint(CONFIGURATION | UNREACHABLE_NAMES)
    assert CONFIGURATION.isdisjoint(UNREACHABLE_NAMES)


def test_a_new_botocore_exception_is_caught_as_botocores() -> None:
    """A new exception of botocore is still caught by handlers for botocore's."""

    class BrandNewError(BotoCoreError):
        """An exception of a future botocore."""

    assert issubclass(botocore_error_class(BrandNewError), BotoCoreError)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ConnectTimeoutError", DrsTimeoutError),
        ("ReadTimeoutError", DrsTimeoutError),
        ("EndpointConnectionError", DrsConnectionError),
        ("ConnectionClosedError", DrsConnectionError),
        ("ProxyConnectionError", DrsConnectionError),
        ("SSLError", DrsConnectionError),
        ("ResponseStreamingError", DrsConnectionError),
        ("NoCredentialsError", DrsCredentialsError),
        ("PartialCredentialsError", DrsCredentialsError),
        ("UnauthorizedSSOTokenError", DrsCredentialsError),
        ("SSOTokenLoadError", DrsCredentialsError),
        ("NoRegionError", DrsConfigurationError),
        ("ProfileNotFound", DrsConfigurationError),
        ("ConfigNotFound", DrsConfigurationError),
        ("EndpointVariantError", DrsConfigurationError),
    ],
)
def test_the_nearest_base_decides(name: str, kind: type[DrsError]) -> None:
    """An exception is translated by its own class, or else by its nearest base."""
    found: type[BotoCoreError] = getattr(exceptions, name)
    assert botocore_error_class(found) is kind


def test_throttling_codes_are_those_of_botocore() -> None:
    """A code that botocore retries as throttling is raised as throttling."""
    codes = set[str](vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"])
    throttles = {
        code for code, kind in SERVICE_ERRORS.items() if kind is ThrottlingException
    }
    assert codes - throttles == OTHER_THROTTLES
    assert throttles <= codes


@pytest.fixture
def old_botocore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace botocore's service model with one that lacks an operation."""
    model = Loader().load_service_model("drs", "service-2")
    del model["operations"]["StartReplication"]
    version: str = model["metadata"]["apiVersion"]
    folder = tmp_path / "data" / "drs" / version
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(model))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "data"))


@pytest.mark.usefixtures("old_botocore", "credentials")
def test_botocore_may_be_too_old_for_an_operation(fake_drs: FakeDrs) -> None:
    """The error names the operation and the version to install; others still work."""
    with DrsClient(region_name="us-east-1", endpoint_url=fake_drs.endpoint_url) as drs:
        with pytest.raises(DrsConfigurationError) as caught:
            drs.start_replication("s-12345678901234567")
        drs.initialize_service()
    assert "start_replication" in str(caught.value)
    assert botocore.__version__ in str(caught.value)
    assert isinstance(caught.value.__cause__, AttributeError)


@pytest.mark.parametrize(
    ("installed", "advice"),
    [
        ("1.40.0", "install boto3 1.43.73 or later"),
        ("1.43.72", "install boto3 1.43.73 or later"),
        ("1.43.73", "try a newer boto3"),
        ("1.100.0", "try a newer boto3"),
    ],
)
def test_the_advice_depends_on_the_installed_boto3(
    monkeypatch: pytest.MonkeyPatch, installed: str, advice: str
) -> None:
    """A user of the newest known boto3 is not told to install it."""
    monkeypatch.setattr(messages, "__version__", installed)
    assert (
        str(unsupported_error("it"))
        == f"botocore {installed} does not have it: {advice}"
    )


@pytest.mark.parametrize("kind", [KeyError, RuntimeError])
@pytest.mark.parametrize(
    "event",
    [
        "provide-client-params",
        "before-call",
        "before-sign",
        "before-send",
        "before-parse",
        "response-received",
        "needs-retry",
        "after-call",
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["handler first", "client first"])
def test_an_exception_from_a_handler_propagates(
    fake_drs: FakeDrs, event: str, kind: type[Exception], *, first: bool
) -> None:
    """An exception from a user's handler on the boto3 client is left unchanged."""
    mine = kind("mine")

    def handler(**_: object) -> None:
        raise mine

    boto3_client = fake_drs.boto3_client()
    if first:
        boto3_client.meta.events.register(f"{event}.drs", handler)
    drs = DrsClient(client=boto3_client)
    if not first:
        boto3_client.meta.events.register(f"{event}.drs", handler)
    with pytest.raises(kind) as caught:
        drs.initialize_service()
    assert caught.value is mine


@pytest.mark.parametrize(
    "mine",
    [
        drsclient.DrsParameterError("source_server_id", "db-1", "an ID"),
        drsclient.ConflictException({}, "StartRecovery"),
        drsclient.DrsResponseError("not JSON", operation_name="StartRecovery"),
        drsclient.DrsTimeoutError("too late"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_our_own_error_from_a_handler_propagates(
    fake_drs: FakeDrs, mine: DrsError
) -> None:
    """An error of this library from a user's handler is left unchanged."""

    def handler(**_: object) -> None:
        raise mine

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("before-send.drs", handler)
    with pytest.raises(DrsError) as caught:
        DrsClient(client=boto3_client).initialize_service()
    assert caught.value is mine


def test_a_mistake_in_a_handler_propagates(fake_drs: FakeDrs) -> None:
    """A handler that misuses botocore's objects gets botocore's own exception."""
    boto3_client = fake_drs.boto3_client()

    def handler(**_: object) -> None:
        boto3_client.meta.service_model.operation_model("NoSuchOperation")

    boto3_client.meta.events.register("before-send.drs", handler)
    with pytest.raises(OperationNotFoundError):
        DrsClient(client=boto3_client).initialize_service()


@pytest.mark.parametrize("event", ["before-send", "after-call"])
@pytest.mark.parametrize("in_thread", [True, False], ids=["thread", "same thread"])
def test_nested_calls_are_independent(
    fake_drs: FakeDrs, event: str, *, in_thread: bool
) -> None:
    """The response to a handler's own call is not taken for the response to ours."""
    boto3_client = fake_drs.boto3_client()
    drs = DrsClient(client=boto3_client)
    fake_drs.answer("InitializeService", body=b"<p>ours</p>")
    fake_drs.answer("DescribeSourceServers", body=b"<p>theirs</p>")

    def call() -> None:
        with pytest.raises(drsclient.DrsResponseError) as caught:
            list(drs.describe_source_servers())
        assert caught.value.body == b"<p>theirs</p>"

    def handler(**_: object) -> None:
        if in_thread:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(call).result()
        else:
            call()

    boto3_client.meta.events.register(f"{event}.drs.InitializeService", handler)
    with pytest.raises(drsclient.DrsResponseError) as caught:
        drs.initialize_service()
    assert caught.value.operation_name == "InitializeService"
    assert caught.value.body == b"<p>ours</p>"
    assert len(fake_drs.requests) == 2


def test_a_nested_boto3_call_is_independent(fake_drs: FakeDrs) -> None:
    """Calls of the boto3 client in another thread bypass this library."""
    boto3_client = fake_drs.boto3_client()
    fake_drs.answer("InitializeService", body=b"<p>ours</p>")
    fake_drs.answer("DescribeSourceServers", body=b"<p>theirs</p>")

    def handler(**_: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(boto3_client.describe_source_servers).result()
        assert set(answer) == {"ResponseMetadata"}

    boto3_client.meta.events.register("after-call.drs.InitializeService", handler)
    with pytest.raises(drsclient.DrsResponseError) as caught:
        DrsClient(client=boto3_client).initialize_service()
    assert caught.value.body == b"<p>ours</p>"


@pytest.mark.usefixtures("credentials")
def test_an_exception_from_a_session_handler_propagates() -> None:
    """An exception that a user's handler raises on connecting is left unchanged."""
    mine = KeyError("mine")

    def handler(**_: object) -> None:
        raise mine

    session = boto3.Session(region_name="us-east-1")
    session.events.register("creating-client-class.drs", handler)
    with pytest.raises(KeyError) as caught:
        DrsClient(session=session)
    assert caught.value is mine
