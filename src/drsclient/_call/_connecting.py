"""Making a boto3 client for DRS, or taking over one that is already there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import attrs
from botocore.exceptions import BotoCoreError

from drsclient._call._exchange import listen
from drsclient._call._translating import (
    botocore_error,
    credentials_error,
    modules_of,
)
from drsclient._version import __version__
from drsclient.errors import DrsConfigurationError

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


@attrs.frozen
class Connection:
    """A boto3 client, and whether it is ours to close."""

    boto3_client: Boto3DrsClient
    owned: bool


def adopt(client: Boto3DrsClient) -> Connection:
    """
    Take over a boto3 client that somebody else made.

    Raises:
        DrsConfigurationError: It is a client for another service, or no client.
    """
    service = getattr(getattr(client, "meta", None), "service_model", None)
    if service is None:
        raise DrsConfigurationError(f"client= takes a boto3 client, not {client!r}")
    if service.service_name != "drs":
        name = service.service_name
        raise DrsConfigurationError(f"the client is for {name!r}, not for 'drs'")
    listen(client)
    return Connection(client, owned=False)


def connect(
    *,
    session: boto3.Session | None = None,
    region_name: str | None = None,
    profile_name: str | None = None,
    endpoint_url: str | None = None,
    config: Config | None = None,
) -> Connection:
    """
    Make a boto3 client.

    Raises:
        DrsConfigurationError: There is no Region, no such profile, or the set-up does
            not work in another way.
        DrsCredentialsError: The credentials in the set-up are incomplete.
    """
    # boto3 takes longer to import than all else together: not before it is needed.
    import boto3  # noqa: PLC0415

    try:
        session = session or boto3.Session(profile_name=profile_name)
        # The stubs also name the services whose own stubs are not installed.
        client = session.client(  # pyright: ignore[reportUnknownMemberType]
            "drs",
            region_name=region_name,
            endpoint_url=endpoint_url,
            config=_with_our_defaults(config, session),
        )
    except BotoCoreError as error:
        raise botocore_error(error) from error
    except Exception as error:
        if "botocore.credentials" in modules_of(error):
            raise credentials_error(error) from error
        if isinstance(error, OSError | ValueError):  # an endpoint that is no URL, say
            raise DrsConfigurationError(str(error)) from error
        raise
    listen(client)
    return Connection(client, owned=True)


def _with_our_defaults(config: Config | None, session: boto3.Session) -> Config:
    from botocore.config import Config  # noqa: PLC0415 - as boto3

    # boto3 has no public way to what else the session holds.
    core = session._session  # noqa: SLF001
    defaults: Config | None = core.get_default_client_config()
    given = Config()
    for layer in (defaults, config):
        given = given if layer is None else given.merge(layer)
    # Attributes that every Config has, but botocore's type stubs leave out.
    retries: Any = getattr(given, "retries", None) or {}
    agent: str = getattr(given, "user_agent_extra", None) or ""
    # botocore's own look-up falls back to its default, which hides whether it was set.
    chosen = "AWS_RETRY_MODE" in os.environ or "retry_mode" in core.get_scoped_config()
    if "mode" not in retries and not chosen:
        retries = {**retries, "mode": "standard"}
        given = given.merge(Config(retries=retries))
    agent = f"{agent} drsclient/{__version__}".lstrip()
    return given.merge(Config(user_agent_extra=agent))
