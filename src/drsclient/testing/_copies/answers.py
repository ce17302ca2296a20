"""The answers of an account in a Region to describe, list and get calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from drsclient._json import is_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.testing._records.record import Wire

# The operations whose response has the resource in a member.
_ENVELOPES: Final = {
    "GetRecoveryPlan": "recoveryPlan",
    "GetRecoveryPlanExecution": "recoveryPlanExecution",
    "GetRecoveryPlanExecutionStep": "recoveryPlanExecutionStep",
}


@attrs.define(kw_only=True)
class Answers:
    """
    The answers of an account in a Region, as the service sent them.

    Their members and values are those that the service model allows.
    """

    account_id: str
    region_name: str
    is_initialized: bool = True
    """Whether the account is initialized for DRS in the Region."""
    responses: dict[str, dict[str, Wire]] = attrs.field(
        factory=dict[str, "dict[str, Wire]"]
    )
    """
    The responses, by the operation's name and by the ID or ARN in its parameters, which
    is empty if it needs none. A list has the items of all pages.
    """

    def entity(self, operation: str, key: str) -> Wire:
        """Return the response about a resource; empty if there is none."""
        response = self.responses.get(operation, {}).get(key, {})
        entity: Wire = response.get(_ENVELOPES.get(operation, ""), response)
        return entity

    def items(self, operation: str, key: str = "") -> list[Wire]:
        """Return the items of a list; none if the list was not read."""
        response = self.responses.get(operation, {}).get(key, {})
        items: list[Wire] = next(iter(response.values()), list[dict[str, Any]]())
        return items

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return all texts in the responses, each with the name of its member."""
        # Recursive generators would take longer than to read the account.
        values: list[tuple[str, Any]] = [("", self.responses)]
        while values:
            member, value = values.pop()
            if isinstance(value, str):
                yield member, value
            elif isinstance(value, dict):
                # JSON has texts as keys. `is_object` takes three times as long.
                values += cast("dict[str, Any]", value).items()
            elif is_list(value):
                values += [(member, item) for item in value]

    @property
    def own_account_id(self) -> str | None:
        """The account in the ARNs of its resources; `None` if it has no resources."""
        return next((arn.split(":")[4] for arn in self._arns()), None)

    def _arns(self) -> Iterator[str]:
        for responses in self.responses.values():
            for item in responses.get("", {}).values():
                for resource in item:
                    for member in ("arn", "recoveryPlanArn"):
                        if member in resource:
                            yield resource[member]
