from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fake.raw_http import exchange

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

HEAD = b"POST /InitializeService HTTP/1.1\r\n"


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_body_without_a_length_is_refused(fake: FakeDrs, rest: bytes) -> None:
    """Without a length, the start of the next request is unknown."""
    assert exchange(fake, HEAD + rest).startswith(b"HTTP/1.1 400 ")
    assert fake.requests == ()


@pytest.mark.parametrize("request_line", [b"nonsense\r\n\r\n", b"\r\n"])
def test_input_that_is_not_http_is_refused(fake: FakeDrs, request_line: bytes) -> None:
    """The connection is closed, and the fake keeps running."""
    answered = exchange(fake, request_line)
    assert not answered or answered.startswith(b"HTTP/1.1 400 ")
    assert exchange(fake, HEAD + b"\r\n").startswith(b"HTTP/1.1 204 ")
    assert len(fake.requests) == 1


def test_chunks_may_have_extensions_and_trailers(fake: FakeDrs) -> None:
    """Extensions and trailers are ignored, and the next request is read."""
    body = b'5;a=b\r\n{"max\r\n0C\r\nResults": 7}\r\n0\r\nX-Sum: 1\r\n\r\n'
    head = b"POST /DescribeSourceServers HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    received = exchange(fake, (head + body) * 2)
    assert received.count(b"HTTP/1.1 200 ") == 2
    assert [request.parameters for request in fake.requests] == [{"maxResults": 7}] * 2


def test_a_chunk_that_breaks_off_is_no_request(fake: FakeDrs) -> None:
    """A client that disconnects within a chunk gets no response."""
    rest = b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"
    assert exchange(fake, HEAD + rest) == b""
    assert fake.requests == ()


def test_the_connection_is_closed_when_the_client_asks_for_it(fake: FakeDrs) -> None:
    """A second request on the same connection is not read."""
    once = HEAD + b"Connection: close\r\n\r\n"
    assert exchange(fake, once * 2).count(b"HTTP/1.1") == 1


def test_a_client_may_ask_before_it_sends_a_body(fake: FakeDrs) -> None:
    """The fake answers `Expect: 100-continue`."""
    rest = b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"
    received = exchange(fake, HEAD + rest)
    assert received.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 204 " in received


def test_a_response_to_head_has_no_body(fake: FakeDrs) -> None:
    """The client would take a body for the next response."""
    received = exchange(fake, b"HEAD / HTTP/1.1\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 404 ")
    assert received.endswith(b"\r\n\r\n")
