"""Run FakeDrs on its own: `python -m drsclient.testing`."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drsclient.testing._argument_checks import check_integer
from drsclient.testing._clients import access_key_id
from drsclient.testing._fake import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

_HINT: Final = """\
FakeDrs is listening on {url}. Ctrl-C stops it. Try:
  export AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY=any
  export AWS_DEFAULT_REGION={region} AWS_ENDPOINT_URL_DRS={url}
  aws drs describe-source-servers"""

_SERVERS: Final = 3


def main(
    arguments: Sequence[str] | None = None, *, stop: threading.Event | None = None
) -> None:
    """
    Serve until Ctrl-C or SIGTERM, log each request, and save the state at the end.

    Args:
        arguments: The command line; by default that of the process.
        stop: The event to wait for, which the signals set.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    ended = stop or threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        fake = _fake(options)
        if options.save:
            # At the end it would be too late for an error.
            _write(options.save, fake.save())
        fake.start(port=options.port)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    try:
        print(
            _HINT.format(
                url=fake.endpoint_url,
                key=access_key_id(options.account),
                region=options.region,
            ),
            flush=True,
        )
        ended.wait()
    finally:
        try:
            fake.close()
        finally:
            if options.save:
                _write(options.save, fake.save())


def _fake(options: argparse.Namespace) -> FakeDrs:
    fake = FakeDrs(
        account_id=options.account, region_name=options.region, speed=options.speed
    )
    servers = options.servers
    if options.load:
        try:
            fake.load(options.load.read_text("utf-8"))
        except ValueError as error:
            raise ValueError(f"{options.load}: {error}") from error
    if servers is None:
        servers = 0 if options.load else _SERVERS
    check_integer("--servers", servers, at_least=0)
    for number in range(1, servers + 1):
        fake.add_source_server(hostname=f"server-{number}")
    return fake


def _write(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees a part of it."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m drsclient.testing",
        description="Run a fake AWS Elastic Disaster Recovery service on this machine.",
    )
    parser.add_argument(
        "--port", type=int, default=0, help="TCP port; 0, the default, for any"
    )
    parser.add_argument(
        "--servers",
        type=int,
        help=f"number of source servers to add; default {_SERVERS}, or 0 with --load",
    )
    parser.add_argument(
        "--speed",
        type=float,
        default=60,
        help="seconds of virtual time per second of real time; default %(default)s",
    )
    parser.add_argument(
        "--account", default="123456789012", help="account ID; default %(default)s"
    )
    parser.add_argument(
        "--region", default="us-east-1", help="Region; default %(default)s"
    )
    parser.add_argument(
        "--load", type=Path, metavar="FILE", help="file with the state to begin with"
    )
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="file to save the state to at the end"
    )
    return parser


if __name__ == "__main__":
    main()
