"""Fixtures that hide the AWS settings of this machine, and that start TCP servers."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import socketserver
from collections.abc import Callable
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING

import boto3
import botocore.session
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Serve = Callable[[Callable[[socket.socket], object]], str]


@pytest.fixture(autouse=True, scope="session")
def shared_loaders() -> Iterator[None]:
    """
    Read botocore's data files once instead of once per session.

    Sessions read megabytes of JSON and list 400 services to make their first client.
    """
    create_loader = cache(botocore.session.create_loader)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", create_loader)
        yield


@pytest.fixture(autouse=True, scope="session")
def ctrl_c() -> Iterator[None]:
    """Have Ctrl-C work: a shell ignores it in what it runs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty home directory, one for all tests, as making 6,000 takes long."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def aws_config(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """
    Hide this machine's AWS settings from the test.

    Yields:
        The path of the config file that boto3 reads if the test writes it.
    """
    for name in os.environ:
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    config = home / "aws-config"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "aws-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    yield config
    config.unlink(missing_ok=True)


@pytest.fixture
def no_garbage_collection() -> Iterator[None]:
    """
    Turn garbage collection off during the test.

    For tests that exhaust the stack, where a finalizer would fail, too, and for those
    that press Ctrl-C, which is lost in a callback of the collector.
    """
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put credentials into the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """
    Start TCP servers on the loopback interface.

    Yields:
        A function that takes a handler for each connection, starts a server, and
        returns its host and port.
    """
    with contextlib.ExitStack() as stack:

        def start(handle: Callable[[socket.socket], object]) -> str:
            connections: list[socket.socket] = []

            class Handler(socketserver.BaseRequestHandler):
                def handle(self) -> None:
                    connections.append(self.request)
                    handle(self.request)

            def close_connections() -> None:
                for connection in connections:
                    # It may be closed already.
                    with contextlib.suppress(OSError):
                        connection.shutdown(socket.SHUT_RDWR)

            server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
            # Closing the server waits for the threads of its connections.
            stack.enter_context(server)
            Thread(target=server.serve_forever, args=(0.01,)).start()
            stack.callback(close_connections)
            stack.callback(server.shutdown)
            host, port = server.server_address[:2]
            return f"{host!s}:{port}"

        yield start
