"""Launches of more servers than the quotas allow at once, in virtual time."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import Final

from comparison import Comparison

from drsclient.testing import FakeDrs, Quotas

# The quotas that DRS documents are those of the fake.
_QUOTAS: Final = Quotas()


def launching(count: int, *, busy_jobs: int = 0) -> Comparison:
    """
    Compare the launch of source servers with the time that the quotas require.

    All servers must be launched, and none of them by two jobs.

    Args:
        count: The number of source servers.
        busy_jobs: The number of other jobs that are in progress at the start.
    """
    with FakeDrs(quotas=_QUOTAS) as fake:
        drs = fake.client()
        for _ in range(busy_jobs):
            other_id = fake.add_source_server(state="CONTINUOUS")
            drs.start_recovery([other_id], is_drill=True)
        others = {job.job_id for job in drs.describe_jobs()}
        ids = [fake.add_source_server(state="CONTINUOUS") for _ in range(count)]
        start = fake.now
        outcome = drs.start_recovery_many(ids, is_drill=False)
        assert drs.wait_for_job(outcome, poll_interval=15).is_success
        seconds = (fake.now - start).total_seconds()
        jobs = [job for job in drs.describe_jobs() if job.job_id not in others]
        launched = Counter(
            server.source_server_id
            for job in jobs
            for server in job.participating_servers
        )
        assert launched == Counter(ids)
        launch = max(
            (job.end_date_time - job.creation_date_time).total_seconds()
            for job in jobs
            if job.end_date_time and job.creation_date_time
        )
    # Busy jobs end before the first of these starts.
    rounds = ceil(count / _QUOTAS.servers_in_all_jobs) + bool(busy_jobs)
    return Comparison(candidate=(seconds,), baseline=(rounds * launch,))
