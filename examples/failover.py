"""
Fail over: launch source servers, retry failed launches, and print the instances.

    python examples/failover.py eu-central-1 s-1123456789abcdef0 s-2123456789abcdef0

It launches real instances on AWS, which cost money, and terminates the instances that
earlier drills and recoveries of these servers launched. docs/testing/failover.md tests
it.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from drsclient import DrsClient, DrsError
from drsclient.outcomes import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drsclient.models import HasSourceServerId
    from drsclient.outcomes import ServerOutcome


def fail_over(
    drs: DrsClient, servers: Iterable[str | HasSourceServerId], *, attempts: int = 2
) -> list[ServerOutcome]:
    """Launch source servers, and return each with its recovery instance."""
    launched: list[ServerOutcome] = []
    for attempt in range(1, attempts + 1):
        started = drs.start_recovery_many(servers, is_drill=False)
        # The last attempt raises an error with the failed servers and the reasons.
        outcome = drs.wait_for_job(started, raise_on_failure=attempt == attempts)
        launched += (s for s in outcome.servers if s.verdict == Verdict.SUCCEEDED)
        # Launching all servers again would terminate the new instances.
        servers = outcome.failed
        if not servers:
            break
    return launched


def main() -> int:
    """Fail over the servers on the command line, and return the exit code."""
    parser = argparse.ArgumentParser(description="Fail source servers over on AWS.")
    parser.add_argument("region")
    parser.add_argument("server_ids", nargs="+", metavar="server-id")
    options = parser.parse_args()
    with DrsClient(region_name=options.region) as drs:
        try:
            launched = fail_over(drs, options.server_ids)
        except DrsError as error:
            print(error)
            return 1
    for server in launched:
        print(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
