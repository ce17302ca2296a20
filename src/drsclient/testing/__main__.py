"""Run FakeDrs on its own, or copy accounts for it: `python -m drsclient.testing`."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drsclient.testing._argument_checks import check_integer
from drsclient.testing._clients import access_key_id
from drsclient.testing._fake import DEFAULT_ACCOUNT_ID, FakeDrs
from drsclient.testing._files import replacement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from drsclient.testing._state.shared_state import SharedState

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
    Serve until Ctrl-C or SIGTERM, log each request, and save the state on exit.

    With the command `copy`, copy accounts instead.

    Args:
        arguments: The command line; by default that of the process.
        stop: The event to wait for, which the signals set.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command:
        # Imported late, because the server does not need boto3.
        from drsclient.testing._copy_command import copy  # noqa: PLC0415

        copy(options)
        return
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
                key=access_key_id(fake.account_id),
                region=fake.region_name,
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
    state = _load(options.load) if options.load else None
    account_id, region_name = DEFAULT_ACCOUNT_ID, "us-east-1"
    if state and state.copy_report:
        first = next(iter(state.sites.values()))
        account_id, region_name = first.account_id, first.region_name
    fake = FakeDrs(
        account_id=options.account or account_id,
        region_name=options.region or region_name,
        speed=options.speed,
    )
    if state:
        fake._state.replace(state)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # it is checked
    servers = options.servers
    if servers is None:
        servers = 0 if options.load else _SERVERS
    check_integer("--servers", servers, at_least=0)
    for number in range(1, servers + 1):
        fake.add_source_server(hostname=f"server-{number}")
    return fake


def _load(path: Path) -> SharedState:
    # Imported late, because few need it, and it takes some time.
    from drsclient.testing._state_checks import load_checked  # noqa: PLC0415

    try:
        return load_checked(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _write(path: Path, text: str) -> None:
    with replacement(path) as part:
        part.write_text(text, "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m drsclient.testing",
        description="Run a fake AWS Elastic Disaster Recovery service on this machine.",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=0,
        help="TCP port to listen on (default: 0, which selects a free port)",
    )
    parser.add_argument(
        "--servers",
        type=int,
        help=f"source servers to add (default: {_SERVERS}, or 0 with --load)",
    )
    parser.add_argument(
        "--speed",
        type=float,
        default=60,
        help="seconds of virtual time per second of real time (default: %(default)s)",
    )
    parser.add_argument(
        "--account",
        metavar="ID",
        help=f"account ID (default: {DEFAULT_ACCOUNT_ID}, or the first of a copy)",
    )
    parser.add_argument(
        "--region", help="Region (default: us-east-1, or the first of a copy)"
    )
    parser.add_argument(
        "--load", type=Path, metavar="FILE", help="file with the state to start with"
    )
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="file to save the state to on exit"
    )
    _add_copy(parser)
    return parser


def _add_copy(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="command", title="other commands")
    copy = commands.add_parser(
        "copy",
        help="copy AWS accounts into a file for --load",
        description="Copy AWS accounts into a file for --load with boto3 credentials."
        " Only describe, list and get calls are made.",
    )
    copy.add_argument(
        "--region",
        action="append",
        help="Region to copy; can be repeated (default: that of boto3)",
    )
    copy.add_argument(
        "--profile",
        action="append",
        metavar="NAME",
        help="profile of an account to copy; can be repeated (default: that of boto3)",
    )
    copy.add_argument(
        "--anonymize",
        action="store_true",
        help="replace names, tags, addresses, IDs and free text with stand-ins",
    )
    copy.add_argument(
        "--no-source-server-details",
        dest="source_server_details",
        action="store_false",
        help="skip the settings, launch actions and snapshots of source servers,"
        " which take 4 calls per server",
    )
    copy.add_argument(
        "--save",
        type=Path,
        metavar="FILE",
        required=True,
        help="file to save the copy to",
    )


if __name__ == "__main__":
    main()
