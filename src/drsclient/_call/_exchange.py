"""One call and its answer as it came over the wire, before botocore read it."""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from drsclient.errors import DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.client import BaseClient
    from botocore.model import OperationModel


@attrs.define
class Exchange:
    """One call: what was asked, and the last answer as it came over the wire."""

    operation: OperationModel
    arguments: Mapping[str, Any]
    raw: Mapping[str, Any] | None = None
    """botocore's `status_code`, `headers` and `body`; `None` before an answer came."""

    @property
    def operation_name(self) -> str:
        """The API operation, such as `StartReplication`."""
        return self.operation.name

    def unexpected(
        self, problem: str, *, path: str = "", value: object = None
    ) -> DrsResponseError:
        """Make the exception of an answer that is not what the service promises."""
        raw = self.raw or {}
        return DrsResponseError(
            problem,
            operation_name=self.operation_name,
            status_code=raw.get("status_code"),
            request_id=raw.get("headers", {}).get("x-amzn-requestid"),
            body=raw.get("body"),
            path=path,
            value=value,
        )

    def body_problem(self) -> str | None:
        """Say why the answer's body is not a JSON object, or `None` if it is one."""
        if not (self.raw or {}).get("body"):
            return "the answer is empty"
        body = self._body()
        if body is _NOT_JSON:
            return "the answer is not JSON"
        if not isinstance(body, dict):
            return f"the answer is a JSON {type(body).__name__}, not an object"
        return None

    def members(self) -> dict[str, object]:
        """Give the members of the body as they came, which botocore may alter."""
        body = self._body()
        # JSON's keys are text, which a dict cannot say of itself at run time.
        return cast("dict[str, object]", body) if isinstance(body, dict) else {}

    def _body(self) -> object:
        try:
            body: object = json.loads((self.raw or {}).get("body", b""))
        except (RecursionError, ValueError):
            return _NOT_JSON
        return body


_NOT_JSON: Final = object()

current: Final[ContextVar[Exchange | None]] = ContextVar("exchange", default=None)
"""The call that is being made in this thread or task."""


def listen(boto3_client: BaseClient) -> None:
    """
    Have a boto3 client hand over each answer as it comes, before botocore reads it.

    botocore reads an answer that is not JSON as an empty one: only what came over the
    wire tells the two apart. The handler does nothing in calls that are not ours.
    """
    service = boto3_client.meta.service_model.service_id.hyphenize()
    boto3_client.meta.events.register(
        f"before-parse.{service}", _keep_raw, unique_id="drsclient"
    )


def _keep_raw(response_dict: Mapping[str, Any], **_: object) -> None:
    if exchange := current.get():
        exchange.raw = response_dict
