"""The command `copy`, which saves a copy of accounts for `--load`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from drsclient.client import DrsClient
from drsclient.errors import DrsError
from drsclient.testing._fake import FakeDrs
from drsclient.testing._files import replacement
from drsclient.watching import Watch

if TYPE_CHECKING:
    from argparse import Namespace

_INTERRUPTED: Final = 130
"""The exit status of a program that Ctrl-C has ended."""


def copy(options: Namespace) -> None:
    """
    Copy accounts into a file, and print what is not copied.

    Args:
        options: The options of the command line.

    Raises:
        SystemExit: It failed, or Ctrl-C was pressed. There is no file, or the one that
            was there before.
    """
    try:
        with replacement(options.save) as part:
            fake = _copy_of_accounts(options)
            part.write_text(fake.save(), "utf-8")
    except (DrsError, OSError, ValueError) as error:
        sys.exit(f"python -m drsclient.testing copy: error: {error}")
    except KeyboardInterrupt:
        print("Interrupted: nothing was saved.", file=sys.stderr)
        sys.exit(_INTERRUPTED)
    print(fake.copy_report)
    print(f"Saved as {options.save}. Try:")
    print(f"  python -m drsclient.testing --load {options.save}")


def _copy_of_accounts(options: Namespace) -> FakeDrs:
    with ExitStack() as stack, Watch() as watch:
        clients = [
            stack.enter_context(DrsClient(profile_name=profile, region_name=region))
            for profile in options.profile or [None]
            for region in options.region or [None]
        ]
        return FakeDrs.copy_of(
            clients,
            anonymize=options.anonymize,
            source_server_details=options.source_server_details,
            on_progress=watch,
        )
