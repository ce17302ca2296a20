"""Looking at many Regions at once, and what a caller says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import boto3
    from botocore.config import Config

    from drsclient.outcomes import RegionStatus


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
    Find out whether an account can use DRS, in many Regions at once.

    Each Region is asked by a client of its own, which is closed at the end. A Region
    that cannot be reached takes half a minute at most: by default, there are two
    attempts, each with 3 seconds to connect and 10 seconds for the response.

    Source: the API operation DescribeSourceServers.

    Args:
        region_names: The names of the Regions, or statuses of them. By default, all
            Regions that have DRS, as far as boto3 knows, in the partition of the
            session's own Region.
        session: A boto3 session to make the connections with, instead of boto3's
            default session. It brings its own profile.
        profile_name: A profile of the AWS config files.
        endpoint_url: A URL to use instead of those of the service, such as that of
            `FakeDrs`.
        config: A botocore `Config`. Its timeouts and retries take precedence over those
            above.
        max_concurrency: How many Regions to ask at the same time, at least 1.

    Returns:
        The status of each Region, once, in the order given.

    Raises:
        AuthenticationException: The credentials are expired or wrong, or no Region
            knows them. If other Regions know them, a Region that does not is
            `NOT_ENABLED`.
        DrsConfigurationError: There is no such profile, a name cannot be a Region's, or
            the arguments cannot be combined.
        DrsCredentialsError: There are no credentials, or they are incomplete.
        DrsParameterError: An argument is not valid; nothing was sent.
    """
    from drsclient._botocore import open_session, regions_of  # noqa: PLC0415 - rarely used
    from drsclient._ids import ids_of  # noqa: PLC0415 - rarely used
    from drsclient.fleet import _looking  # noqa: PLC0415 - rarely used

    shared = open_session(session=session, profile_name=profile_name)
    names = (
        regions_of(shared)
        if region_names is None
        else ids_of("region_names", region_names, "region_name")
    )
    return _looking.look_at_all(
        names,
        session=shared,
        endpoint_url=endpoint_url,
        config=config,
        max_concurrency=max_concurrency,
    )
