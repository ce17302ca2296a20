"""The clients of a fake, which ignore the settings of the machine."""

from __future__ import annotations

from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from drsclient.testing._service_model import data_loader

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient._clock import Clock
    from drsclient.aio import AsyncDrsClient
    from drsclient.aio._clock import VirtualClock

# Two clients of one session cannot be made concurrently.
_session_lock: Final = Lock()


class Clients:
    """
    The boto3 clients and the async clients of a fake, which closes them.

    Args:
        clock: The fake's virtual time.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._clients: list[Boto3DrsClient] = []
        # Weak, so that the threads of a client that is no longer used end.
        self._async_clients: WeakSet[AsyncDrsClient] = WeakSet()

    def create(
        self,
        endpoint_url: str,
        *,
        account_id: str,
        region_name: str,
        config: Config | None,
    ) -> Boto3DrsClient:
        """Create a client with credentials of an account."""
        client = isolated_client(
            endpoint_url,
            access_key_id=access_key_id(account_id),
            region_name=region_name,
            config=config,
        )
        self._clients.append(client)
        return client

    def create_async(self, boto3_client: Boto3DrsClient) -> AsyncDrsClient:
        """Create an async client over a boto3 client; all share the virtual time."""
        # Imported late, because it needs an extra.
        from drsclient.aio import AsyncDrsClient  # noqa: PLC0415

        client = AsyncDrsClient(client=boto3_client, clock=self._async_clock)
        self._async_clients.add(client)
        return client

    @cached_property
    def _async_clock(self) -> VirtualClock:
        """The clock that all async clients share."""
        from drsclient.aio._clock import VirtualClock  # noqa: PLC0415 - as above

        return VirtualClock(self.clock)

    def close(self) -> None:
        """Close all clients, and wait for what the async ones have in flight."""
        for client in list(self._async_clients):
            from drsclient.aio._methods import end_threads  # noqa: PLC0415 - as above

            end_threads(client)
        while self._clients:
            self._clients.pop().close()


def access_key_id(account_id: str) -> str:
    """Return the ID of an access key of an account of the fake."""
    return f"AKIA{account_id}"


def isolated_client(
    endpoint_url: str,
    *,
    access_key_id: str = "testing",
    region_name: str = "us-east-1",
    config: Config | None = None,
) -> Boto3DrsClient:
    """
    Create a boto3 client that ignores the environment and all AWS files.

    Args:
        endpoint_url: The URL of the service.
        access_key_id: The access key that signs the requests.
        region_name: The client's Region.
        config: Settings that override those made here: one attempt, no proxy.
    """
    from botocore.config import Config  # noqa: PLC0415 - see `_isolated_session`

    ours = Config(proxies={}, retries={"total_max_attempts": 1})
    with _session_lock:
        return _isolated_session().client(  # pyright: ignore[reportUnknownMemberType] - of all services, only the types of DRS are installed
            "drs",
            aws_access_key_id=access_key_id,
            aws_secret_access_key="testing",  # noqa: S106 - nobody checks it
            region_name=region_name,
            endpoint_url=endpoint_url,
            config=ours.merge(config) if config else ours,
        )


@cache
def _isolated_session() -> boto3.Session:
    """Return the session of all fakes: making one takes as long as two clients."""
    # Imported late, because a fake that runs on its own makes no clients.
    import boto3  # noqa: PLC0415
    import botocore.session  # noqa: PLC0415

    variables = botocore.session.Session.SESSION_VARIABLES
    unset = {
        name: (None, None, default, conversion)
        for name, (_, _, default, conversion) in variables.items()
    }
    no_file = (None, None, None, None)
    core = botocore.session.Session(
        session_vars={**unset, "config_file": no_file, "credentials_file": no_file}
    )
    session = boto3.Session(botocore_session=core)
    # Only now, because boto3 adds a search path to the loader of its session.
    core.register_component("data_loader", data_loader())
    return session
