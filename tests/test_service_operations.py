"""The operations and errors, held against the service model that botocore has."""

from __future__ import annotations

import inspect
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import botocore
import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, StructureShape

from drsclient import DrsClient, errors
from drsclient.errors import DrsServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import OperationModel, Shape

DESCRIPTION: dict[str, Any] = Loader().load_service_model("drs", "service-2")
SERVICE = ServiceModel(DESCRIPTION, "drs")
BOTOCORE = tuple(map(int, botocore.__version__.split(".")[:3]))

# What the client does not have yet, by the botocore that brought it.
NOT_YET_COVERED = {
    (1, 40, 0): {
        "AssociateSourceNetworkStack",
        "CreateExtendedSourceServer",
        "CreateLaunchConfigurationTemplate",
        "CreateReplicationConfigurationTemplate",
        "CreateSourceNetwork",
        "DeleteJob",
        "DeleteLaunchAction",
        "DeleteLaunchConfigurationTemplate",
        "DeleteRecoveryInstance",
        "DeleteReplicationConfigurationTemplate",
        "DeleteSourceNetwork",
        "DescribeJobLogItems",
        "DescribeJobs",
        "DescribeLaunchConfigurationTemplates",
        "DescribeRecoveryInstances",
        "DescribeRecoverySnapshots",
        "DescribeReplicationConfigurationTemplates",
        "DescribeSourceNetworks",
        "DisconnectRecoveryInstance",
        "ExportSourceNetworkCfnTemplate",
        "GetFailbackReplicationConfiguration",
        "GetLaunchConfiguration",
        "GetReplicationConfiguration",
        "ListExtensibleSourceServers",
        "ListLaunchActions",
        "ListStagingAccounts",
        "ListTagsForResource",
        "PutLaunchAction",
        "ReverseReplication",
        "StartFailbackLaunch",
        "StartRecovery",
        "StartSourceNetworkRecovery",
        "StartSourceNetworkReplication",
        "StopFailback",
        "StopSourceNetworkReplication",
        "TagResource",
        "TerminateRecoveryInstances",
        "UntagResource",
        "UpdateFailbackReplicationConfiguration",
        "UpdateLaunchConfiguration",
        "UpdateLaunchConfigurationTemplate",
        "UpdateReplicationConfiguration",
        "UpdateReplicationConfigurationTemplate",
    },
    (1, 43, 73): {
        "CancelRecoveryPlanExecution",
        "CreateRecoveryPlan",
        "CreateRecoveryPlanStep",
        "DeleteRecoveryPlan",
        "DeleteRecoveryPlanExecution",
        "DeleteRecoveryPlanStep",
        "GetRecoveryPlan",
        "GetRecoveryPlanExecution",
        "GetRecoveryPlanExecutionStep",
        "GetRecoveryPlanStep",
        "ListRecoveryPlanExecutionSteps",
        "ListRecoveryPlanExecutions",
        "ListRecoveryPlanSteps",
        "ListRecoveryPlans",
        "ReorderRecoveryPlanSteps",
        "RetryRecoveryPlanExecutionStep",
        "StartRecoveryPlanExecution",
        "UpdateRecoveryPlan",
        "UpdateRecoveryPlanExecutionStep",
        "UpdateRecoveryPlanStep",
    },
}

# Errors that AWS has for all services, so that no service lists them.
COMMON_ERRORS = {"AuthenticationException"}

# What is on every service error, whatever its shape has.
COMMON_ATTRIBUTES = {
    "code",
    "message",
    "request_id",
    "retry_after",
    "retryable",
    "status_code",
}

# `code` is the error's own; what the service calls so is finer.
ATTRIBUTES = {"code": "detail_code", "retryAfterSeconds": "retry_after"}

# Options of a list that have another name here, or that the client sees to.
PARAMETERS = {"maxResults": "page_size"}
HIDDEN = {"nextToken"}


def methods() -> dict[str, Callable[..., object]]:
    """Find the client's methods that stand for an operation."""
    return {
        name: method
        for base in DrsClient.__mro__
        if base.__module__.startswith("drsclient.operations.")
        for name, method in vars(base).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


METHODS = methods()
OPERATIONS = [name for name in SERVICE.operation_names if xform_name(name) in METHODS]


def parameters(shape: Shape | None, *, optional: bool = False) -> Iterator[str]:
    """Write the parameters of a method as its signature has them."""
    if not isinstance(shape, StructureShape):
        return
    for wire, member in shape.members.items():
        if wire == "filters":
            yield from parameters(member, optional=True)
        elif wire not in HIDDEN:
            kinds = {"integer": "int", "list": "Iterable[str]", "string": "str"}
            name = PARAMETERS.get(wire) or xform_name(wire)
            required = not optional and wire in shape.required_members
            rest = "" if required else " | None = None"
            yield f"{name}: {kinds[member.type_name]}{rest}"


def result(operation: OperationModel) -> str:
    """Write what a method returns: the entity that the answer holds, if any."""
    shape = operation.output_shape
    if not shape or not shape.members:
        return "None"
    if shape.name != f"{operation.name}Response":
        return shape.name
    entity = next(iter(shape.members.values()))
    if isinstance(entity, ListShape):
        return f"Iterator[{entity.member.name}]"
    return entity.name


def position(name: str, order: list[str]) -> int:
    """Say where in an order a name stands: behind all others if it does not."""
    return order.index(name) if name in order else len(order)


def signature(operation: OperationModel, order: list[str]) -> str:
    """Write the signature that a method should have, its options in their order."""
    given = list(parameters(operation.input_shape))
    identifier = [parameter for parameter in given if "=" not in parameter]
    options = [parameter for parameter in given if "=" in parameter]
    # The order of options is ours: the service's has changed over time.
    options.sort(key=lambda option: position(option.split(":")[0], order))
    keywords = ["*", *options] if options else []
    return f"({', '.join(['self', *identifier, *keywords])}) -> {result(operation)}"


def differences(service: ServiceModel) -> Iterator[str]:
    """Find how the client's methods differ from the operations."""
    for name in service.operation_names:
        method = METHODS.get(xform_name(name))
        if method is not None:
            has = inspect.signature(method)
            actual = str(has).replace("'", "")
            expected = signature(service.operation_model(name), list(has.parameters))
            if actual != expected:
                where = f"{method.__module__}.{method.__qualname__}"
                yield f"{where} is {actual}: make it {expected}"


def test_every_operation_is_covered_or_listed() -> None:
    """An operation that AWS adds is put on the client, or on the list here."""
    listed = [names for since, names in NOT_YET_COVERED.items() if since <= BOTOCORE]
    missing = set(SERVICE.operation_names) - set(OPERATIONS)
    assert missing == set[str]().union(*listed)


def test_every_method_is_an_operation() -> None:
    """The client has no method that the service knows nothing of."""
    assert set(METHODS) == {xform_name(name) for name in OPERATIONS}
    assert "start_replication" in METHODS


def test_every_method_has_the_parameters_of_its_operation() -> None:
    """Names, types, what is required and what is returned are the service's."""
    assert list(differences(SERVICE)) == []


def test_a_difference_of_a_method_comes_with_its_cure() -> None:
    """When an operation changes, the method and its new signature are named."""
    doctored = deepcopy(DESCRIPTION)
    shapes = doctored["shapes"]
    shapes["StopReplicationRequest"]["members"]["force"] = {"shape": "BoundedString"}
    shapes["DescribeSourceServersRequestFilters"]["members"]["fqdns"] = {
        "shape": "AccountIDs"
    }
    doctored["operations"]["DeleteSourceServer"]["output"]["shape"] = "SourceServer"
    servers = "drsclient.operations.source_servers.SourceServerOperations"
    delete, describe, stop = differences(ServiceModel(doctored, "drs"))
    assert delete == (
        f"{servers}.delete_source_server is (self, source_server_id: str) -> None: "
        "make it (self, source_server_id: str) -> SourceServer"
    )
    assert describe.startswith(f"{servers}.describe_source_servers is (self, *, ")
    assert ", fqdns: Iterable[str] | None = None) -> Iterator[" in describe
    assert stop.startswith(f"{servers}.stop_replication is (self, source_server_id: ")
    assert "source_server_id: str, *, force: str | None = None) -> " in stop


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_method_says_what_it_calls_and_what_it_raises(name: str) -> None:
    """A method's documentation names the operation and each error declared for it."""
    text = inspect.getdoc(METHODS[xform_name(name)]) or ""
    assert f"API operation {name}." in text
    raises = text.partition("Raises:")[2]
    for error in SERVICE.operation_model(name).error_shapes:
        assert re.search(rf"^    {error.name}: ", raises, re.MULTILINE), error.name


def test_every_error_has_its_class() -> None:
    """The service's errors and the exceptions have the same names."""
    exports: list[type] = [getattr(errors, name) for name in errors.__all__]
    ours = {kind.__name__ for kind in exports if issubclass(kind, DrsServiceError)}
    theirs = {shape.name for shape in SERVICE.error_shapes}
    assert ours - {"DrsServiceError"} == theirs | COMMON_ERRORS
    assert not theirs & COMMON_ERRORS


@pytest.mark.parametrize("shape", SERVICE.error_shapes, ids=lambda shape: shape.name)
def test_every_member_of_an_error_is_an_attribute(shape: StructureShape) -> None:
    """An error has what its shape has, by names of this library, and no more."""
    kind: type = getattr(errors, shape.name)
    expected = {ATTRIBUTES.get(name) or xform_name(name) for name in shape.members}
    actual = {
        name
        for name, value in inspect.getmembers(kind)
        if isinstance(value, property) and not name.startswith("_")
    }
    assert actual == expected | COMMON_ATTRIBUTES
