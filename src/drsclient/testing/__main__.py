"""
Run FakeDrs on its own: `python -m drsclient.testing`.

Each second, a minute of virtual time passes, because nobody calls `advance`.
"""

from __future__ import annotations

import argparse
import signal
import threading
from typing import TYPE_CHECKING

from drsclient.testing._fake import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType


def main(
    arguments: Sequence[str] | None = None, *, stop: threading.Event | None = None
) -> None:
    """
    Serve until Ctrl-C or SIGTERM.

    Args:
        arguments: The command line; by default that of the process.
        stop: The event to wait for, which the signals set.
    """
    parser = argparse.ArgumentParser(
        prog="python -m drsclient.testing",
        description="Run a fake AWS Elastic Disaster Recovery service on this machine.",
    )
    parser.add_argument(
        "--port", type=int, default=0, help="TCP port (default: any free port)"
    )
    parser.add_argument(
        "--servers", type=int, default=3, help="number of source servers (default: 3)"
    )
    options = parser.parse_args(arguments)
    ended = stop or threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    fake = FakeDrs()
    for number in range(1, options.servers + 1):
        fake.add_source_server(hostname=f"server-{number}")
    fake.start(port=options.port)
    try:
        print(
            f"FakeDrs is listening on {fake.endpoint_url}. Ctrl-C stops it. Try:\n"
            f"  aws drs describe-source-servers --region us-east-1 --no-sign-request"
            f" --endpoint-url {fake.endpoint_url}",
            flush=True,
        )
        while not ended.wait(1):
            fake.advance(minutes=1)
    finally:
        fake.close()


if __name__ == "__main__":
    main()
