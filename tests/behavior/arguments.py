"""Calls of any operation with all of its arguments, one of them given by a test."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from botocore import xform_name

from tests.contract.calls import arguments, call, request

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from drsclient import DrsClient
    from tools.skeleton import Parameter


def call_with(
    drs: DrsClient, operation: OperationModel, parameter: Parameter, value: object
) -> None:
    """Call an operation with made-up arguments, except for one given value."""
    name = xform_name(operation.name)
    others = arguments(operation, optional=True)
    del others[parameter.name]
    method = partial(getattr(drs, name), **{parameter.name: value})
    call(cast("DrsClient", SimpleNamespace(**{name: method})), operation, others)


def request_with(
    operation: OperationModel, parameter: Parameter, wire: object
) -> dict[str, object]:
    """Return the request of such a call, with the one argument in its wire form."""
    given = {**arguments(operation, optional=True), parameter.name: wire}
    return request(operation, given)
