"""The HTTP server on the loopback interface."""

from __future__ import annotations

import contextlib
import socket
from threading import Thread, current_thread
from typing import TYPE_CHECKING, Any, Final

from drsclient.testing._http.rest_json import HttpRequest, HttpResponse

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
# Seconds between two checks for a close, and so the longest that closing takes.
_POLL_INTERVAL: Final = 0.01


class LoopbackServer:
    """A running server, which passes each request to a function."""

    def __init__(
        self, respond: Callable[[HttpRequest], HttpResponse], port: int
    ) -> None:
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
        """The URL of the server."""
        return f"http://{_HOST}:{self._server.port}"

    def close(self) -> None:
        """Stop listening, close all connections and wait for their threads."""
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()


def _application(respond: Callable[[HttpRequest], HttpResponse]) -> WSGIApplication:
    def application(request: Request) -> Response:
        path, _, query = request.environ["REQUEST_URI"].partition("?")
        response = respond(
            HttpRequest(
                method=request.method,
                path=path,
                query=query,
                headers={name.lower(): text for name, text in request.headers.items()},
                body=request.get_data(),
            )
        )
        return Response(response.body, response.status_code, response.headers)

    return Request.application(application)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise a body waits until the client has acknowledged the headers.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        # Werkzeug's own method closes the connection after each response, because it
        # cannot know whether the application read the whole request. Ours always does.
        response = Response.from_app(self.server.app, self.make_environ())
        self.send_response(response.status_code)
        for name, text in response.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(response.get_data())

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Log nothing: the requests are in `FakeDrs.requests`."""


class _Server(ThreadedWSGIServer):
    def __init__(
        self,
        host: str,
        port: int,
        app: WSGIApplication,
        handler: type[WSGIRequestHandler],
    ) -> None:
        # Werkzeug's own listener would end the whole process if the port is in use.
        with socket.create_server((host, port)) as listener:
            super().__init__(host, port, app, handler, fd=listener.fileno())
        self._connections: dict[Thread, socket.socket] = {}

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as inherited
        # The base class does not keep track of its threads, and a thread would wait
        # forever for a client that keeps its connection open.
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
            # The client may have closed it already.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()
