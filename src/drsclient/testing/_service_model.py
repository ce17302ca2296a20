"""The service model of the installed botocore, which the fake follows."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache

import attrs
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, StructureShape


@cache
def data_loader() -> Loader:
    """Return the loader of all fakes, which reads botocore's big files only once."""
    return Loader()


@cache
def service_model() -> ServiceModel:
    """Return the model of DRS in the installed botocore, without its slips."""
    model = deepcopy(data_loader().load_service_model("drs", "service-2"))
    shapes = model["shapes"]
    # The service logs it, as recorded payloads show, but no model lists it.
    shapes["JobLogEvent"]["enum"].append("LAUNCH_END")
    # The model calls these durations times, though not those of source servers.
    for shape, member in [
        ("RecoveryInstanceDataReplicationInfo", "lagDuration"),
        ("RecoveryInstanceFailback", "elapsedReplicationDuration"),
    ]:
        shapes[shape]["members"][member]["shape"] = "ISO8601DurationString"
    return ServiceModel(model, "drs")


def known_operation(name: str) -> str:
    """
    Return the name of an operation if there is such an operation.

    Raises:
        ValueError: The service has no such operation.
    """
    if name not in service_model().operation_names:
        raise ValueError(
            f"DRS has no operation {name!r}; operation names look like DescribeJobs"
        )
    return name


def error_shape(code: str) -> StructureShape | None:
    """Find the error with a code in the model; `None` if it has none."""
    return next(
        (
            shape
            for shape in service_model().error_shapes
            if isinstance(shape, StructureShape) and shape.name == code
        ),
        None,
    )


def has_member(shape_name: str, member: str) -> bool:
    """Return whether a structure has a member, which an older model may lack."""
    shape = service_model().shape_for(shape_name)
    return isinstance(shape, StructureShape) and member in shape.members


def output_shape(operation: OperationModel) -> StructureShape:
    """Return the shape of an operation's output; without members if it has none."""
    return operation.output_shape or StructureShape("Nothing", {"type": "structure"})


def input_shape(operation: OperationModel) -> StructureShape:
    """Return the shape of an operation's input; without members if it has none."""
    return operation.input_shape or StructureShape("Nothing", {"type": "structure"})


@attrs.frozen
class Route:
    """The route to an operation: its method, and its path with labels as groups."""

    method: str
    path: re.Pattern[str]
    operation: OperationModel


@cache
def routes() -> tuple[Route, ...]:
    """Return the routes of all operations."""
    operations = map(service_model().operation_model, service_model().operation_names)
    return tuple(
        Route(
            method=operation.http["method"],
            path=_path_pattern(operation.http["requestUri"]),
            operation=operation,
        )
        for operation in operations
    )


def _path_pattern(request_uri: str) -> re.Pattern[str]:
    return re.compile(
        re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(request_uri)), re.ASCII
    )
