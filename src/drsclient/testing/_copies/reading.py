"""Read what an account answers, with describe, list and get calls only."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

import attrs
from botocore import xform_name

from drsclient._botocore import OperationGroup, max_connections
from drsclient._botocore.pagination import PagedIterator
from drsclient._json import is_list
from drsclient._options import check_max_concurrency
from drsclient.errors import (
    AccessDeniedException,
    ConflictException,
    DrsError,
    ResourceNotFoundException,
    UninitializedAccountException,
    ValidationException,
)
from drsclient.fleet._runner import FleetRunner
from drsclient.testing._copies.answers import Answers
from drsclient.testing._copies.pruning import prune
from drsclient.testing._service_model import (
    input_shape,
    output_shape,
    service_model,
)
from drsclient.testing._state.copy_report import NotCopied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import OperationModel

    from drsclient._botocore.response import Call
    from drsclient._clock import Clock
    from drsclient.client import DrsClient
    from drsclient.fleet._runner import FleetOptions
    from drsclient.fleet._workers import WorkerPool
    from drsclient.testing._records.record import Wire

# The number of items to ask for at once, as the waits do.
_PAGE_SIZE: Final = 200

# They are about one resource. The others can be copied.
_REFUSALS: Final = (ConflictException, ValidationException)


@attrs.frozen
class _Read:
    """An operation to call: once, or for each resource that another one has listed."""

    operation: str
    parents: str = ""
    """The operation that lists the resources; empty if it is called once."""
    id_member: str = ""
    """The member of the resources with their ID or ARN."""
    parameter: str = ""
    """The parameter for the ID, if it has another name."""


# Most calls are about one of the source servers.
_SERVERS: Final = "DescribeSourceServers"
_EXTENSIBLE: Final = "ListExtensibleSourceServers"

READS: Final = (
    _Read(_SERVERS),
    _Read("DescribeRecoveryInstances"),
    _Read("DescribeSourceNetworks"),
    _Read("DescribeJobs"),
    _Read("DescribeLaunchConfigurationTemplates"),
    _Read("DescribeReplicationConfigurationTemplates"),
    _Read("ListRecoveryPlans"),
    _Read("ListRecoveryPlanExecutions"),
    _Read("ListStagingAccounts"),
    _Read("GetReplicationConfiguration", _SERVERS, "sourceServerID"),
    _Read("GetLaunchConfiguration", _SERVERS, "sourceServerID"),
    _Read("ListLaunchActions", _SERVERS, "sourceServerID", "resourceId"),
    _Read("DescribeRecoverySnapshots", _SERVERS, "sourceServerID"),
    _Read(
        "ListLaunchActions",
        "DescribeLaunchConfigurationTemplates",
        "launchConfigurationTemplateID",
        "resourceId",
    ),
    _Read("DescribeJobLogItems", "DescribeJobs", "jobID"),
    _Read(
        "GetFailbackReplicationConfiguration",
        "DescribeRecoveryInstances",
        "recoveryInstanceID",
    ),
    _Read("GetRecoveryPlan", "ListRecoveryPlans", "recoveryPlanArn"),
    _Read("ListRecoveryPlanSteps", "ListRecoveryPlans", "recoveryPlanArn"),
    _Read(
        "GetRecoveryPlanExecution",
        "ListRecoveryPlanExecutions",
        "recoveryPlanExecutionArn",
    ),
    _Read(
        "ListRecoveryPlanExecutionSteps",
        "ListRecoveryPlanExecutions",
        "recoveryPlanExecutionArn",
    ),
    _Read(
        _EXTENSIBLE,
        "ListStagingAccounts",
        "accountID",
        "stagingAccountID",
    ),
    _Read(
        "GetRecoveryPlanExecutionStep",
        "ListRecoveryPlanExecutionSteps",
        "recoveryPlanExecutionStepArn",
    ),
)
"""The calls, each after the one that lists its resources."""

ID_MEMBERS: Final = {
    "DescribeRecoverySnapshots": "snapshotID",
    "DescribeReplicationConfigurationTemplates": "replicationConfigurationTemplateID",
    "DescribeSourceNetworks": "sourceNetworkID",
    "ListExtensibleSourceServers": "arn",
    "ListLaunchActions": "actionId",
    "ListRecoveryPlanSteps": "recoveryPlanStepArn",
    **{read.parents: read.id_member for read in READS if read.parents},
}
"""The members of the items of lists with their IDs or ARNs."""


@attrs.frozen
class _Task:
    """A call to make; of a list, the calls for all pages."""

    operation: str
    arguments: dict[str, str]

    @property
    def resource_id(self) -> str:
        """The ID or ARN in the arguments; empty if there is none."""
        return "".join(self.arguments.values())

    @property
    def key(self) -> str:
        """The key of its result, which is shown as progress."""
        return f"{self.operation} {self.resource_id}".rstrip()


@attrs.define(kw_only=True)
class Reading:
    """What was read of an account in a Region."""

    answers: Answers
    calls: int = 0
    """The number of calls, without retries."""
    not_copied: list[NotCopied] = attrs.field(factory=list[NotCopied])
    """What was not read, with the reasons."""


def read_account(
    drs: DrsClient, options: FleetOptions[Wire], *, is_detailed: bool
) -> Reading:
    """
    Read what the account of a client answers in its Region.

    Args:
        drs: The client.
        options: The options of the calls. All have one rate limiter.
        is_detailed: Whether to make the calls that each source server needs.

    Raises:
        DrsError: A call failed for good. If a permission is missing, the text names it.
        FleetInterrupt: Ctrl-C was pressed.
    """
    boto3_client = drs.boto3_client
    check_max_concurrency(options.max_concurrency, max_connections(boto3_client))
    reader = _Reader(
        calls=_Calls(boto3_client=boto3_client, owned=False),
        region_name=boto3_client.meta.region_name,
        reads=[read for read in READS if is_detailed or read.parents != _SERVERS],
    )
    clock = drs._clock  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # of the same package
    return reader.read(options, clock)


@attrs.define(kw_only=True, eq=False)
class _Reader:
    """The reader of an account in a Region."""

    calls: _Calls
    region_name: str
    reads: list[_Read]
    reading: Reading = attrs.field(init=False)
    vanished: set[str] = attrs.field(init=False, factory=set[str])
    """The IDs of resources that were deleted after they had been listed."""

    def read(self, options: FleetOptions[Wire], clock: Clock) -> Reading:
        """Make all calls, those about a resource after those that list it."""
        self.reading = Reading(
            answers=Answers(account_id="", region_name=self.region_name)
        )
        tasks = [
            _Task(read.operation, {})
            for read in self.reads
            if not read.parents and self.calls.has(read.operation)
        ]
        # The number of calls grows with each list, and so does the runner's total.
        keys = [task.key for task in tasks]
        runner: FleetRunner[Wire] = FleetRunner(
            "FakeDrs.copy_of", keys, options, clock, region_name=self.region_name
        )

        pages = dict[str, _Pages]()

        def work(pool: WorkerPool) -> None:
            pending = tasks
            while pending:
                new = {task.key: _Pages(self.calls, task) for task in pending}
                pages.update(new)
                pool.call_each(
                    lambda key: self._read(runner, pages[key]), [*new], runner.report
                )
                for one in new.values():
                    self._add(one)
                pending = [child for task in pending for child in self._children(task)]
                keys.extend(child.key for child in pending)

        runner.run(work, threads=options.max_concurrency)
        self.reading.calls = sum(one.calls for one in pages.values())
        self._remove_vanished()
        self.reading.answers.account_id = self.reading.answers.own_account_id or ""
        return self.reading

    def _read(self, runner: FleetRunner[Wire], pages: _Pages) -> None:
        """Read the response to a call, in a worker thread."""
        result = runner.result_of(lambda _: pages.read(), pages.task.key)
        if isinstance(result, DrsError):
            pages.response = self._without_response(result, pages)
        else:
            pages.response = _pruned(result, pages)
        runner.results[pages.task.key] = pages.response

    def _add(self, pages: _Pages) -> None:
        """Add a response; the threads have no order, but the answers have."""
        task = pages.task
        responses = self.reading.answers.responses.setdefault(task.operation, {})
        responses[task.resource_id] = pages.response
        self.reading.not_copied += pages.not_copied

    def _without_response(self, error: DrsError, pages: _Pages) -> Wire:
        """
        Return an empty response if an error says something about the account.

        Raises:
            DrsError: The error, if it ends the copy.
        """
        task = pages.task
        if isinstance(error, UninitializedAccountException):
            self.reading.answers.is_initialized = False
        elif isinstance(error, ResourceNotFoundException) and task.arguments:
            self.vanished.add(task.resource_id)
            pages.skip("", "it was deleted after it was listed")
        elif isinstance(error, _REFUSALS) and task.arguments:
            pages.skip("", f"{error.code}: {error.message}")
        elif isinstance(error, AccessDeniedException):
            if task.operation != _EXTENSIBLE:
                raise AccessDeniedException(
                    error.response,
                    error.operation_name,
                    problem=f"{error.message}; FakeDrs.copy_of needs the permission"
                    f" drs:{error.operation_name}",
                ) from error
            # The service refuses it as well if it has no access to that account.
            pages.skip("", f"{error.code}: {error.message}")
        else:
            raise error
        return {}

    def _children(self, task: _Task) -> Iterator[_Task]:
        """Return the calls about the resources that a call has listed."""
        items = self.reading.answers.items(task.operation, task.resource_id)
        for read in self.reads:
            if read.parents == task.operation and self.calls.has(read.operation):
                name = read.parameter or read.id_member
                for item in items:
                    yield _Task(read.operation, {name: item[read.id_member]})

    def _remove_vanished(self) -> None:
        """Remove the resources that were deleted in the meantime from their lists."""
        for read in READS:
            for response in self.reading.answers.responses.get(
                read.parents, {}
            ).values():
                for items in response.values():
                    items[:] = [
                        item
                        for item in items
                        if item[read.id_member] not in self.vanished
                    ]


class _Calls(OperationGroup):
    """The calls of a client, which return dicts instead of models."""

    def has(self, operation: str) -> bool:
        """Return whether the installed boto3 has an operation."""
        return operation in self.boto3_client.meta.method_to_api_mapping.values()

    def model(self, operation: str) -> OperationModel:
        """Return the model of an operation."""
        return self.boto3_client.meta.service_model.operation_model(operation)

    def call(self, operation: str, arguments: dict[str, Any]) -> Call:
        """
        Make a call.

        Raises:
            DrsError: It failed, or the response is not a JSON object.
        """
        method = getattr(self._api, xform_name(operation))
        call = self._send(method, self.model(operation), arguments)
        if call.problem:
            raise call.response_error(call.problem)
        return call


class _Pages:
    """The response to a call; of a list, all pages, which a retry continues."""

    def __init__(self, calls: _Calls, task: _Task) -> None:
        self.task = task
        self.calls = 0
        """The number of calls, without retries."""
        self.response: Wire = {}
        """The response with what the fake can answer."""
        self.not_copied: list[NotCopied] = []
        self._calls = calls
        self._items: list[Wire] = []
        model = calls.model(task.operation)
        arguments: dict[str, Any] = dict(task.arguments)
        self._list = next(
            (
                name
                for name, shape in output_shape(model).members.items()
                if "maxResults" in input_shape(model).members
                if shape.type_name == "list"
            ),
            None,
        )
        if self._list:
            limits = input_shape(model).members["maxResults"].metadata
            arguments["maxResults"] = min(limits.get("max", _PAGE_SIZE), _PAGE_SIZE)
        self._iterator: PagedIterator[Wire] = PagedIterator(
            send=self._send, read=self._read, pending=deque([arguments])
        )

    def read(self) -> Wire:
        """
        Return the response, or the rest of it after an error.

        Raises:
            DrsError: A call failed.
        """
        self._items.extend(self._iterator)
        return {self._list: self._items} if self._list else self._items[0]

    def skip(self, path: str, reason: str) -> None:
        """Note that something was not read, and why."""
        self.not_copied.append(NotCopied(subject=self.task.key + path, reason=reason))

    def _send(self, arguments: dict[str, Any]) -> Call:
        call = self._calls.call(self.task.operation, arguments)
        self.calls += 1
        return call

    def _read(self, call: Call) -> Iterator[Wire]:
        if not self._list:
            members = dict(call.members)
            members.pop("ResponseMetadata", None)  # which botocore adds
            return iter([members])
        items = call.members.get(self._list)
        if not is_list(items):
            raise call.response_error(
                f"the response has no list {self._list}", path=self._list, value=items
            )
        return iter(items)


def _pruned(response: Wire, pages: _Pages) -> Wire:
    """Return what the fake can answer of a response; of a list, each item once."""
    operation = pages.task.operation
    pruned = prune(service_model().operation_model(operation), response, pages.skip)
    if id_member := ID_MEMBERS.get(operation):
        for items in pruned.values():
            # An item moves to the next page if another is added before it.
            once = {item.get(id_member): item for item in items}
            if once.pop(None, None) is not None:
                pages.skip("[]", f"has no valid {id_member}")
            items[:] = once.values()
    return pruned
