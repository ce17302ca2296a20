"""Helpers of the scripts: a clock, retries, lists and jobs."""

# A script relies on members that the service always sends.
# pyright: reportTypedDictNotRequiredAccess=false

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from mypy_boto3_drs import DrsClient as Drs
    from mypy_boto3_drs.type_defs import (
        JobTypeDef,
        RecoveryInstanceTypeDef,
        SourceServerTypeDef,
    )

T = TypeVar("T")


@dataclass(frozen=True)
class Clock:
    """The script's clock: `sleep` takes seconds, `now` returns an aware datetime."""

    sleep: Callable[[float], None]
    now: Callable[[], datetime]

    def until(
        self,
        what: str,
        check: Callable[[], T | None],
        *,
        interval: float,
        timeout: timedelta,
    ) -> T:
        """
        Call `check` every `interval` seconds until it returns something.

        Raises:
            TimeoutError: `timeout` passed first.
        """
        deadline = self.now() + timeout
        while (found := check()) is None:
            if self.now() >= deadline:
                raise TimeoutError(f"{what}: not after {timeout}")
            self.sleep(interval)
        return found


def with_retries(
    drs: Drs, clock: Clock, call: Callable[[], T], *, busy: bool = False
) -> T:
    """Retry a call after throttling and, if `busy`, after a conflict."""
    transient = [
        drs.exceptions.ThrottlingException,
        *([drs.exceptions.ConflictException] if busy else []),
    ]
    for delay in (5, 10, 20, 40, 80, 160, 320):
        try:
            return call()
        except tuple(transient) as error:
            print(f"{error}; retry in {delay} s")
            clock.sleep(delay)
    return call()


def ensure(condition: bool, message: str) -> None:
    """Raise RuntimeError with the message unless the condition holds."""
    if not condition:
        raise RuntimeError(message)


def source_servers(drs: Drs, ids: Sequence[str] = ()) -> list[SourceServerTypeDef]:
    """Return all source servers, or those with the given IDs."""
    pages = drs.get_paginator("describe_source_servers").paginate(
        filters={"sourceServerIDs": ids} if ids else {}
    )
    return [server for page in pages for server in page["items"]]


def recovery_instances(
    drs: Drs, server_ids: Sequence[str]
) -> list[RecoveryInstanceTypeDef]:
    """Return the recovery instances of the given source servers."""
    pages = drs.get_paginator("describe_recovery_instances").paginate(
        filters={"sourceServerIDs": server_ids}
    )
    return [instance for page in pages for instance in page["items"]]


def instance_ids(instances: Iterable[RecoveryInstanceTypeDef]) -> list[str]:
    """Return the IDs of the recovery instances."""
    return [instance["recoveryInstanceID"] for instance in instances]


def wait_for_job(drs: Drs, clock: Clock, job: JobTypeDef) -> JobTypeDef:
    """Poll a job until it is COMPLETED; print its log; check each server's launch status."""
    job_id = job["jobID"]

    def check() -> JobTypeDef | None:
        pages = drs.get_paginator("describe_jobs").paginate(
            filters={"jobIDs": [job_id]}
        )
        current = next(item for page in pages for item in page["items"])
        print(job_id, current["status"])
        return current if current["status"] == "COMPLETED" else None

    done = clock.until(job_id, check, interval=30, timeout=timedelta(hours=4))
    expected = "TERMINATED" if done["type"] == "TERMINATE" else "LAUNCHED"
    statuses = [
        server.get("launchStatus") for server in done.get("participatingServers", [])
    ]
    log = drs.get_paginator("describe_job_log_items").paginate(
        jobID=job_id, PaginationConfig={"PageSize": 2}
    )
    events = [item["event"] for page in log for item in page["items"]]
    print(job_id, statuses, events)
    ensure(
        bool(statuses) and set(statuses) == {expected},
        f"{job_id}: {statuses}, not {expected}",
    )
    ensure(
        (events[0], events[-1]) == ("JOB_START", "JOB_END"),
        f"{job_id}: the log is not complete",
    )
    ensure("endDateTime" in done, f"{job_id} has no end")
    return done


def terminate(drs: Drs, clock: Clock, ids: Sequence[str]) -> None:
    """Terminate recovery instances, and wait until the service no longer lists them."""
    request = with_retries(
        drs,
        clock,
        lambda: drs.terminate_recovery_instances(recoveryInstanceIDs=ids),
        busy=True,
    )
    wait_for_job(drs, clock, request["job"])
    ensure(
        not drs.describe_recovery_instances(filters={"recoveryInstanceIDs": ids})[
            "items"
        ],
        "still listed",
    )
