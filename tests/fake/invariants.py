"""Invariants of an account and Region that hold after any sequence of calls."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from tests.fake.bench import QUOTAS, call

if TYPE_CHECKING:
    from tests.fake.bench import Bench, Outcome

_INTERVAL: Final = timedelta(minutes=10)
_ENDED: Final = {"LAUNCHED", "FAILED", "TERMINATED"}
_UNDER_WAY: Final = {"CREATED", "IN_PROGRESS", "CANCELLING"}

Items = list[dict[str, Any]]


class Account:
    """The current lists of an account in a Region."""

    def __init__(self, bench: Bench, site: int) -> None:
        self._bench = bench
        self._site = site
        self.servers = self.list("DescribeSourceServers")
        self.instances = self.list("DescribeRecoveryInstances")
        self.jobs = self.list("DescribeJobs")
        self.networks = self.list("DescribeSourceNetworks")
        self.plans = self.list("ListRecoveryPlans")
        self.executions = self.list("ListRecoveryPlanExecutions")

    @property
    def wire(self) -> list[Items]:
        """All lists."""
        return [
            self.servers,
            self.instances,
            self.jobs,
            self.networks,
            self.plans,
            self.executions,
        ]

    @property
    def ids(self) -> list[str]:
        """The IDs of resources that have events."""
        return [
            *(server["sourceServerID"] for server in self.servers),
            *(one["recoveryInstanceID"] for one in self.instances),
            *(network["sourceNetworkID"] for network in self.networks),
            *(job["jobID"] for job in self.jobs),
            *(f"{job['jobID']}/{key}" for job in self.jobs for key in _keys(job)),
            *(
                f"{job['jobID']}/{server['sourceServerID']}/{run['action']['actionId']}"
                for job in self.jobs
                for server in job["participatingServers"]
                for run in _runs(server)
            ),
            *(one["recoveryPlanExecutionArn"] for one in self.executions),
        ]

    def read(self, operation: str, **parameters: object) -> Outcome:
        """Return the response of an operation that must succeed."""
        outcome = call(self._bench, self._site, operation, parameters)
        assert "response" in outcome, (operation, parameters, outcome)
        response: Outcome = outcome["response"]
        return response

    def list(self, operation: str, **parameters: object) -> Items:
        """Return a list that fits on one page."""
        response = self.read(operation, **parameters)
        assert "nextToken" not in response
        (items,) = response.values()
        return list(items)

    def pages(self, operation: str, size: int, **parameters: object) -> Items:
        """Return a list, page by page."""
        found: Items = []
        token: dict[str, object] = {}
        while True:
            page = self.read(operation, maxResults=size, **token, **parameters)
            token = {"nextToken": page.pop("nextToken", None)}
            (items,) = page.values()
            assert len(items) <= size
            found += items
            if token["nextToken"] is None:
                return found


def check(account: Account, now: datetime) -> None:
    """Check that the lists are consistent with each other."""
    servers = {server["sourceServerID"]: server for server in account.servers}
    instances = {one["recoveryInstanceID"]: one for one in account.instances}
    assert len(servers) == len(account.servers)
    assert len(instances) == len(account.instances)
    for server in servers.values():
        if "recoveryInstanceId" in server:
            instance = instances[server["recoveryInstanceId"]]
            assert instance["sourceServerID"] == server["sourceServerID"]
    _check_jobs(account, now)
    under_way = [one for one in account.executions if one["status"] in _UNDER_WAY]
    assert (
        max(Counter(one["recoveryPlanArn"] for one in under_way).values(), default=0)
        <= 1
    )


def _check_jobs(account: Account, now: datetime) -> None:
    running = [job for job in account.jobs if job["status"] != "COMPLETED"]
    assert len(running) <= QUOTAS.concurrent_jobs
    busy = Counter(
        server_id
        for job in running
        # One job may terminate several instances of a server.
        for server_id in {one["sourceServerID"] for one in job["participatingServers"]}
    )
    assert max(busy.values(), default=0) <= 1, busy
    created = [_time(job["creationDateTime"]) for job in reversed(account.jobs)]
    assert created == sorted(created)
    for job in account.jobs:
        ended = job.get("endDateTime")
        assert (ended is not None) == (job["status"] == "COMPLETED")
        if ended is not None:
            assert _time(job["creationDateTime"]) <= _time(ended) <= now
            for one in _participants(job):
                assert one["launchStatus"] in _ENDED, job
        for server in job["participatingServers"]:
            _check_runs(server)


def _check_runs(server: dict[str, Any]) -> None:
    """Check that the runs of post-launch actions agree with the launch."""
    runs = _runs(server)
    orders = [run["action"]["order"] for run in runs]
    assert orders == sorted(orders)
    found = "ssmAgentDiscoveryDatetime" in server.get("launchActionsStatus", {})
    assert found == bool(runs)
    if runs and server["launchStatus"] in _ENDED:
        assert all(run["status"] != "IN_PROGRESS" for run in runs), server
        has_failed = any(
            run["status"] == "FAILED" and not run["action"]["optional"] for run in runs
        )
        assert server["launchStatus"] == ("FAILED" if has_failed else "LAUNCHED")


def _runs(server: dict[str, Any]) -> Items:
    runs: Items = server.get("launchActionsStatus", {}).get("runs", [])
    return runs


def _participants(job: dict[str, Any]) -> Items:
    return [*job["participatingServers"], *job["participatingResources"]]


def _keys(job: dict[str, Any]) -> list[str]:
    """Return the IDs of a job's participants, which their events take."""
    return [
        one["participatingResourceID"]["sourceNetworkID"]
        if "participatingResourceID" in one
        else one.get("recoveryInstanceID") or one["sourceServerID"]
        for one in _participants(job)
    ]


def check_in_detail(account: Account, now: datetime) -> list[object]:
    """Check single reads and further lists, and return all responses."""
    read: list[object] = []
    for server in account.servers:
        read += _check_server(account, server, now)
    for instance in account.instances:
        instance_id = instance["recoveryInstanceID"]
        found = account.list(
            "DescribeRecoveryInstances", filters={"recoveryInstanceIDs": [instance_id]}
        )
        assert found == [instance]
        read.append(
            account.read(
                "GetFailbackReplicationConfiguration", recoveryInstanceID=instance_id
            )
        )
    for job in account.jobs:
        read.append(_check_log(account, job, now))
    for network in account.networks:
        found = account.list(
            "DescribeSourceNetworks",
            filters={"sourceNetworkIDs": [network["sourceNetworkID"]]},
        )
        assert found == [network]
    for resource in [
        *account.servers,
        *account.instances,
        *account.jobs,
        *account.networks,
        *_templates(account),
    ]:
        tags = account.read("ListTagsForResource", resourceArn=resource["arn"])
        assert tags["tags"] == resource["tags"]
    for operation, whole in {
        "DescribeSourceServers": account.servers,
        "DescribeRecoveryInstances": account.instances,
        "DescribeJobs": account.jobs,
        "DescribeSourceNetworks": account.networks,
    }.items():
        assert account.pages(operation, 2) == whole
    read += _templates(account)
    read.append(account.list("ListStagingAccounts"))
    read += [_check_plan(account, plan) for plan in account.plans]
    read += [_check_execution(account, one) for one in account.executions]
    return read


def _templates(account: Account) -> Items:
    return [
        *account.list("DescribeLaunchConfigurationTemplates"),
        *account.list("DescribeReplicationConfigurationTemplates"),
    ]


def _check_server(
    account: Account, server: dict[str, Any], now: datetime
) -> list[object]:
    server_id = server["sourceServerID"]
    found = account.list(
        "DescribeSourceServers", filters={"sourceServerIDs": [server_id]}
    )
    assert found == [server]
    settings = [
        account.read("GetLaunchConfiguration", sourceServerID=server_id),
        account.read("GetReplicationConfiguration", sourceServerID=server_id),
    ]
    for one in settings:
        assert one["sourceServerID"] == server_id
    snapshots = account.list("DescribeRecoverySnapshots", sourceServerID=server_id)
    taken = [_time(snapshot["timestamp"]) for snapshot in snapshots]
    assert taken == sorted(taken, reverse=True)
    assert all(time <= now for time in taken)
    size = len(snapshots) // 3 + 1
    assert snapshots == account.pages(
        "DescribeRecoverySnapshots", size, sourceServerID=server_id
    )
    ascending = account.pages(
        "DescribeRecoverySnapshots", size, sourceServerID=server_id, order="ASC"
    )
    assert snapshots == ascending[::-1]
    for snapshot in snapshots:
        expected = _time(snapshot["expectedTimestamp"])
        assert expected.minute % 10 == expected.second == expected.microsecond == 0
        assert expected <= _time(snapshot["timestamp"]) < expected + _INTERVAL
    actions = account.list("ListLaunchActions", resourceId=server_id)
    orders = [action["order"] for action in actions]
    assert orders == sorted(set(orders))
    assert actions == account.pages("ListLaunchActions", 1, resourceId=server_id)
    return [*settings, snapshots[:3], {"items": actions}]


def _check_log(account: Account, job: dict[str, Any], now: datetime) -> object:
    job_id = job["jobID"]
    assert account.list("DescribeJobs", filters={"jobIDs": [job_id]}) == [job]
    log = account.list("DescribeJobLogItems", jobID=job_id)
    assert log == account.pages("DescribeJobLogItems", 9, jobID=job_id)
    events = [item["event"] for item in log]
    assert (job["status"] == "PENDING") == (not events)
    assert events[:1] == ["JOB_START"] * bool(events)
    assert events.count("JOB_START") == bool(events)
    is_completed = job["status"] == "COMPLETED"
    assert events.count("JOB_END") == is_completed
    assert not is_completed or events[-1] == "JOB_END", events
    times = [_time(item["logDateTime"]) for item in log]
    assert all(one <= other for one, other in pairwise([*times, now]))
    return {"jobID": job_id}


def _check_plan(account: Account, plan: dict[str, Any]) -> object:
    arn = plan["recoveryPlanArn"]
    whole = account.read("GetRecoveryPlan", recoveryPlanArn=arn)["recoveryPlan"]
    assert plan.items() <= whole.items()
    tags = account.read("ListTagsForResource", resourceArn=arn)["tags"]
    assert tags == whole["tags"]
    steps = account.list("ListRecoveryPlanSteps", recoveryPlanArn=arn)
    assert steps == account.pages("ListRecoveryPlanSteps", 1, recoveryPlanArn=arn)
    assert [step["stepOrder"] for step in steps] == list(range(1, len(steps) + 1))
    for step in steps:
        step_arn = step["recoveryPlanStepArn"]
        found = account.read("GetRecoveryPlanStep", recoveryPlanStepArn=step_arn)
        assert found["recoveryPlanStep"] == step
    return steps


def _check_execution(account: Account, execution: dict[str, Any]) -> object:
    arn = execution["recoveryPlanExecutionArn"]
    whole = account.read("GetRecoveryPlanExecution", recoveryPlanExecutionArn=arn)[
        "recoveryPlanExecution"
    ]
    assert execution.items() <= whole.items()
    assert ("completedAt" in whole) == (whole["status"] not in _UNDER_WAY)
    steps = account.list("ListRecoveryPlanExecutionSteps", recoveryPlanExecutionArn=arn)
    assert [step["stepIndex"] for step in steps] == list(range(1, len(steps) + 1))
    for step in steps:
        step_arn = step["recoveryPlanExecutionStepArn"]
        found = account.read(
            "GetRecoveryPlanExecutionStep", recoveryPlanExecutionStepArn=step_arn
        )["recoveryPlanExecutionStep"]
        assert step.items() <= found.items()
    states = {step["status"] for step in steps}
    if whole["status"] not in _UNDER_WAY:
        assert not states & {"EXECUTING", "WAITING"}, (whole, steps)
    return steps


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
