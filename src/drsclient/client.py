"""The client: a connection, and every operation on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from drsclient._call import adopt, connect
from drsclient.errors import DrsConfigurationError
from drsclient.operations.account import AccountOperations
from drsclient.operations.source_servers import SourceServerOperations

if TYPE_CHECKING:
    from types import TracebackType

    import boto3
    from botocore.config import Config
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


class DrsClient(AccountOperations, SourceServerOperations):
    """
    A typed client for AWS Elastic Disaster Recovery.

    Methods bear the names of boto3's, return frozen models and raise the exceptions of
    `drsclient.errors`. boto3 underneath signs, finds credentials and retries: in mode
    `standard`, unless `config`, the environment or the profile says otherwise, or the
    client was given.

    A client never changes and can be shared between threads. As a context manager it
    closes the connection at the end, unless it was given one.

    Args:
        client: A boto3 `drs` client to use. It goes with none of the other arguments.
        session: A boto3 session to make the connection with. It brings its own profile.
        region_name: The AWS Region, such as `eu-central-1`.
        profile_name: A profile of the AWS config files.
        endpoint_url: Another URL than the service's own, such as that of `FakeDrs`.
        config: A botocore `Config`: timeouts, retries, proxies and so on.

    Raises:
        DrsConfigurationError: There is no Region, no such profile, or the arguments do
            not go together.
        DrsCredentialsError: The credentials in the set-up are incomplete.
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        client: Boto3DrsClient | None = None,
        session: boto3.Session | None = None,
        region_name: str | None = None,
        profile_name: str | None = None,
        endpoint_url: str | None = None,
        config: Config | None = None,
    ) -> None:
        others = {
            "session": session,
            "region_name": region_name,
            "profile_name": profile_name,
            "endpoint_url": endpoint_url,
            "config": config,
        }
        extra = [name for name, value in others.items() if value is not None]
        if client is not None and extra:
            raise DrsConfigurationError(f"client= goes without {', '.join(extra)}=")
        if session is not None and profile_name is not None:
            raise DrsConfigurationError("session= goes without profile_name=")
        super().__init__(
            adopt(client)
            if client is not None
            else connect(
                session=session,
                region_name=region_name,
                profile_name=profile_name,
                endpoint_url=endpoint_url,
                config=config,
            )
        )

    def close(self) -> None:
        """Close the connection, unless it was given to this client."""
        if self._connection.owned:
            self._connection.boto3_client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        meta = self._connection.boto3_client.meta
        return f"<DrsClient in {meta.region_name!r} at {meta.endpoint_url!r}>"
