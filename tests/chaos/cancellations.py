"""A scenario of calls, lists, waits and fleets that are cancelled, and its end."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import anyio
import attrs
from anyio.lowlevel import checkpoint

from drsclient.aio import AsyncDrsClient
from drsclient.errors import CallCancelled, DrsError, FleetCancelled, NotAttemptedError
from drsclient.models import DataReplicationState, Job
from drsclient.outcomes import FleetOutcome, ReplicationOutcome
from tests.chaos import recoveries, servers
from tests.chaos.cancelling import WAYS, Points, SiblingError
from tests.chaos.servers import CALLS, is_lost, not_attempted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tests.chaos.cancelling import Work
    from tests.chaos.run import Run

_OUTCOMES: Final = (CallCancelled, FleetCancelled)


@attrs.define
class _Ending:
    """How a task has ended, as the client has told it."""

    has_begun: bool = False
    """Whether it was not cancelled before its first step."""
    value: object = None
    error: BaseException | None = None
    """The exception that was raised: of a call, or the cancellation."""
    sent: int = 0
    """The number of requests that the fake had received."""

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled, and claims to have done nothing."""
        cancellation = anyio.get_cancelled_exc_class()
        return not self.has_begun or isinstance(self.error, cancellation)


@attrs.frozen(eq=False)
class _Task:
    """A task of the scenario, for source servers of its own."""

    ids: list[str]
    work: Work
    verify: Callable[[_Ending], object]
    """Verifies the ending against the true state."""
    is_wait: bool = False
    """Whether a poll in flight may go on after the end."""
    go_on: Work = attrs.field(default=checkpoint, kw_only=True)
    """What to do when all tasks have ended, without faults."""
    ending: _Ending = attrs.field(factory=_Ending, init=False)


async def cancel_at_random_points(run: Run, backend: str) -> None:
    """Do many things at once, and cancel some of them, or all."""
    random, fake = run.random, run.fake
    with run.without_faults():
        scenario = _Scenario(run, AsyncDrsClient(client=run.drs), backend)
        tasks = [
            random.choice(scenario.kinds)() for _ in range(random.choice([1, 2, 3, 6]))
        ]
        run.operations = random.sample(scenario.operations, len(scenario.operations))
        scenario.initial.update(
            servers.states_of(run.faultless.describe_source_servers())
        )
    points, drs = scenario.points, scenario.drs
    run.disturbances.append(partial(points.count_in_thread, "sleep"))
    for event, kind in [("before-send", "request"), ("response-received", "response")]:

        def count(*, kind: str = kind, **_: object) -> None:
            points.count_in_thread(kind)

        drs.boto3_client.meta.events.register(f"{event}.drs", count)
    with anyio.CancelScope() as scope:
        if random.random() < 0.2:
            points.add(random).cancel = scope.cancel
        async with drs, anyio.create_task_group() as group:
            for task in tasks:
                group.start_soon(scenario.run_task, task)
            group.start_soon(points.count_steps)
    # From here on, the client does nothing by itself.
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("drsclient")]
    requests = list(fake.requests)
    run.disturbances.clear()
    fake.clear_faults()
    for task in tasks:
        late = [
            str(request)
            for request in requests[task.ending.sent :]
            if any(key in json.dumps(request.parameters) for key in task.ids)
        ]
        assert task.is_wait or not late
    scenario.now.update(servers.states_of(run.faultless.describe_source_servers()))
    for task in tasks:
        task.verify(task.ending)
        fake.clear_faults()
        await task.go_on()
    await drs.close()


class _Scenario:
    """The tasks of the scenario, each made at random by a method in `kinds`."""

    def __init__(self, run: Run, drs: AsyncDrsClient, backend: str) -> None:
        self.run = run
        self.drs = drs
        self.points = Points()
        self.operations = ["DescribeSourceServers"]
        self.initial = dict[str, str]()
        """The states of the source servers before the tasks."""
        self.now = dict[str, str]()
        """The states afterwards."""
        self.kinds: list[Callable[[], _Task]] = [
            self._call,
            self._launch,
            self._fleet,
            self._fleet,
            self._drill,
            self._termination,
            self._list,
            self._wait,
        ]
        self._ways = WAYS[backend]

    async def run_task(self, task: _Task) -> None:
        """Run a task, and perhaps cancel it; record how it ends."""
        random, ending = self.run.random, task.ending

        async def work() -> None:
            ending.has_begun = True
            try:
                ending.value = await task.work()
            except DrsError as error:
                ending.error = error
            except BaseException as error:
                ending.error = error
                raise
            finally:
                ending.sent = len(self.run.fake.requests)

        cancelled: Work = work
        for _ in range(random.choice([0, 1, 1, 1, 2])):
            way, point = random.choice(self._ways), self.points.add(random)
            cancelled = partial(way, cancelled, point)
        raised = list[BaseException]()
        try:
            await cancelled()
        except BaseException as error:  # noqa: BLE001 - checked below
            raised = _leaves(error)
        # An outcome passes through all scopes and task groups.
        outcomes = [one for one in raised if isinstance(one, _OUTCOMES)]
        assert outcomes == [ending.error] * isinstance(ending.error, _OUTCOMES)
        known = (
            *_OUTCOMES,
            SiblingError,
            TimeoutError,
            anyio.get_cancelled_exc_class(),
        )
        assert all(isinstance(one, known) for one in raised), raised

    def _call(self) -> _Task:
        """Call an operation for a source server."""
        method = self.run.random.choice(list(CALLS))
        usual, after, operation = CALLS[method]
        self.operations.append(operation)
        ids = self.run.add_servers(1, usual, "STOPPED", "CONTINUOUS")

        def verify(ending: _Ending) -> None:
            was, state = (
                states.get(ids[0], "GONE") for states in (self.initial, self.now)
            )
            has_changed = was not in after and state in after
            self._verify_call(ending, operation, ids[0], has_changed=has_changed)

        return _Task(ids, partial(getattr(self.drs, method), ids[0]), verify)

    def _launch(self) -> _Task:
        """Start a job for source servers."""
        ids = self.run.add_servers(self.run.random.choice([1, 2]), "CONTINUOUS")
        self.operations.append("StartRecovery")

        def verify(ending: _Ending) -> None:
            jobs = [
                job
                for job in self.run.faultless.describe_jobs()
                if {one.source_server_id for one in job.participating_servers}
                & set(ids)
            ]
            assert len(jobs) <= 1
            has_changed = bool(jobs)
            self._verify_call(ending, "StartRecovery", ids[0], has_changed=has_changed)
            value = getattr(ending.error, "result", ending.value)
            if isinstance(value, Job):
                assert value.job_id == jobs[0].job_id

        return _Task(ids, lambda: self.drs.start_recovery(ids, is_drill=True), verify)

    def _verify_call(
        self, ending: _Ending, operation: str, key: str, *, has_changed: bool
    ) -> None:
        """Verify the result of a call, the first of whose IDs is given."""
        attempts = [
            request.outcome
            for request in self.run.fake.requests
            if request.operation == operation
            and f'"{key}"' in json.dumps(request.parameters)
        ]
        error = ending.error
        result: object = error
        if isinstance(error, CallCancelled):
            assert error.operation_name == operation
            result = error.result
            assert not isinstance(result, DrsError) or result.may_have_taken_effect
        if isinstance(result, DrsError):
            assert "OK" not in attempts
            assert not has_changed or result.may_have_taken_effect
            assert not has_changed or is_lost(attempts)
        elif ending.is_cancelled:
            assert "OK" not in attempts
            assert not has_changed
        else:
            assert attempts.count("OK") == 1 or is_lost(attempts)

    def _fleet(self) -> _Task:
        """Call an operation, or a function, for many source servers."""
        random, drs = self.run.random, self.drs
        method = random.choice(list(CALLS))
        usual, _, operation = CALLS[method]
        self.operations.append(operation)
        count = random.choice([1, 2, 5, 12])
        ids = self.run.add_servers(count, usual, "STOPPED", "CONTINUOUS")
        call: Callable[[str], Awaitable[object]] = getattr(drs, method)

        async def function(key: str) -> object:
            await checkpoint()
            result = await call(key)
            await checkpoint()
            return result

        fleet = random.choice(
            [
                getattr(drs, f"{method}_many"),
                partial(drs.call_many, call),
                partial(drs.call_many, function, is_idempotent=True),
            ]
        )
        work = partial(
            fleet,
            ids,
            max_concurrency=random.choice([1, 3, 10]),
            timeout=random.choice([3, 60, 3600]),
            on_progress=self._callback(makes_calls=True),
        )

        def verify(ending: _Ending) -> None:
            outcome = _outcome(ending, operation, ids)
            servers.verify_fleet(self.run, method, outcome, self.initial, self.now)

        return _Task(ids, work, verify)

    def _drill(self) -> _Task:
        """Start jobs for many source servers."""
        random = self.run.random
        self.operations += ["StartRecovery", "DescribeJobs"]
        count = random.choice([1, 3, 6])
        ids = self.run.add_servers(count, "CONTINUOUS", "INITIAL_SYNC")
        work = partial(
            self.drs.start_recovery_many,
            ids,
            is_drill=random.random() < 0.5,
            servers_per_job=random.choice([1, 2, 100]),
            timeout=random.choice([3, 60, 3600]),
            on_progress=self._callback(makes_calls=True),
        )
        return _Task(ids, work, partial(self._verify_jobs, ids, "StartRecovery", {}))

    def _termination(self) -> _Task:
        """Start jobs that terminate recovery instances."""
        random, fake = self.run.random, self.run.fake
        self.operations += ["TerminateRecoveryInstances", "DescribeRecoveryInstances"]
        source_ids = self.run.add_servers(random.choice([1, 3, 6]), "CONTINUOUS")
        instances = {fake.add_recovery_instance(key): key for key in source_ids}
        work = partial(
            self.drs.terminate_recovery_instances_many,
            list(instances),
            timeout=random.choice([3, 60, 3600]),
            on_progress=self._callback(makes_calls=True),
        )
        operation = "TerminateRecoveryInstances"
        verify = partial(self._verify_jobs, list(instances), operation, instances)
        return _Task(list(instances), work, verify)

    def _verify_jobs(
        self,
        ids: list[str],
        operation: str,
        source_servers: Mapping[str, str],
        ending: _Ending,
    ) -> None:
        outcome: FleetOutcome[Job] = _outcome(ending, operation, ids)
        recoveries.verify_fleet(self.run, ids, outcome, operation, source_servers)

    def _list(self) -> _Task:
        """List source servers, and go on with the list in the end."""
        ids = self.run.add_servers(self.run.random.choice([1, 4, 9]), "CONTINUOUS")
        found = list[str]()
        pages = self.drs.describe_source_servers(source_server_ids=ids)

        async def work() -> None:
            async for server in pages:
                found.append(str(server.source_server_id))
                self.points.count("progress")
                await checkpoint()

        async def go_on() -> None:
            await work()
            assert sorted(found) == sorted(ids)

        return _Task(ids, work, lambda _: None, go_on=go_on)

    def _wait(self) -> _Task:
        """Wait until source servers are protected."""
        random = self.run.random
        ids = self.run.add_servers(
            random.choice([1, 4]), "INITIAL_SYNC", "CONTINUOUS", "STOPPED"
        )
        until = DataReplicationState.CONTINUOUS
        work = partial(
            self.drs.wait_for_replication,
            ids,
            timeout=random.choice([0, 900, 30000, 300000]),
            poll_interval=random.choice([60, 3600]),
            on_progress=self._callback(makes_calls=False),
        )

        def verify(ending: _Ending) -> None:
            assert not isinstance(ending.error, _OUTCOMES)
            if isinstance(ending.value, ReplicationOutcome):
                servers.verify_replication(self.run, ids, ending.value, until)

        return _Task(ids, work, verify, is_wait=True)

    def _callback(self, *, makes_calls: bool) -> Callable[[object], object]:
        """Return a callback for progress, which may be a coroutine function."""

        async def count_later(progress: object) -> None:
            await checkpoint()
            self.points.count("progress")
            if makes_calls:
                key = getattr(progress, "resource_id", None)
                assert isinstance(key, str)
                with suppress(DrsError):
                    await self.drs.update_launch_configuration(key, name="changed")

        return self.run.random.choice(
            [lambda _: self.points.count("progress"), count_later]
        )


def _outcome(ending: _Ending, operation: str, ids: list[str]) -> FleetOutcome[Any]:
    """Return the outcome of a fleet, however it has ended."""
    if isinstance(ending.error, FleetCancelled):
        results = ending.error.outcome.results.values()
        assert not all(isinstance(one, NotAttemptedError) for one in results)
        return ending.error.outcome
    if ending.is_cancelled or isinstance(ending.error, CallCancelled):
        # The call is one of the callback, which also reports what was not attempted.
        return not_attempted(operation, ids)
    outcome = cast("FleetOutcome[Any]", ending.value)  # checked below
    assert isinstance(outcome, FleetOutcome)
    return outcome


def _leaves(error: BaseException) -> list[BaseException]:
    """Return the exceptions in a group, or the one that is none."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        return [leaf for one in group.exceptions for leaf in _leaves(one)]
    return [error]
