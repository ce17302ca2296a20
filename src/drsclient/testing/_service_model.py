"""The service model of the installed botocore, which the fake follows."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, StructureShape

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def data_loader() -> Loader:
    """Return the loader of all fakes, which reads botocore's big files only once."""
    return Loader()


@cache
def service_model() -> ServiceModel:
    """Return the model of DRS in the installed botocore, with corrections."""
    model = deepcopy(data_loader().load_service_model("drs", "service-2"))
    shapes = model["shapes"]
    # The service logs this event, as recorded payloads show, but no model has it.
    shapes["JobLogEvent"]["enum"].append("LAUNCH_END")
    # The pattern allows IDs of today's length, which is longer than this maximum.
    shapes["EbsVolumeID"]["max"] = len("vol-0123456789abcdef0")
    # The model types these durations as times, unlike those of source servers.
    for shape, member in [
        ("RecoveryInstanceDataReplicationInfo", "lagDuration"),
        ("RecoveryInstanceFailback", "elapsedReplicationDuration"),
    ]:
        shapes[shape]["members"][member]["shape"] = "ISO8601DurationString"
    return ServiceModel(model, "drs")


@cache
def partition_of(region_name: str) -> str:
    """Return the partition of a Region, such as `aws-cn`; `aws` if it is unknown."""
    partitions: list[dict[str, str]] = data_loader().load_data("partitions")[
        "partitions"
    ]
    return next(
        (
            partition["id"]
            for partition in partitions
            if re.match(partition["regionRegex"], region_name)
        ),
        "aws",
    )


def check_operation_name(name: str) -> None:
    """
    Check that the service has an operation.

    Raises:
        ValueError: The service has no such operation.
    """
    if name not in service_model().operation_names:
        raise ValueError(
            f"DRS has no operation {name!r}; operation names look like DescribeJobs"
        )


def error_shape(code: str) -> StructureShape | None:
    """Return the shape of the error with a code; `None` if the model has none."""
    return next(
        (
            shape
            for shape in service_model().error_shapes
            if isinstance(shape, StructureShape) and shape.name == code
        ),
        None,
    )


@cache
def has_member(shape_name: str, member: str) -> bool:
    """Return whether a structure has a member, which an older model may lack."""
    shape = service_model().shape_for(shape_name)
    return isinstance(shape, StructureShape) and member in shape.members


def only_known(shape_name: str, wire: dict[str, Any]) -> dict[str, Any]:
    """
    Return the members of a structure that it has in the installed model.

    An older botocore would drop the others, so no client would see them.
    """
    return {name: wire[name] for name in wire if has_member(shape_name, name)}


def output_shape(operation: OperationModel) -> StructureShape:
    """Return the shape of an operation's output; without members if it has none."""
    return operation.output_shape or StructureShape("Nothing", {"type": "structure"})


def input_shape(operation: OperationModel) -> StructureShape:
    """Return the shape of an operation's input; without members if it has none."""
    return operation.input_shape or StructureShape("Nothing", {"type": "structure"})


@cache
def plain_routes() -> dict[str, OperationModel]:
    """Return the operations without labels in their paths, by method and path."""
    return {
        _route(operation): operation
        for operation in _operations()
        if "{" not in _route(operation)
    }


@cache
def labeled_routes() -> tuple[tuple[re.Pattern[str], OperationModel], ...]:
    """Return the operations with labels in their paths, with patterns for the paths."""
    return tuple(
        (_route_pattern(_route(operation)), operation)
        for operation in _operations()
        if "{" in _route(operation)
    )


def _operations() -> Iterator[OperationModel]:
    return map(service_model().operation_model, service_model().operation_names)


def _route(operation: OperationModel) -> str:
    return f"{operation.http['method']} {operation.http['requestUri']}"


def _route_pattern(route: str) -> re.Pattern[str]:
    return re.compile(
        re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route)), re.ASCII
    )
