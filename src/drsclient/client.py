"""The client: a connection with all operations."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from drsclient._botocore import adopt, connect
from drsclient._text import printable
from drsclient.errors import DrsConfigurationError
from drsclient.fleet._fleets import Fleets
from drsclient.operations.account import AccountOperations
from drsclient.operations.jobs import JobOperations
from drsclient.operations.launch import LaunchOperations
from drsclient.operations.launch_actions import LaunchActionOperations
from drsclient.operations.recovery_instances import RecoveryInstanceOperations
from drsclient.operations.recovery_plans import RecoveryPlanOperations
from drsclient.operations.replication_settings import ReplicationOperations
from drsclient.operations.source_networks import SourceNetworkOperations
from drsclient.operations.source_servers import SourceServerOperations
from drsclient.operations.tags import TagOperations
from drsclient.waiting._waits import Waits

if TYPE_CHECKING:
    from types import TracebackType

    import boto3
    from botocore.config import Config

    from drsclient._botocore.session import AnyBoto3Client
    from drsclient.waiting import Clock


class DrsClient(
    Waits,
    Fleets,
    AccountOperations,
    JobOperations,
    LaunchOperations,
    LaunchActionOperations,
    RecoveryInstanceOperations,
    RecoveryPlanOperations,
    ReplicationOperations,
    SourceNetworkOperations,
    SourceServerOperations,
    TagOperations,
):
    """
    A typed client for AWS Elastic Disaster Recovery.

    Methods have boto3's names, return frozen models and raise the exceptions of
    `drsclient.errors`. Where a method takes an ID or an ARN, it also takes a model that
    has one, such as a `SourceServer`. The underlying boto3 client finds credentials,
    signs requests and retries failed calls. Its retry mode is `standard`, unless
    `config`, the environment or the profile sets another one, or you pass your own
    client.

    A client is immutable and can be shared between threads. It is also a context
    manager that closes its connections at the end, unless they belong to a client that
    you passed.

    Each method documents the errors that are particular to it. Any method can also
    raise:

    - service errors: `AccessDeniedException`, `AuthenticationException`,
      `InternalServerException`, `ThrottlingException`, `UninitializedAccountException`,
      `ValidationException`, or `DrsServiceError` itself for any other error code;
    - connection and response errors: `DrsConnectionError`, `DrsTimeoutError`, and
      `DrsResponseError` for a response that does not come from the service;
    - configuration errors: `DrsCredentialsError`, and `DrsConfigurationError` if boto3
      is too old to have the operation.

    Args:
        client: A boto3 `drs` client to use. It cannot be combined with other arguments,
            except `clock`.
        session: A boto3 session to create the client with, instead of boto3's default
            session. It cannot be combined with `profile_name`.
        region_name: The AWS Region, such as `eu-central-1`.
        profile_name: A profile of the AWS config files.
        endpoint_url: A URL to use instead of the service's, such as that of `FakeDrs`.
        config: A botocore `Config`: timeouts, retries, proxies and so on.
        clock: The clock for waits and fleets, by default Python's module `time`. A
            client of a `FakeDrs` uses the fake's virtual time.

    Raises:
        DrsConfigurationError: No Region is configured, the profile does not exist, or
            the arguments cannot be combined.
        DrsCredentialsError: The configured credentials are incomplete.
        DrsParameterError: `clock` does not have the methods of a clock, or does not
            return a time.
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        client: AnyBoto3Client | None = None,
        session: boto3.Session | None = None,
        region_name: str | None = None,
        profile_name: str | None = None,
        endpoint_url: str | None = None,
        config: Config | None = None,
        clock: Clock = time,
    ) -> None:
        options = {
            "session": session,
            "region_name": region_name,
            "profile_name": profile_name,
            "endpoint_url": endpoint_url,
            "config": config,
        }
        conflicting = [name for name, value in options.items() if value is not None]
        if client is not None and conflicting:
            names = ", ".join(f"{name}=" for name in conflicting)
            raise DrsConfigurationError(f"client= cannot be combined with {names}")
        boto3_client = (
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
        super().__init__(boto3_client=boto3_client, owned=client is None, clock=clock)

    def close(self) -> None:
        """Close the connections, unless they belong to a client that you passed."""
        if self._owned:
            self._boto3_client.close()

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
        meta = self._boto3_client.meta
        endpoint_url = printable(meta.endpoint_url)
        return f"<DrsClient in {meta.region_name!r} at {endpoint_url!r}>"
