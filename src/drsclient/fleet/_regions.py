"""Check in which Regions an account can use DRS."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from drsclient._botocore import connect, open_session, regions_of
from drsclient._ids import ids_of
from drsclient._options import check_max_concurrency
from drsclient.errors import (
    AccessDeniedException,
    AuthenticationException,
    DrsConnectionError,
    DrsError,
    DrsResponseError,
    DrsServiceError,
    UninitializedAccountException,
)
from drsclient.fleet._workers import WorkerPool
from drsclient.operations.source_servers import SourceServerOperations
from drsclient.outcomes import RegionState, RegionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    import boto3
    from botocore.config import Config

# The error codes where an account has to opt into a Region and has not. The first is
# rare: such a Region does not know the account's credentials.
_NOT_ENABLED: Final = (
    "OptInRequired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
)


def region_statuses(
    region_names: str | RegionStatus | Iterable[str | RegionStatus] | None = None,
    *,
    session: boto3.Session | None = None,
    profile_name: str | None = None,
    endpoint_url: str | None = None,
    config: Config | None = None,
    max_concurrency: int = 40,
) -> tuple[RegionStatus, ...]:
    """
    Check in many Regions concurrently whether an account can use DRS.

    Each Region gets its own client, which is closed at the end. A Region that cannot be
    reached takes at most half a minute: by default, there are two attempts, each with 3
    seconds to connect and 10 seconds for the response.

    Calls the API operation DescribeSourceServers.

    Args:
        region_names: The names of the Regions, or their statuses. By default, all
            Regions in the partition of the session's Region in which, according to
            boto3, DRS is available.
        session: A boto3 session to create the clients with, instead of boto3's default
            session. It cannot be combined with `profile_name`.
        profile_name: A profile of the AWS config files.
        endpoint_url: A URL to use instead of those of the service, such as that of
            `FakeDrs`.
        config: A botocore `Config`. Its timeouts and retries take precedence over those
            above.
        max_concurrency: The maximum number of concurrent calls, at least 1.

    Returns:
        The status of each Region, in the order given, without duplicates.

    Raises:
        AuthenticationException: The credentials are expired or wrong, or no Region
            recognizes them. If other Regions recognize them, a Region that does not is
            `NOT_ENABLED`.
        DrsConfigurationError: The profile does not exist, a name is not a valid Region
            name, or the arguments cannot be combined.
        DrsCredentialsError: There are no credentials, or they are incomplete.
        DrsParameterError: An argument is not valid; nothing was sent.
    """
    check_max_concurrency(max_concurrency)
    shared = open_session(session=session, profile_name=profile_name)
    names = (
        regions_of(shared)
        if region_names is None
        else ids_of("region_names", region_names, "region_name")
    )

    statuses = dict[str, RegionStatus]()
    unknown_credentials = list[AuthenticationException]()

    def check(region_name: str) -> None:
        try:
            client = connect(
                session=shared,
                region_name=region_name,
                endpoint_url=endpoint_url,
                config=config,
                defaults=_default_config(),
            )
            with closing(client):
                drs = SourceServerOperations(boto3_client=client, owned=True)
                statuses[region_name] = _check(drs, region_name)
        except DrsError as error:
            statuses[region_name] = _failed(region_name, error)
            if isinstance(error, AuthenticationException):
                unknown_credentials.append(error)

    pool = WorkerPool(min(max_concurrency, len(names)))
    try:
        pool.start()
        pool.call_each(check, names)
    finally:
        pool.end()
    reached = [s for s in statuses.values() if s.state != RegionState.UNREACHABLE]
    if unknown_credentials and len(unknown_credentials) == len(reached):
        raise unknown_credentials[0]
    return tuple(statuses[name] for name in names)


def region_status(drs: SourceServerOperations, region_name: str) -> RegionStatus:
    """Check whether the account can use DRS in the Region of a client."""
    try:
        return _check(drs, region_name)
    except DrsError as error:
        return _failed(region_name, error)


def _check(drs: SourceServerOperations, region_name: str) -> RegionStatus:
    """Make the smallest request that needs an account set up for DRS."""
    next(drs.describe_source_servers(page_size=1), None)
    return RegionStatus(region_name=region_name, state=RegionState.INITIALIZED)


def _failed(region_name: str, error: DrsError) -> RegionStatus:
    """
    Return the status of a Region, given the error of its check.

    Raises:
        DrsError: The error, if it says nothing about the Region.
    """
    if isinstance(error, UninitializedAccountException):
        state = RegionState.NOT_INITIALIZED
    elif isinstance(error, DrsServiceError) and error.code in _NOT_ENABLED:
        state = RegionState.NOT_ENABLED
    elif isinstance(error, AccessDeniedException):
        state = RegionState.DENIED
    elif isinstance(error, AuthenticationException) or not isinstance(
        error, DrsConnectionError | DrsResponseError | DrsServiceError
    ):
        raise error
    else:
        # Any other response comes from something other than the service, such as a
        # proxy.
        state = RegionState.UNREACHABLE
    return RegionStatus(region_name=region_name, state=state, reason=str(error))


def _default_config() -> Config:
    from botocore.config import Config  # noqa: PLC0415 - see `open_session`

    return Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})
