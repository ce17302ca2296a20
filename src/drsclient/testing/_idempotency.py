"""Calls with a client token, which are carried out only once."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from drsclient.testing._errors import FakeError
from drsclient.testing._operations import OPERATIONS
from drsclient.testing._world.site import Remembered

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from drsclient.testing._records.record import Wire
    from drsclient.testing._world.site import Site


def carry_out(
    site: Site, operation: OperationModel, parameters: dict[str, Any]
) -> Wire:
    """
    Carry out an operation, unless its client token says that this has been done.

    Returns:
        The operation's result; the first one if it has been carried out before.

    Raises:
        FakeError: The operation refused, or the token was used for something else.
    """
    handler = OPERATIONS[operation.name]
    token = parameters.get("clientToken")
    if not token:
        return handler(site, parameters)
    key = f"{operation.name} {token}"
    if key not in site.remembered:
        result = handler(site, parameters)
        site.remembered[key] = Remembered(
            parameters=parameters, result=copy.deepcopy(result)
        )
        return result
    remembered = site.remembered[key]
    if parameters != remembered.parameters:
        raise FakeError(
            "ConflictException",
            f"clientToken {token} was used with other parameters",
        )
    return remembered.result
