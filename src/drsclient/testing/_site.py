"""One account in one Region, as a test uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._adding import Adding
from drsclient.testing._client import access_key_id
from drsclient.testing._happening import Happening

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from botocore.config import Config
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient._clock import Clock
    from drsclient.client import DrsClient
    from drsclient.testing._client import Clients
    from drsclient.testing._world.world import World


class FakeSite(Adding, Happening):
    """
    One account in one Region of a `FakeDrs`, as `FakeDrs.site` returns it.

    What a test adds here exists only here, and its clients see only that.
    """

    def __init__(  # the parts of the fake that it is in
        self,
        world: World,
        turn: AbstractContextManager[None],
        *,
        account_id: str,
        region_name: str,
        clients: Clients,
        find_url: Callable[[], str],
        clock: Clock,
    ) -> None:
        super().__init__(world, turn, account_id=account_id, region_name=region_name)
        self._clients = clients
        self._find_url = find_url
        self._clock = clock

    @property
    def account_id(self) -> str:
        """The account's ID."""
        return self._account_id

    @property
    def region_name(self) -> str:
        """The Region's name."""
        return self._region_name

    @property
    def environment(self) -> dict[str, str]:
        """
        The environment variables with which any AWS SDK finds this account and Region.

        For code that makes its own clients::

            for name, text in fake.environment.items():
                monkeypatch.setenv(name, text)

        Raises:
            RuntimeError: The fake is not running.
        """
        return {
            "AWS_ACCESS_KEY_ID": access_key_id(self._account_id),
            "AWS_DEFAULT_REGION": self._region_name,
            "AWS_ENDPOINT_URL_DRS": self._find_url(),
            "AWS_REGION": self._region_name,
            "AWS_SECRET_ACCESS_KEY": "testing",
        }

    def boto3_client(self, *, config: Config | None = None) -> Boto3DrsClient:
        """
        Create a plain boto3 client of this account and Region.

        It needs no credentials, and ignores the environment and all AWS files. It makes
        one attempt per call, so that a test sees each error and never sleeps.
        Closing the fake closes it.

        Args:
            config: Settings that override these, such as `Config(retries=...)`.

        Raises:
            RuntimeError: The fake is not running.
        """
        url = self._find_url()
        with self._turn:
            return self._clients.create(
                url,
                account_id=self._account_id,
                region_name=self._region_name,
                config=config,
            )

    def client(self, *, config: Config | None = None) -> DrsClient:
        """
        Create a `DrsClient` of this account and Region through a `boto3_client`.

        Its waits go by the fake's virtual time: they take no real time, and move the
        virtual time forward.

        Args:
            config: As for `boto3_client`.

        Raises:
            RuntimeError: The fake is not running.
        """
        # Imported late, because the rest of the fake does not need what it tests.
        from drsclient.client import DrsClient  # noqa: PLC0415

        return DrsClient(client=self.boto3_client(config=config), clock=self._clock)
