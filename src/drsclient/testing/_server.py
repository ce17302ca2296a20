"""The HTTP server on the loopback interface."""

from __future__ import annotations

import contextlib
import socket
from threading import Thread, current_thread
from typing import TYPE_CHECKING, Any, Final

from drsclient.testing._wire import HttpAnswer, HttpRequest

try:
    from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
    from werkzeug.wrappers import Request, Response
except ImportError as error:
    raise ImportError(
        'FakeDrs needs Werkzeug: pip install "aws-drsclient[testing]"'
    ) from error

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

_HOST: Final = "127.0.0.1"
# Seconds between two looks at whether to close: how long closing takes at worst.
_POLL_INTERVAL: Final = 0.01


class LoopbackServer:
    """A running server, which hands each request to a function."""

    def __init__(self, respond: Callable[[HttpRequest], HttpAnswer], port: int) -> None:
        self._server = _Server(_HOST, port, _application(respond), _Handler)
        self._thread = Thread(
            target=self._server.serve_forever,
            args=(_POLL_INTERVAL,),
            name="FakeDrs",
            daemon=True,
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the server listens."""
        return f"http://{_HOST}:{self._server.port}"

    def close(self) -> None:
        """Stop listening, hang up all connections and wait for their threads."""
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()


def _application(respond: Callable[[HttpRequest], HttpAnswer]) -> WSGIApplication:
    def application(request: Request) -> Response:
        path, _, query = request.environ["REQUEST_URI"].partition("?")
        answer = respond(
            HttpRequest(
                method=request.method,
                path=path,
                query=query,
                headers={name.lower(): text for name, text in request.headers.items()},
                body=request.get_data(),
            )
        )
        return Response(answer.body, answer.status_code, answer.headers)

    return Request.application(application)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else the body of an answer waits until the client has acknowledged the head.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        # Werkzeug's own closes the connection after each answer, as it cannot know
        # whether the application read the whole request. Ours does.
        response = Response.from_app(self.server.app, self.make_environ())
        self.send_response(response.status_code)
        for name, text in response.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(response.get_data())

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Say nothing: the requests are in `FakeDrs.requests`."""


class _Server(ThreadedWSGIServer):
    def __init__(
        self,
        host: str,
        port: int,
        app: WSGIApplication,
        handler: type[WSGIRequestHandler],
    ) -> None:
        # Werkzeug's own would end the whole process where the port is taken.
        with socket.create_server((host, port)) as listener:
            super().__init__(host, port, app, handler, fd=listener.fileno())
        self._connections: dict[Thread, socket.socket] = {}

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as inherited
        # The base class loses sight of its threads, and one whose client keeps the
        # connection open would wait for ever.
        thread = Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            daemon=True,
        )
        self._connections[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as inherited
        super().process_request_thread(request, client_address)
        del self._connections[current_thread()]

    def hang_up(self) -> None:
        for thread, connection in self._connections.copy().items():
            # The client may have been quicker.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()
