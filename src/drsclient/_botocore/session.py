"""Sessions and boto3 clients for DRS: made here, or adopted from the user."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from threading import RLock
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Final, Protocol, cast
from urllib.parse import urlsplit

from botocore import UNSIGNED
from botocore.exceptions import BotoCoreError

from drsclient._botocore.errors import credentials_error, translate
from drsclient._botocore.hooks import register_hooks
from drsclient._text import describe_value
from drsclient._version import __version__
from drsclient.errors import DrsConfigurationError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    import boto3
    from botocore.client import ClientMeta
    from botocore.config import Config
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

# The maximum number of connections that a client keeps open; botocore's default is 10.
_MAX_POOL_CONNECTIONS: Final = 50
# The names of profiles and Regions, which errors show.
_NAME: Final = re.compile(r"[\w.:/-]{1,64}")


class AnyBoto3Client(Protocol):
    """A boto3 client for DRS, whichever package of stubs its type comes from."""

    @property
    def meta(self) -> ClientMeta:
        """The service, Region and endpoint that it is for."""
        ...

    def close(self) -> None:
        """Close its connections."""

    def describe_source_servers(self) -> Mapping[str, object]:
        """Describe the source servers; only clients for DRS have this method."""
        ...


def adopt(client: AnyBoto3Client) -> Boto3DrsClient:
    """Adopt a boto3 client that the user made, if it is one for DRS."""
    service = getattr(getattr(client, "meta", None), "service_model", None)
    if service is None:
        raise DrsConfigurationError(
            f"client= must be a boto3 client, not {describe_value(client)}"
        )
    if service.service_name != "drs":
        problem = f"client= must be for 'drs', not for {service.service_name!r}"
        raise DrsConfigurationError(problem)
    # Stubs of another package describe the same class.
    adopted = cast("Boto3DrsClient", client)
    _check_settings(adopted)
    register_hooks(adopted)
    return adopted


def open_session(
    *, session: boto3.Session | None = None, profile_name: str | None = None
) -> boto3.Session:
    """
    Return a boto3 session: this one, one for the profile, or boto3's default session.

    It raises what the constructor of `DrsClient` documents.
    """
    # boto3 takes longer to import than all the rest: not before it is needed.
    import boto3  # noqa: PLC0415

    _check("session", session, boto3.Session, "boto3 Session")
    _check("profile_name", profile_name, str, "string")
    if session is not None and profile_name is not None:
        raise DrsConfigurationError("session= cannot be combined with profile_name=")
    with _translated():
        if profile_name is not None:
            return boto3.Session(profile_name=profile_name)
        if session is None and boto3.DEFAULT_SESSION is None:
            boto3.setup_default_session()
        return session or cast("boto3.Session", boto3.DEFAULT_SESSION)  # it is set up


def max_connections(client: Boto3DrsClient) -> int:
    """Return the maximum number of connections that a client keeps open."""
    # Every Config has it, but botocore's type stubs leave it out.
    return getattr(client.meta.config, "max_pool_connections", 0)


def regions_of(session: boto3.Session) -> list[str]:
    """List the Regions where DRS exists, in the partition of a session's Region."""
    with _translated():
        partition = (
            session.get_partition_for_region(session.region_name)
            if session.region_name
            else "aws"
        )
        return session.get_available_regions("drs", partition_name=partition)


def connect(
    *,
    session: boto3.Session | None = None,
    region_name: str | None = None,
    profile_name: str | None = None,
    endpoint_url: str | None = None,
    config: Config | None = None,
    defaults: Config | None = None,
) -> Boto3DrsClient:
    """
    Make a boto3 client, by default from boto3's default session like `boto3.client`.

    The session's own settings and `config` override `defaults`. It raises what the
    constructor of `DrsClient` documents.
    """
    from botocore.config import Config  # noqa: PLC0415 - see `open_session`

    session = open_session(session=session, profile_name=profile_name)
    _check("region_name", region_name, str, "string")
    _check("endpoint_url", endpoint_url, str, "string")
    _check("config", config, Config, "botocore Config")
    with _translated(session, config), _lock_of(session):
        # The stubs also name the services whose own stubs are not installed.
        client = session.client(  # pyright: ignore[reportUnknownMemberType]
            "drs",
            region_name=region_name,
            endpoint_url=endpoint_url,
            config=_with_our_defaults(config, session, defaults),
        )
    _check_settings(client)
    register_hooks(client)
    return client


def _check(name: str, value: object, kind: type, noun: str) -> None:
    if value is not None and not isinstance(value, kind):
        problem = f"{name}= must be a {noun}, not {describe_value(value)}"
        raise DrsConfigurationError(problem)


def _check_settings(client: Boto3DrsClient) -> None:
    """Refuse at once what botocore would fail on only when it signs a request."""
    try:
        _ = urlsplit(client.meta.endpoint_url).port
    except ValueError:
        # Without the cause: its text has the port, and that may be a password.
        port = client.meta.endpoint_url.rstrip("/").rpartition(":")[2]
        shown = f": {port}" if port.isdecimal() else ""
        problem = f"the endpoint URL has an invalid port{shown}"
        raise DrsConfigurationError(problem) from None
    # An attribute that every Config has, but botocore's type stubs leave out.
    version: object = getattr(client.meta.config, "signature_version", None)
    if not (version is UNSIGNED or isinstance(version, str | None)):
        kind = type(version).__name__
        raise DrsConfigurationError(f"signature_version must be a string, not {kind}")


@contextmanager
def _translated(
    session: boto3.Session | None = None, config: Config | None = None
) -> Generator[None]:
    """Translate the errors of using the config files, and a session's credentials."""
    try:
        yield
    except Exception as error:
        translated = translate(error)
        if translated is None and session and not _has_usable_credentials(session):
            translated = credentials_error(error, "")
        if isinstance(translated, DrsConfigurationError) or (
            translated is None and _is_about_settings(error)
        ):
            translated = DrsConfigurationError(_problem(error, config))
        if translated is None:
            raise
        raise translated from error


def _is_about_settings(error: Exception) -> bool:
    """Return whether an error is one of botocore about a file, a URL or a setting."""
    if isinstance(error, OSError | ValueError):
        return True
    # Not the mistake of a handler that the user has registered on the session.
    *_, (frame, _line) = walk_tb(error.__traceback__)
    is_raised_by_botocore = frame.f_globals.get("__name__", "").startswith("botocore.")
    return isinstance(error, AttributeError | TypeError) and is_raised_by_botocore


def _problem(error: Exception, config: Config | None) -> str:
    """Describe a problem of a setting, without its value, which may be a secret."""
    text = str(error)
    if text.startswith("Invalid endpoint"):
        return "the endpoint URL is not valid"
    settings = {} if config is None else vars(config)
    values = [value for name, value in settings.items() if name != "region_name"]
    if isinstance(error, BotoCoreError):
        names = (error.kwargs.get(name) for name in ("profile", "region_name"))
        values += [name for name in names if name and not _NAME.fullmatch(str(name))]
    for value in values:
        if value and not isinstance(value, bool | float | int):
            # botocore puts some values into lower case.
            shown = re.compile(rf"(?<!\w){re.escape(str(value))}(?!\w)", re.IGNORECASE)
            text = describe_value(value).join(shown.split(text))
    if isinstance(error, BotoCoreError | OSError | ValueError):
        return text
    return f"a setting has a value of the wrong type: {text}"


def _has_usable_credentials(session: boto3.Session) -> bool:
    """Return whether credentials can be read, if there are any."""
    try:
        session.get_credentials()
    except Exception:  # noqa: BLE001 - botocore raises anything about malformed credentials
        return False
    return True


def _lock_of(session: boto3.Session) -> RLock:
    """Return a session's lock: botocore cannot make two clients of one concurrently."""
    # One for each process: after a fork, the thread that holds the lock is missing.
    lock: RLock = vars(session).setdefault(f"_drsclient_lock_{os.getpid()}", RLock())
    return lock


def _with_our_defaults(
    config: Config | None, session: boto3.Session, defaults: Config | None
) -> Config:
    from botocore.config import Config  # noqa: PLC0415 - see `open_session`

    # boto3 has no public way to the session's other settings.
    core = session._session  # noqa: SLF001
    settings: Config | None = core.get_default_client_config()
    given = Config(max_pool_connections=_MAX_POOL_CONNECTIONS)
    for layer in (defaults, settings, config):
        given = given if layer is None else given.merge(layer)
    # Attributes that every Config has, but botocore's type stubs leave out.
    retries: Any = getattr(given, "retries", None) or {}
    agent: str = getattr(given, "user_agent_extra", None) or ""
    # botocore's own lookup falls back to its default, and so hides whether it was set.
    chosen = "AWS_RETRY_MODE" in os.environ or "retry_mode" in core.get_scoped_config()
    if "mode" not in retries and not chosen:
        given = given.merge(Config(retries=retries | {"mode": "standard"}))
    agent = f"{agent} drsclient/{__version__}".lstrip()
    return given.merge(Config(user_agent_extra=agent))
