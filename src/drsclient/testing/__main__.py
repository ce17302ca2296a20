"""Run FakeDrs on its own: `python -m drsclient.testing`."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from typing import TYPE_CHECKING

from drsclient.testing._boto3_clients import access_key_id
from drsclient.testing._fake import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

_HINT = """\
FakeDrs is listening on {url}. Ctrl-C stops it. Try:
  export AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY=any
  export AWS_DEFAULT_REGION={region} AWS_ENDPOINT_URL_DRS={url}
  aws drs describe-source-servers"""


def main(
    arguments: Sequence[str] | None = None, *, stop: threading.Event | None = None
) -> None:
    """
    Serve until Ctrl-C or SIGTERM, and log each request.

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
        fake = FakeDrs(
            account_id=options.account, region_name=options.region, speed=options.speed
        )
        for number in range(1, options.servers + 1):
            fake.add_source_server(hostname=f"server-{number}")
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
        fake.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m drsclient.testing",
        description="Run a fake AWS Elastic Disaster Recovery service on this machine.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="TCP port; 0 for any")
    parser.add_argument(
        "--servers", type=int, default=3, help="number of source servers"
    )
    parser.add_argument(
        "--speed",
        type=float,
        default=60,
        help="seconds of virtual time per second of real time",
    )
    parser.add_argument("--account", default="123456789012", help="account ID")
    parser.add_argument("--region", default="us-east-1", help="Region")
    return parser


if __name__ == "__main__":
    main()
