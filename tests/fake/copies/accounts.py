"""Accounts for tests of copies, which have resources of every kind."""

from __future__ import annotations

import json
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

from drsclient._json import is_list, is_object
from drsclient.testing._clients import access_key_id
from drsclient.testing._service_model import service_model
from tests.fake.recovery_plans import WAIT, create_plan, server_step, start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs
    from drsclient.testing._site import FakeSite

_MISSING: Final = "(missing)"

OTHER_ACCOUNT = "210987654321"


def fill(fake: FakeDrs) -> list[str]:
    """
    Add resources of every kind, of which many are in progress.

    Returns:
        The IDs of the source servers.
    """
    drs = fake.boto3_client()
    template = drs.create_launch_configuration_template(
        exportBucketArn="arn:aws:s3:::templates", postLaunchEnabled=True
    )["launchConfigurationTemplate"]
    assert "launchConfigurationTemplateID" in template
    template_id = template["launchConfigurationTemplateID"]
    recovered = fake.add_source_server(state="CONTINUOUS", tags={"Name": "db-1"})
    launching = fake.add_source_server(state="CONTINUOUS", disks=[2**30, 2**40])
    planned = fake.add_source_server(state="CONTINUOUS")
    for number, resource_id in enumerate((template_id, recovered), start=2):
        put_action(drs, resource_id, number)
    drs.start_recovery(sourceServers=[{"sourceServerID": recovered}])
    fake.advance(hours=1)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert "recoveryInstanceID" in instance
    drs.reverse_replication(recoveryInstanceID=instance["recoveryInstanceID"])
    other = fake.site(account_id=OTHER_ACCOUNT)
    fake.add_staging_account(OTHER_ACCOUNT)
    other.add_source_server(state="CONTINUOUS")
    fake.add_source_server(state="CONTINUOUS", staging_account_id=OTHER_ACCOUNT)
    network_id = fake.add_source_network(state="PROTECTED")
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": network_id}])
    fake.advance(minutes=20)
    fake.add_source_server(state="STALLED")
    fake.add_source_server(state="INITIAL_SYNC")
    fake.add_source_server()
    start(drs, create_plan(drs, server_step(planned), WAIT))
    drs.start_recovery(sourceServers=[{"sourceServerID": launching}], isDrill=True)
    fake.advance(minutes=4)
    return [
        server.get("sourceServerID", "")
        for server in drs.describe_source_servers()["items"]
    ]


def put_action(
    drs: Boto3DrsClient, resource_id: str, number: int, *, optional: bool = True
) -> None:
    """Add a launch action to a template or a source server."""
    drs.put_launch_action(
        resourceId=resource_id,
        actionId=f"00000000-0000-4000-8000-{number:012}",
        actionCode="AWSMigration-VerifyMountedVolumes",
        actionVersion="$DEFAULT",
        active=True,
        category="VALIDATION",
        description="",
        name=f"check {number}",
        optional=optional,
        order=number,
    )


Answers: TypeAlias = dict[str, Any]
"""
The responses to calls, by the operation and the ID or ARN in its parameters.

They have no metadata. A list has the items of all pages.
"""


def answers(site: FakeSite) -> Answers:
    """Return what a site answers to all describe, list and get calls."""
    reader = _Answers(site)
    with closing(reader.connection):
        return reader.read()


def differences(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON is anything
    """Return the differences of two JSON values, each with its path."""
    if is_object(ours) and is_object(theirs):
        for name in {**ours, **theirs}:
            one, other = ours.get(name, _MISSING), theirs.get(name, _MISSING)
            yield from differences(one, other, f"{path}.{name}")
    elif is_list(ours) and is_list(theirs):
        for index, (one, other) in enumerate(
            zip_longest(ours, theirs, fillvalue=_MISSING)
        ):
            yield from differences(one, other, f"{path}[{index}]")
    elif ours != theirs:
        yield f"{path}: {ours!r} != {theirs!r}"


class _Answers:
    """What a site answers, read without a client, which would take longer."""

    def __init__(self, site: FakeSite) -> None:
        scope = f"{access_key_id(site.account_id)}/20300101/{site.region_name}"
        self._headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}/drs/aws4_request"
        }
        url = urlsplit(site.environment["AWS_ENDPOINT_URL_DRS"])
        self.connection = HTTPConnection(str(url.hostname), url.port)
        self._answers: Answers = {}

    def read(self) -> Answers:
        """Make all calls."""
        servers = self._call("DescribeSourceServers")
        for server in servers:
            server_id = {"sourceServerID": server["sourceServerID"]}
            self._call("DescribeRecoverySnapshots", **server_id)
            self._call("GetLaunchConfiguration", **server_id)
            self._call("GetReplicationConfiguration", **server_id)
            self._call("ListLaunchActions", resourceId=server["sourceServerID"])
        instances = self._call("DescribeRecoveryInstances")
        for one in instances:
            self._call(
                "GetFailbackReplicationConfiguration",
                recoveryInstanceID=one["recoveryInstanceID"],
            )
        jobs = self._call("DescribeJobs")
        for job in jobs:
            self._call("DescribeJobLogItems", jobID=job["jobID"])
        networks = self._call("DescribeSourceNetworks")
        templates = self._call("DescribeLaunchConfigurationTemplates")
        for template in templates:
            template_id = template["launchConfigurationTemplateID"]
            self._call("ListLaunchActions", resourceId=template_id)
        templates = [
            *templates,
            *self._call("DescribeReplicationConfigurationTemplates"),
        ]
        plans = self._read_plans()
        for account in self._call("ListStagingAccounts"):
            account_id = account["accountID"]
            self._call("ListExtensibleSourceServers", stagingAccountID=account_id)
        for resource in [*servers, *instances, *jobs, *networks, *templates]:
            if "arn" in resource:  # one of a job is not required
                self._call("ListTagsForResource", resourceArn=resource["arn"])
        for plan in plans:
            self._call("ListTagsForResource", resourceArn=plan["recoveryPlanArn"])
        return self._answers

    def _read_plans(self) -> list[dict[str, Any]]:
        plans: list[dict[str, Any]] = self._call("ListRecoveryPlans")
        for plan in plans:
            arn = {"recoveryPlanArn": plan["recoveryPlanArn"]}
            self._call("GetRecoveryPlan", **arn)
            for step in self._call("ListRecoveryPlanSteps", **arn):
                self._call(
                    "GetRecoveryPlanStep",
                    recoveryPlanStepArn=step["recoveryPlanStepArn"],
                )
        for execution in self._call("ListRecoveryPlanExecutions"):
            arn = {"recoveryPlanExecutionArn": execution["recoveryPlanExecutionArn"]}
            self._call("GetRecoveryPlanExecution", **arn)
            for step in self._call("ListRecoveryPlanExecutionSteps", **arn):
                self._call(
                    "GetRecoveryPlanExecutionStep",
                    recoveryPlanExecutionStepArn=step["recoveryPlanExecutionStepArn"],
                )
        return plans

    def _call(self, operation: str, **parameters: str) -> Any:  # noqa: ANN401 - JSON is anything
        """Make a call, and return its response; of a list, the items of all pages."""
        if operation not in service_model().operation_names:
            return []  # an older botocore has no recovery plans
        response = self._send(operation, parameters)
        token = response.pop("nextToken", None)
        if operation.startswith(("Describe", "List")):
            (response,) = response.values()
        while token:
            page = self._send(operation, {**parameters, "nextToken": token})
            token = page.pop("nextToken", None)
            (items,) = page.values()
            response += items
        self._answers[" ".join([operation, *parameters.values()])] = response
        return response

    def _send(self, operation: str, parameters: dict[str, str]) -> dict[str, Any]:
        """Make a call, and return its response."""
        path, method, body = f"/{operation}", "POST", json.dumps(parameters)
        if operation == "ListTagsForResource":
            path, method, body = (
                f"/tags/{quote(parameters['resourceArn'], '')}",
                "GET",
                "",
            )
        if operation == "ListStagingAccounts":
            path, method, body = f"{path}?{urlencode(parameters)}", "GET", ""
        self.connection.request(method, path, body, self._headers)
        with self.connection.getresponse() as answer:
            text = answer.read()
        response: dict[str, Any] = json.loads(text)
        if answer.status != HTTPStatus.OK:
            # The account that has the source servers must trust this one.
            assert operation == "ListExtensibleSourceServers", (parameters, text)
            return {"error": response}
        return response
