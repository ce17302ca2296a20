"""Helpers of the tests of jobs for many servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drsclient.models import Job
    from drsclient.outcomes import FleetOutcome
    from drsclient.testing import FakeDrs


def servers(fake: FakeDrs, count: int) -> list[str]:
    """Add source servers that can be launched."""
    return [fake.add_source_server(state="CONTINUOUS") for _ in range(count)]


def jobs_of(outcome: FleetOutcome[Job]) -> list[Job]:
    """List the jobs of an outcome, each once."""
    return list({job.job_id: job for job in outcome.succeeded.values()}.values())


def participants(job: Job) -> list[str | None]:
    """List the source servers of a job."""
    return [server.source_server_id for server in job.participating_servers]


def sent(fake: FakeDrs, operation: str) -> int:
    """Count the requests of an operation."""
    return sum(request.operation == operation for request in fake.requests)
