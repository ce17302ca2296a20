"""
Fail over: launch source servers, repeat launches that fail, and say where they run.

    python examples/failover.py eu-central-1 s-1123456789abcdef0 s-2123456789abcdef0

It launches on AWS for real. That costs money, and terminates the instances that earlier
drills and recoveries of these servers launched. docs/testing/failover.md tests it.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from drsclient import DrsClient, DrsError
from drsclient.outcomes import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence


def fail_over(
    drs: DrsClient, server_ids: Sequence[str], *, attempts: int = 2
) -> dict[str, str]:
    """Launch source servers, and return their recovery instances by server."""
    instances: dict[str, str] = {}
    left = list(server_ids)
    for attempt in range(1, attempts + 1):
        started = drs.start_recovery_many(left, is_drill=False)
        # The last attempt raises an error that says what failed, and why.
        launched = drs.wait_for_job(started, raise_on_failure=attempt == attempts)
        for server in launched.servers:
            if server.verdict == Verdict.SUCCEEDED:
                instances[str(server.source_server_id)] = str(
                    server.recovery_instance_id
                )
        # Launching all again would terminate what is running by now.
        left = [server_id for server_id in left if server_id not in instances]
        if not left:
            break
    return instances


def main() -> int:
    """Fail over what the command line names, and return the exit code."""
    parser = argparse.ArgumentParser(description="Fail source servers over on AWS.")
    parser.add_argument("region")
    parser.add_argument("server_ids", nargs="+", metavar="server-id")
    options = parser.parse_args()
    with DrsClient(region_name=options.region) as drs:
        try:
            instances = fail_over(drs, options.server_ids)
        except DrsError as error:
            print(error)
            return 1
    for server_id, instance_id in instances.items():
        print(f"{server_id} runs on {instance_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
