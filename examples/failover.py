"""
Fail over: launch source servers, repeat launches that fail, and say where they run.

    python examples/failover.py eu-central-1 s-1123456789abcdef0 s-2123456789abcdef0

It launches on AWS for real. That costs money, and terminates the instances that earlier
drills and recoveries of these servers launched. docs/testing/failover.md tests it.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Final

from drsclient import DrsClient, DrsError, ThrottlingException
from drsclient.models import JobStatus, LaunchStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from drsclient.models import Job

POLL_INTERVAL: Final = 30.0
TIMEOUT: Final = 3600.0


class FailoverError(Exception):
    """Some source servers do not run on EC2; `reasons` says why, by their IDs."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__("; ".join(f"{key}: {why}" for key, why in reasons.items()))
        self.reasons = reasons


def fail_over(
    drs: DrsClient,
    server_ids: Sequence[str],
    *,
    attempts: int = 2,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, str]:
    """Launch source servers, and return their recovery instances by server."""
    left = list(server_ids)
    reasons: dict[str, str] = {}
    for _ in range(attempts):
        job = wait(drs, start(drs, left, sleep), sleep)
        reasons = read_reasons(drs, job)
        # Launching all again would terminate what is running by now.
        left = list(reasons)
        if not left:
            break
    else:
        raise FailoverError(reasons)
    return {
        str(instance.source_server_id): str(instance.recovery_instance_id)
        for instance in drs.describe_recovery_instances(source_server_ids=server_ids)
    }


def start(
    drs: DrsClient, server_ids: Sequence[str], sleep: Callable[[float], None]
) -> str:
    """Start a job, and return its ID; if the service is busy, wait for it."""
    while True:
        try:
            return str(drs.start_recovery(server_ids, is_drill=False).job_id)
        except ThrottlingException as error:
            sleep(error.retry_after or POLL_INTERVAL)


def wait(drs: DrsClient, job_id: str, sleep: Callable[[float], None]) -> Job:
    """Poll a job until it has ended."""
    for _ in range(int(TIMEOUT / POLL_INTERVAL)):
        for job in drs.describe_jobs(job_ids=[job_id]):
            if job.status == JobStatus.COMPLETED:
                return job
        sleep(POLL_INTERVAL)
    raise FailoverError({job_id: "the job has not ended in time"})


def read_reasons(drs: DrsClient, job: Job) -> dict[str, str]:
    """Return why servers were not launched, by their IDs."""
    errors = {
        item.event_data.source_server_id: item.event_data.raw_error
        for item in drs.describe_job_log_items(str(job.job_id))
        if item.event_data and item.event_data.raw_error
    }
    return {
        str(server.source_server_id): errors.get(server.source_server_id) or "unknown"
        for server in job.participating_servers
        if server.launch_status != LaunchStatus.LAUNCHED
    }


def main() -> int:
    """Fail over what the command line names, and return the exit code."""
    parser = argparse.ArgumentParser(description="Fail source servers over on AWS.")
    parser.add_argument("region")
    parser.add_argument("server_ids", nargs="+", metavar="server-id")
    options = parser.parse_args()
    with DrsClient(region_name=options.region) as drs:
        try:
            instances = fail_over(drs, options.server_ids)
        except (DrsError, FailoverError) as error:
            print(error)
            return 1
    for server_id, instance_id in instances.items():
        print(f"{server_id} runs on {instance_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
