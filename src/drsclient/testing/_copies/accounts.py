"""Accounts, which are read through their clients and added to the state of a fake."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Final

from drsclient._clock import time_of_day
from drsclient._iso8601 import parse_date_time
from drsclient.client import DrsClient
from drsclient.testing._copies.anonymization import anonymize_readings
from drsclient.testing._copies.assembly import add_sites
from drsclient.testing._copies.reading import read_account
from drsclient.testing._state.clock import LAST_START
from drsclient.testing._state.copy_report import CopyReport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from drsclient.fleet._runner import FleetOptions
    from drsclient.testing._copies.answers import Answers
    from drsclient.testing._copies.reading import Reading
    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.shared_state import SharedState

# Members with times that have passed when the service answers.
_PAST: Final = frozenset(
    {
        "addedToServiceDateTime",
        "agentLastSeenByServiceDateTime",
        "apiCallDateTime",
        "completedAt",
        "createdAt",
        "creationDateTime",
        "endDateTime",
        "lastSeenByServiceDateTime",
        "logDateTime",
        "startedAt",
        "timestamp",
        "updatedAt",
    }
)


def list_clients(clients: DrsClient | Iterable[DrsClient]) -> list[DrsClient]:
    """
    Return the clients of a copy as a list.

    Raises:
        ValueError: There is none, or one is not a `DrsClient`.
    """
    given: list[object] = [*clients] if isinstance(clients, Iterable) else [clients]
    if not given:
        raise ValueError("a copy needs at least one client")
    found: list[DrsClient] = []
    for client in given:
        if not isinstance(client, DrsClient):
            raise ValueError(  # noqa: TRY004 - every bad argument is a ValueError
                "a copy needs a DrsClient, such as DrsClient(client=boto3_client), "
                f"not {client!r}"
            )
        found.append(client)
    return found


def read_accounts(
    clients: Sequence[DrsClient],
    options: FleetOptions[Wire],
    *,
    default_account_id: str,
    is_detailed: bool,
    anonymize: bool,
) -> tuple[list[Reading], datetime]:
    """
    Read accounts, one after the other.

    Args:
        clients: The clients, one for each account and Region.
        options: See `read_account`.
        default_account_id: The first ID for accounts without resources, whose ARNs
            would tell.
        is_detailed: See `read_account`.
        anonymize: Whether to replace what is private by stand-ins.

    Returns:
        What was read, and the time of the copy.

    Raises:
        DrsError: See `read_account`.
        FleetInterrupt: Ctrl-C was pressed.
        ValueError: Two are of the same account and Region.
    """
    readings = [read_account(drs, options, is_detailed=is_detailed) for drs in clients]
    _name_accounts([reading.answers for reading in readings], default_account_id)
    clock = clients[0]._clock  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # of the same package
    if anonymize:
        anonymize_readings(readings)
    # The clock of this machine may be behind that of the service.
    seen = (
        parse_date_time(text)
        for reading in readings
        for member, text in reading.answers.texts()
        if member in _PAST
    )
    possible = (one for one in seen if one < LAST_START)
    return readings, max([time_of_day(clock), *possible])


def _name_accounts(accounts: Sequence[Answers], default_account_id: str) -> None:
    """
    Give IDs to the accounts that have no resources, and check all IDs.

    Raises:
        ValueError: Two are the same account in the same Region.
    """
    sites = set[tuple[str, str]]()
    # Those that are known first.
    for one in sorted(accounts, key=lambda one: not one.account_id):
        if not one.account_id:
            ids = (f"{number:012}" for number in count(int(default_account_id)))
            taken = {account for account, region in sites if region == one.region_name}
            one.account_id = next(account for account in ids if account not in taken)
        site = one.account_id, one.region_name
        if site in sites:
            raise ValueError(f"two clients are for account {site[0]} in {site[1]}")
        sites.add(site)


def add_accounts(state: SharedState, readings: Sequence[Reading]) -> None:
    """Add what was read of accounts to a state whose clock has the time of the copy."""
    durations, lost = add_sites(state, [reading.answers for reading in readings])
    not_read = [one for reading in readings for one in reading.not_copied]
    state.copy_report = CopyReport(
        time=state.clock.now,
        calls=sum(reading.calls for reading in readings),
        durations=durations,
        not_copied=[*not_read, *lost],
    )
