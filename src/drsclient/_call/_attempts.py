"""Watching each attempt of a call, including those that botocore makes by itself."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Protocol

from drsclient._call._translating import service_error

if TYPE_CHECKING:
    from collections.abc import Generator

    from botocore.client import BaseClient

    from drsclient.errors import DrsServiceError


class Watcher(Protocol):
    """Whoever wants to know of the attempts of calls."""

    def before_attempt(self) -> None:
        """Prepare for an attempt; what this raises, the call raises."""

    def after_attempt(self, error: DrsServiceError | None) -> None:
        """Take note of its end, with an error if the service responded with one."""


_watcher: Final[ContextVar[Watcher | None]] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Generator[None]:
    """Tell a watcher of each attempt of the calls that this thread makes meanwhile."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def report_attempts(boto3_client: BaseClient) -> None:
    """Have a boto3 client tell the watchers of its attempts."""
    service = boto3_client.meta.service_model.service_id.hyphenize()
    events = boto3_client.meta.events
    # Before the signature, whose time a watcher that waits would make too old.
    events.register(f"before-sign.{service}", _before, unique_id="drsclient-before")
    events.register(f"response-received.{service}", _after, unique_id="drsclient-after")


def _before(**_: object) -> None:
    if watcher := _watcher.get():
        watcher.before_attempt()


def _after(
    response_dict: dict[str, Any] | None,
    parsed_response: dict[str, Any] | None,
    event_name: str,
    **_: object,
) -> None:
    if watcher := _watcher.get():
        error: DrsServiceError | None = None
        if response_dict and parsed_response and "Error" in parsed_response:
            name = event_name.rpartition(".")[2]
            error = service_error(parsed_response, name, response_dict["headers"])
        watcher.after_attempt(error)
