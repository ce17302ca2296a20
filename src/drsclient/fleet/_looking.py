"""Looking at whether DRS is set up, in one Region or in many."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from drsclient._botocore import connect
from drsclient.errors import (
    AccessDeniedException,
    AuthenticationException,
    DrsConnectionError,
    DrsError,
    DrsParameterError,
    DrsResponseError,
    DrsServiceError,
    UninitializedAccountException,
)
from drsclient.fleet._crew import Crew
from drsclient.operations.source_servers import SourceServerOperations
from drsclient.outcomes import RegionState, RegionStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    import boto3
    from botocore.config import Config

# What the services respond where an account has to opt into a Region and has not. The
# first is rare: such a Region does not know the account's credentials.
_NOT_ENABLED: Final = (
    "OptInRequired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
)


def look_at_all(
    names: Sequence[str],
    *,
    session: boto3.Session,
    endpoint_url: str | None,
    config: Config | None,
    max_concurrency: int,
) -> tuple[RegionStatus, ...]:
    """
    Find out in which Regions the account can use DRS, in threads.

    It raises what `region_statuses` documents.
    """
    if max_concurrency < 1:
        raise DrsParameterError("max_concurrency", max_concurrency, "at least 1")

    def ask(region_name: str) -> DrsError | None:
        try:
            client = connect(
                session=session,
                region_name=region_name,
                endpoint_url=endpoint_url,
                config=config,
                defaults=_patience(),
            )
            with closing(client):
                _ask(SourceServerOperations(boto3_client=client, owned=True))
        except DrsError as error:
            return error
        return None

    statuses = dict[str, RegionStatus]()
    strangers = list[AuthenticationException]()
    crew = Crew(ask, names, max_concurrency)
    try:
        crew.start()
        for _ in names:
            region_name, error = crew.next_result()
            statuses[region_name] = _status(region_name, error)
            if isinstance(error, AuthenticationException):
                strangers.append(error)
    finally:
        crew.end()
    reached = [s for s in statuses.values() if s.state != RegionState.UNREACHABLE]
    if strangers and len(strangers) == len(reached):
        raise strangers[0]
    return tuple(statuses[name] for name in names)


def look(operations: SourceServerOperations, region_name: str) -> RegionStatus:
    """Find out whether the account can use DRS in the Region of a client."""
    try:
        _ask(operations)
    except DrsError as error:
        return _status(region_name, error)
    return _status(region_name, None)


def _ask(operations: SourceServerOperations) -> None:
    """Make the smallest request that needs an account set up for DRS."""
    next(operations.describe_source_servers(page_size=1), None)


def _status(region_name: str, error: DrsError | None) -> RegionStatus:
    """
    Return what the error of a look says about a Region, if any.

    Raises:
        DrsError: The error, if it says nothing about the Region.
    """
    if error is None:
        return RegionStatus(region_name=region_name, state=RegionState.INITIALIZED)
    state = _state(error)
    if state is None:
        raise error
    return RegionStatus(region_name=region_name, state=state, reason=str(error))


def _state(error: DrsError) -> RegionState | None:
    if isinstance(error, UninitializedAccountException):
        return RegionState.NOT_INITIALIZED
    if isinstance(error, DrsServiceError) and error.code in _NOT_ENABLED:
        return RegionState.NOT_ENABLED
    if isinstance(error, AccessDeniedException):
        return RegionState.DENIED
    if isinstance(error, AuthenticationException):
        return None
    # Any other response is of something that stands in the service's place.
    unusable = DrsConnectionError | DrsResponseError | DrsServiceError
    return RegionState.UNREACHABLE if isinstance(error, unusable) else None


def _patience() -> Config:
    from botocore.config import Config  # noqa: PLC0415 - see `open_session`

    return Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})
