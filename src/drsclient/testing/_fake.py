"""`FakeDrs`: its life cycle, and what a test does with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self

from drsclient.testing._adding import Adding
from drsclient.testing._arguments import check_integer
from drsclient.testing._client import isolated_client
from drsclient.testing._faulting import Faulting
from drsclient.testing._http.server import LoopbackServer
from drsclient.testing._life_cycles import happen
from drsclient.testing._service import RecordedRequest, Service
from drsclient.testing._world.clock import time_step
from drsclient.testing._world.quotas import Quotas
from drsclient.testing._world.world import World

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from botocore.config import Config
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.client import DrsClient

_GIB = 1024**3


class FakeDrs(Adding, Faulting):
    """
    A DRS service on the loopback interface, with virtual time.

    Any AWS SDK and the AWS CLI can talk to it. It keeps its state in memory, and
    simulates one account in one Region. It replicates source servers but does not
    launch them: script the operations that it does not have with `answer`. All methods
    may be called from any thread::

        with FakeDrs() as fake:
            server_id = fake.add_source_server(hostname="db-1")
            fake.client().start_replication(server_id)
            fake.advance(minutes=40)

    Args:
        region_name: The Region that it simulates.
        account_id: The ID of the account that it simulates.
        initialized: Whether the account has been initialized for DRS. If not, all
            operations but `InitializeService` are refused.
        page_size: The maximum number of items on a page, whatever the caller asks for.
        seed: The seed of what is random: the same seed, the same history.

    Raises:
        ValueError: `page_size` is not an integer of at least 1.
    """

    def __init__(
        self,
        *,
        region_name: str = "us-east-1",
        account_id: str = "123456789012",
        initialized: bool = True,
        page_size: int = 50,
        seed: int = 0,
    ) -> None:
        check_integer("page_size", page_size, at_least=1)
        self._world = World(
            page_size=page_size, initialized=initialized, quotas=Quotas()
        )
        site = self._world.site(account_id, region_name)
        Faulting.__init__(self, seed=seed)
        self._service = Service(self._world, site, self._faults)
        Adding.__init__(self, site, self._service.lock)
        self._server: LoopbackServer | None = None
        self._boto3_clients: list[Boto3DrsClient] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def start(self, *, port: int = 0) -> None:
        """
        Start listening. A `with` statement does this for you.

        Args:
            port: The TCP port; 0 selects any free port.

        Raises:
            RuntimeError: The fake is already running.
            OSError: The port is in use.
            ValueError: There is no such port.
        """
        check_integer("port", port, at_least=0, at_most=2**16 - 1)
        with self._service.lock:
            if self._server is not None:
                raise RuntimeError("FakeDrs is already running")
            self._server = LoopbackServer(self._service.respond, port)

    def close(self) -> None:
        """
        Stop, and close all clients made here. Closing twice does no harm.

        Raises:
            AssertionError: Something failed inside the fake: a defect in it, not in
                the code under test. The client got a response with status code 500.
        """
        with self._service.lock:
            server, self._server = self._server, None
            clients, self._boto3_clients = self._boto3_clients, []
        # Without the lock, because the threads that must end may be waiting for it.
        if server is not None:
            server.close()
        # Only now, because a call in progress would leave its connection open.
        for client in clients:
            client.close()
        problems, self._service.problems = self._service.problems, []
        if problems:
            raise AssertionError(f"FakeDrs is broken: {problems[0]}") from problems[0]

    @property
    def endpoint_url(self) -> str:
        """
        The URL to pass to a client as `endpoint_url`.

        Raises:
            RuntimeError: The fake is not running.
        """
        server = self._server
        if server is None:
            raise RuntimeError("FakeDrs is not running: use `with FakeDrs() as fake`")
        return server.url

    @property
    def now(self) -> datetime:
        """The virtual time, in UTC. Only `advance` changes it."""
        return self._world.clock.now

    def advance(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None:
        """
        Move the virtual time forward, and with it everything in progress.

        A replication that is started takes 5 minutes for its initiation and 30 minutes
        for its initial sync, and is continuous from then on.

        Raises:
            ValueError: The time would go back or past 9999-01-01, or a number is not
                finite.
        """
        step = time_step(
            {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        )
        with self._service.lock:
            self._world.clock.advance(step, partial(happen, self._world))

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests so far, oldest first, without those for unknown operations."""
        with self._service.lock:
            return tuple(self._service.requests)

    def boto3_client(self, *, config: Config | None = None) -> Boto3DrsClient:
        """
        Create a plain boto3 client that talks to the fake.

        It needs no credentials, and ignores the environment and all AWS files. It makes
        one attempt per call, so that a test sees each error and never sleeps.
        Closing the fake closes it.

        Args:
            config: Settings that override these, such as `Config(retries=...)`.

        Raises:
            RuntimeError: The fake is not running.
        """
        client = isolated_client(self.endpoint_url, self._site.region_name, config)
        with self._service.lock:
            self._boto3_clients.append(client)
        return client

    def client(self, *, config: Config | None = None) -> DrsClient:
        """
        Create a `DrsClient` that talks to the fake through a `boto3_client`.

        Args:
            config: As for `boto3_client`.

        Raises:
            RuntimeError: The fake is not running.
        """
        # Imported late, because the rest of the fake does not need what it tests.
        from drsclient.client import DrsClient  # noqa: PLC0415

        return DrsClient(client=self.boto3_client(config=config))
