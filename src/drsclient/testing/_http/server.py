"""The HTTP server on the loopback interface."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import struct
from email.errors import MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from http.client import HTTPException, parse_headers
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from threading import Event, Thread, current_thread
from typing import TYPE_CHECKING, Any, Final

from drsclient.testing._http.requests import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message
    from io import BufferedIOBase

    from drsclient.testing._http.responses import HttpResponse


_HOST: Final = "127.0.0.1"
# The maximum length of a line of HTTP, in bytes.
_LINE_LIMIT: Final = 65_536
# The maximum length of a body, in bytes; a state to load may be long.
_BODY_LIMIT: Final = 2**26
# The digits of a length, by its base.
_DIGITS: Final = {10: "[0-9]+", 16: "[0-9a-fA-F]+"}
# The seconds for which the rest of a refused request is read.
_LINGER: Final = 1.0
# The socket option that resets the connection when the socket is closed.
_NO_LINGER: Final = struct.pack("ii", 1, 0)
_LENGTHS: Final = frozenset({"content-length", "transfer-encoding"})
_BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class LoopbackServer:
    """A running server, which passes each request to a function."""

    def __init__(
        self, respond: Callable[[HttpRequest], HttpResponse], port: int
    ) -> None:
        self._server = _Server(respond, port)
        self._port = self._server.server_address[1]
        self._thread = Thread(
            target=self._server.serve_until_closing, name="FakeDrs", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The URL of the server."""
        return f"http://{_HOST}:{self._port}"

    def close(self) -> None:
        """Stop listening, close all connections and wait for their threads."""
        self._server.closing.set()
        # The thread waits for the next connection, without the polling that the
        # standard library's `shutdown` needs.
        socket.create_connection((_HOST, self._port)).close()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()


class _Server(TCPServer):
    # On Windows it would let two servers share a port.
    allow_reuse_address = os.name == "posix"
    request_queue_size = 128

    def __init__(
        self, respond: Callable[[HttpRequest], HttpResponse], port: int
    ) -> None:
        super().__init__((_HOST, port), _Handler)
        self.respond = respond
        self.closing = Event()
        self._connections: dict[Thread, socket.socket] = {}

    def serve_until_closing(self) -> None:
        while not self.closing.is_set():
            self.handle_request()

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ANN401, ARG002 - as inherited
        # The connection that ends the wait for connections has no requests.
        return not self.closing.is_set()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as inherited
        # The standard library's threading server does not keep track of daemon threads,
        # and a thread would wait forever for a client that keeps its connection open.
        thread = Thread(
            target=self._serve_connection, args=(request, client_address), daemon=True
        )
        self._connections[thread] = request
        thread.start()

    def _serve_connection(self, connection: socket.socket, client: object) -> None:
        # The client may break the connection at any moment.
        with connection, contextlib.suppress(ConnectionError):
            self.finish_request(connection, client)
        del self._connections[current_thread()]

    def hang_up(self) -> None:
        for thread, connection in self._connections.copy().items():
            # The client may have closed it already.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise the error for input that is not HTTP has no status line.
    default_request_version = "HTTP/1.0"
    # Otherwise a response waits until the client has acknowledged the last one.
    disable_nagle_algorithm = True

    def __init__(
        self, connection: socket.socket, client: object, server: _Server
    ) -> None:
        self._server = server
        super().__init__(connection, client, server)

    def handle_one_request(self) -> None:
        # The inherited method looks for a method per HTTP method.
        self.raw_requestline = self.rfile.readline(_LINE_LIMIT + 1)
        if not self.raw_requestline:
            self.close_connection = True
        elif len(self.raw_requestline) > _LINE_LIMIT:
            self.requestline = self.request_version = self.command = ""
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
        elif self.parse_request():
            try:
                body = _read_body(self.rfile, self.headers)
            except _BodyError as error:
                self.send_error(error.status, explain=str(error))
            else:
                self._respond(body)

    def _respond(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        response = self._server.respond(
            HttpRequest(
                method=self.command,
                path=path,
                query=query,
                headers={name.lower(): text for name, text in self.headers.items()},
                body=body,
            )
        )
        delivery = response.delivery
        # Closing the fake ends the wait.
        if delivery.delay and self._server.closing.wait(delivery.delay):
            self.close_connection = True
            return
        if delivery.ending == "reset":
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        else:
            self.wfile.write(self._serialize(response))
        if delivery.ending == "stall":
            # This ends when the client gives up, or when the fake is closed.
            self.rfile.read()
        if delivery.ending != "keep":
            self.close_connection = True

    def _serialize(self, response: HttpResponse) -> bytes:
        """Return the bytes of a response that are sent."""
        headers = {"Server": "FakeDrs", "Date": self.date_time_string()}
        headers |= response.headers
        body = response.body
        if response.status_code in _BODILESS or self.command == "HEAD":
            body = b""
        elif {name.lower() for name in headers}.isdisjoint(_LENGTHS):
            headers["Content-Length"] = str(len(body))
        phrase, _ = self.responses.get(response.status_code, ("", ""))
        lines = [f"HTTP/1.1 {response.status_code} {phrase}"]
        lines += [f"{name}: {text}" for name, text in headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        portion = response.delivery.portion
        if portion == 1:
            return head + body
        return head + body[: int(portion * len(body))] if body else b""

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Refuse a request and close the connection."""
        # The message could make a status line that is too long for clients.
        super().send_error(code, explain=explain or message)
        # Closing a connection with input that was not read resets it, and the client
        # may lose the response.
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER)
            while self.rfile.read1(_LINE_LIMIT):
                pass

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Log nothing: the requests are in `FakeDrs.requests`."""


class _BodyError(Exception):
    """A body that the server cannot read, with the status code of the response."""

    def __init__(
        self, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST
    ) -> None:
        super().__init__(message)
        self.status = status


def _read_body(stream: BufferedIOBase, headers: Message) -> bytes:
    """
    Read the body of a request to its end, so that the next request can be read.

    Args:
        stream: The input from the client, from the body on.
        headers: The request's headers.

    Raises:
        _BodyError: The headers or chunks have no valid length, or the body is too long.
        ConnectionError: The client closed the connection in the middle.
    """
    if any(
        isinstance(one, MissingHeaderBodySeparatorDefect) for one in headers.defects
    ):
        raise _BodyError("a header line is invalid")
    encodings: list[str] = headers.get_all("Transfer-Encoding", [])
    lengths: list[str] = headers.get_all("Content-Length", [])
    if encodings:
        if lengths:
            raise _BodyError("use a Content-Length or a Transfer-Encoding, not both")
        if ",".join(encodings).strip().lower() != "chunked":
            raise _BodyError(
                "the Transfer-Encoding must be chunked", HTTPStatus.NOT_IMPLEMENTED
            )
        return _read_chunks(stream)
    if len({*lengths}) > 1:
        raise _BodyError("use only one Content-Length")
    return _read_exactly(stream, _length(lengths[0], 10) if lengths else 0)


def _read_chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while chunk := _read_chunk(stream):
        body += chunk
        _check_length(len(body))
    return bytes(body)


def _read_chunk(stream: BufferedIOBase) -> bytes:
    """Read the next chunk; the last one is empty."""
    size, _, _ = stream.readline(_LINE_LIMIT).decode("latin-1").partition(";")
    length = _length(size, 16)
    if length:
        chunk = _read_exactly(stream, length)
        if stream.readline(_LINE_LIMIT).strip(b"\r\n"):
            raise _BodyError("a chunk is longer than its length")
        return chunk
    # Headers may follow the last chunk.
    try:
        parse_headers(stream)
    except HTTPException as error:
        raise _BodyError(
            str(error), HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        ) from error
    return b""


def _read_exactly(stream: BufferedIOBase, length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise ConnectionError("the client closed the connection in the middle")
    return body


def _length(text: str, base: int) -> int:
    digits = text.strip(" \t\r\n")
    # `int` takes signs and underscores, too.
    if not re.fullmatch(_DIGITS[base], digits):
        raise _BodyError(f"invalid body length: {digits[:40]!r}")
    # Very long numbers take very long to parse.
    length = int(digits.lstrip("0")[:20] or "0", base)
    _check_length(length)
    return length


def _check_length(length: int) -> None:
    if length > _BODY_LIMIT:
        raise _BodyError(
            f"a body can have at most {_BODY_LIMIT} bytes",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
