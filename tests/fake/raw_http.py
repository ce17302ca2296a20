"""HTTP as bytes, for requests that no client sends."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs


def exchange(fake: FakeDrs, sent: bytes) -> bytes:
    """Send bytes on one connection; return all that came until it was closed."""
    url = urlsplit(fake.endpoint_url)
    with socket.create_connection((url.hostname, url.port or 0), 10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))
