"""A fake Lambda service on a loopback port, as a state machine calls it."""

from __future__ import annotations

import contextlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping


@contextlib.contextmanager
def serve(functions: Mapping[str, Callable[..., object]]) -> Generator[str]:
    """
    Serve functions by their names, with JSON payloads, as Lambda does.

    Yields:
        The URL of the service.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            name = unquote(self.path).removesuffix("/invocations").rpartition(":")[2]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            try:
                response = json.dumps(functions[name](json.loads(body), None))
            except Exception as error:  # noqa: BLE001 - Lambda reports them all
                # Lambda's runtime for Python reports the name of the class, too.
                self.send_header("X-Amz-Function-Error", "Unhandled")
                response = json.dumps(
                    {"errorType": type(error).__name__, "errorMessage": str(error)}
                )
            self.send_header("Content-Length", str(len(response)))
            self.end_headers()
            self.wfile.write(response.encode("ascii"))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
