"""Benchmarks of FakeDrs: its responses, its start and its pages."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import closing, suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import boto3
from comparison import Comparison, Sample, compare, timed
from libraries import BOTO3
from processes import importing_sample
from service import served_by

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

_SERVERS: Final = 20
_REQUEST: Final = b"POST /DescribeSourceServers HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"

_START: Final = """
import http.client
from time import perf_counter
from urllib.parse import urlsplit
from drsclient.testing import FakeDrs
FakeDrs  # imports it
start = perf_counter()
with FakeDrs() as fake:
    connection = http.client.HTTPConnection(urlsplit(fake.endpoint_url).netloc)
    connection.request("POST", "/DescribeSourceServers", b"{}")
    assert connection.getresponse().read() == b'{"items": []}'
    print(perf_counter() - start)
    connection.close()
"""


def serving() -> Comparison:
    """
    Compare calls of boto3 that FakeDrs serves with calls served from memory.

    The other server sends the same bytes at once for every request, so that its time
    is the time of boto3 itself. Each server has its own process.
    """
    with served_by(_serve_fake) as url:
        canned = _record(url)
        with (
            served_by(partial(_serve_canned, canned)) as canned_url,
            closing(_connect(url)) as fake_client,
            closing(_connect(canned_url)) as canned_client,
        ):
            assert len(fake_client.describe_source_servers()["items"]) == _SERVERS
            assert len(canned_client.describe_source_servers()["items"]) == _SERVERS
            return compare(
                timed(fake_client.describe_source_servers),
                timed(canned_client.describe_source_servers),
                rounds=300,
            )


def starting() -> Comparison:
    """Compare a fake's start, up to its first response, with `import boto3`."""
    return compare(_start, importing_sample(BOTO3), rounds=30)


def paging() -> Comparison:
    """Compare the last ten of sixty pages with the first ten."""
    with FakeDrs(page_size=50) as fake:
        for _ in range(3000):
            fake.add_source_server()
        drs = fake.boto3_client()
        pages = list[dict[str, Any]]([{}])
        while token := drs.describe_source_servers(**pages[-1]).get("nextToken"):
            pages.append({"nextToken": token})
        return compare(_paging(drs, pages[-10:]), _paging(drs, pages[:10]), rounds=20)


def _paging(drs: Boto3DrsClient, pages: Sequence[dict[str, Any]]) -> Sample:
    return timed(lambda: [drs.describe_source_servers(**page) for page in pages])


def _start() -> float:
    return float(subprocess.check_output([sys.executable, "-c", _START]))  # noqa: S603 - our own


def _connect(endpoint_url: str) -> Boto3DrsClient:
    # The stubs also name the services whose own stubs are not installed.
    return boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "drs", endpoint_url=endpoint_url
    )


def _serve_fake(pipe: Connection) -> None:
    with FakeDrs() as fake:
        for _ in range(_SERVERS):
            fake.add_source_server(state="CONTINUOUS")
        pipe.send(fake.endpoint_url)
        with suppress(EOFError):  # the other end is closed
            pipe.recv()


def _record(url: str) -> bytes:
    """Return all bytes of a response."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(_REQUEST)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(2**16), b""))


def _serve_canned(response: bytes, pipe: Connection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_repeat, args=(listener, response), daemon=True).start()
        pipe.send(f"http://127.0.0.1:{listener.getsockname()[1]}")
        with suppress(EOFError):  # the other end is closed
            pipe.recv()


def _repeat(listener: socket.socket, response: bytes) -> None:
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    received = b""
    while data := connection.recv(2**16):
        received += data
        if received.endswith(b"\r\n\r\n{}"):
            connection.sendall(response)
            received = b""
