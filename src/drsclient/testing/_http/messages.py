"""HTTP messages: what the server received, and what it is to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the server does after it has sent what it was to send: wait for the connection's
# next request, close the connection, reset it, or send nothing more and wait.
Ending: TypeAlias = Literal["keep", "close", "reset", "stall"]


@attrs.frozen(kw_only=True)
class HttpRequest:
    """An HTTP request, as received."""

    method: str
    path: str
    """The path, percent-encoded as it was sent."""
    query: str
    headers: Mapping[str, str]
    """The headers; names are in lower case."""
    body: bytes


@attrs.frozen(kw_only=True)
class Delivery:
    """How the server sends a response."""

    delay: float = 0.0
    """The seconds that the server waits before it sends anything."""
    portion: float = 1.0
    """The part of the body that is sent; a response without a body is not sent."""
    ending: Ending = "keep"
    """What comes next; a reset comes instead of the response."""


COMPLETE: Final = Delivery()
"""All of the response, at once."""


@attrs.frozen(kw_only=True)
class HttpResponse:
    """An HTTP response, ready to be sent."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes
    delivery: Delivery = COMPLETE
