"""The bodies of HTTP requests, sent at once or in chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.message import Message
    from io import BufferedIOBase

# As long as a line may be, in bytes.
_LINE_LIMIT: Final = 65_536


class BadBodyError(Exception):
    """A body whose length is not as HTTP demands."""


def read_body(stream: BufferedIOBase, headers: Message) -> bytes:
    """
    Read the body of a request to its end, so that the next request can be read.

    Args:
        stream: What the client sends, from the body on.
        headers: The request's headers.

    Raises:
        BadBodyError: Its length cannot be read.
        ConnectionError: The client closed the connection in the middle.
    """
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        return b"".join(iter(lambda: _read_chunk(stream), b""))
    return _read_exactly(stream, _number(headers.get("Content-Length", "0"), 10))


def _read_chunk(stream: BufferedIOBase) -> bytes:
    """Read the next chunk; the last one is empty."""
    size, _, _ = stream.readline(_LINE_LIMIT).decode("latin-1").partition(";")
    length = _number(size, 16)
    if length:
        chunk = _read_exactly(stream, length)
        stream.readline(_LINE_LIMIT)
        return chunk
    # Headers may follow the last chunk.
    while stream.readline(_LINE_LIMIT).strip():
        pass
    return b""


def _read_exactly(stream: BufferedIOBase, length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise ConnectionError("the client closed the connection in the middle")
    return body


def _number(text: str, base: int) -> int:
    try:
        number = int(text, base)
    except ValueError:
        number = -1
    if number < 0:
        raise BadBodyError(f"no length of a body: {text.strip()!r}")
    return number
