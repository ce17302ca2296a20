"""A callback that is cancelled with its fleet costs no outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest
from anyio import from_thread
from anyio.lowlevel import current_token

from drsclient.aio import AsyncDrsClient
from drsclient.errors import CallCancelled, FleetCancelled, NotAttemptedError
from drsclient.models import LaunchConfiguration
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from drsclient.fleet import FleetProgress

pytestmark = pytest.mark.anyio


def cancel_when_sent(drs: AsyncDrsClient, scope: anyio.CancelScope) -> None:
    """Cancel a scope while an update of a launch configuration is in flight."""
    token = current_token()

    def cancel(**_: object) -> None:
        from_thread.run_sync(scope.cancel, token=token)

    event = "before-send.drs.UpdateLaunchConfiguration"
    drs.boto3_client.meta.events.register(event, cancel)


async def test_both_outcomes_are_kept() -> None:
    """A call that the callback has made is the cause of the fleet's exception."""
    with FakeDrs() as fake:
        ids = [fake.add_source_server() for _ in range(3)]
        async with AsyncDrsClient(client=fake.client()) as drs:

            async def rename(progress: FleetProgress[object]) -> None:
                await drs.update_launch_configuration(progress.resource_id, name="x")

            scope = anyio.CancelScope()
            cancel_when_sent(drs, scope)
            with pytest.raises(FleetCancelled) as caught, scope:
                await drs.start_replication_many(
                    ids, max_concurrency=1, on_progress=rename
                )
        results = caught.value.outcome.results
        assert not isinstance(results[ids[0]], Exception)
        cause = caught.value.__cause__
        assert isinstance(cause, CallCancelled)
        assert isinstance(cause.result, LaunchConfiguration)


async def test_a_callback_may_have_done_more_than_its_fleet() -> None:
    """If the fleet has attempted nothing, the exception of its callback is raised."""
    with FakeDrs() as fake:
        server_id = fake.add_source_server()
        async with AsyncDrsClient(client=fake.client()) as drs:

            async def rename(progress: FleetProgress[object]) -> None:
                assert isinstance(progress.result, NotAttemptedError)
                await drs.update_launch_configuration(server_id, name="x")

            scope = anyio.CancelScope()
            cancel_when_sent(drs, scope)
            with pytest.raises(CallCancelled), scope:
                await drs.start_replication_many(
                    [server_id], timeout=0, on_progress=rename
                )


async def test_an_error_of_a_callback_is_raised() -> None:
    """An error of a callback that was not cancelled is the error of the fleet."""
    with FakeDrs() as fake:
        server_id = fake.add_source_server()
        async with AsyncDrsClient(client=fake.client()) as drs:

            async def fail(_: object) -> None:
                raise LookupError

            with pytest.raises(LookupError):
                await drs.start_replication_many([server_id], on_progress=fail)
