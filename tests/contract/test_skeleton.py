"""The tool that writes the skeleton of an operation, for every operation there is."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import pytest

from drsclient import models
from tests.contract.calls import OPERATIONS, SERVICE
from tools.skeleton import needed, skeleton

if TYPE_CHECKING:
    from botocore.model import OperationModel

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", SERVICE.operation_names)
def test_every_skeleton_is_valid_python(name: str) -> None:
    """A skeleton is a method of one statement, and each class that is missing once."""
    operation = SERVICE.operation_model(name)
    group, *rest = ast.parse(skeleton(operation)).body
    assert isinstance(group, ast.ClassDef)
    (method,) = group.body
    assert isinstance(method, ast.FunctionDef)
    docstring = ast.get_docstring(method)
    assert docstring is not None
    assert f"Calls the API operation {name}." in docstring
    assert len(method.body) == 2
    defined = [node.name for node in rest if isinstance(node, ast.ClassDef)]
    defined += [ast.unparse(n.target) for n in rest if isinstance(n, ast.AnnAssign)]
    missing = [name for name in needed(operation) if not hasattr(models, name)]
    assert sorted(defined) == sorted(missing)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_what_the_client_has_needs_no_more_classes(operation: OperationModel) -> None:
    """For an operation that is covered, only the method is written."""
    assert len(ast.parse(skeleton(operation)).body) == 1


# One method for each verb, and for each kind of argument.
METHODS = {
    "TerminateRecoveryInstances": """
def terminate_recovery_instances(
    self, recovery_instance_ids: Iterable[str | HasRecoveryInstanceId]
) -> Job:
    return self._one(
        models.Job,
        "job",
        self._api.terminate_recovery_instances,
        recoveryInstanceIDs=argument(recovery_instance_ids),
    )
""",
    "GetFailbackReplicationConfiguration": """
def get_failback_replication_configuration(
    self, recovery_instance_id: str | HasRecoveryInstanceId
) -> GetFailbackReplicationConfigurationResponse:
    return self._one(
        models.GetFailbackReplicationConfigurationResponse,
        None,
        self._api.get_failback_replication_configuration,
        recoveryInstanceID=argument(recovery_instance_id),
    )
""",
    "DescribeRecoverySnapshots": """
def describe_recovery_snapshots(
    self,
    source_server_id: str | HasSourceServerId,
    *,
    from_date_time: datetime | None = None,
    to_date_time: datetime | None = None,
    order: RecoverySnapshotsOrder | RecoverySnapshotsOrderLiteral | None = None,
    page_size: int | None = None,
) -> Iterator[RecoverySnapshot]:
    return self._paginate(
        models.RecoverySnapshot,
        "items",
        self._api.describe_recovery_snapshots,
        sourceServerID=argument(source_server_id),
        filters={
            "fromDateTime": argument(from_date_time),
            "toDateTime": argument(to_date_time),
        },
        order=argument(order),
        maxResults=argument(page_size),
    )
""",
    "ListStagingAccounts": """
def list_staging_accounts(self, *, page_size: int | None = None) -> Iterator[Account]:
    return self._paginate(
        models.Account,
        "accounts",
        self._api.list_staging_accounts,
        maxResults=argument(page_size),
    )
""",
    "ReorderRecoveryPlanSteps": """
def reorder_recovery_plan_steps(
    self,
    recovery_plan_arn: str | HasRecoveryPlanArn,
    *,
    ordered_step_arns: Iterable[str | HasRecoveryPlanStepArn],
) -> tuple[RecoveryPlanStep, ...]:
    return self._list(
        models.RecoveryPlanStep,
        "recoveryPlanSteps",
        self._api.reorder_recovery_plan_steps,
        recoveryPlanArn=argument(recovery_plan_arn),
        orderedStepArns=argument(ordered_step_arns),
    )
""",
    "ExportSourceNetworkCfnTemplate": """
def export_source_network_cfn_template(
    self, source_network_id: str | HasSourceNetworkId
) -> str:
    return self._text(
        "s3DestinationUrl",
        self._api.export_source_network_cfn_template,
        sourceNetworkID=argument(source_network_id),
    )
""",
    "ListTagsForResource": """
def list_tags_for_resource(self, resource_arn: str | HasArn) -> Mapping[str, str]:
    return self._map(
        "tags", self._api.list_tags_for_resource, resourceArn=argument(resource_arn)
    )
""",
    "StopFailback": """
def stop_failback(self, recovery_instance_id: str | HasRecoveryInstanceId) -> None:
    self._nothing(
        self._api.stop_failback, recoveryInstanceID=argument(recovery_instance_id)
    )
""",
    "DeleteRecoveryPlan": """
def delete_recovery_plan(self, recovery_plan_arn: str | HasRecoveryPlanArn) -> None:
    self._nothing(
        self._api.delete_recovery_plan, recoveryPlanArn=argument(recovery_plan_arn)
    )
""",
    "StartRecovery": """
def start_recovery(
    self,
    source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
    *,
    is_drill: bool,
    tags: Mapping[str, str] | None = None,
) -> Job:
    return self._one(
        models.Job,
        "job",
        self._api.start_recovery,
        sourceServers=argument(source_servers),
        isDrill=is_drill,
        tags=argument(tags),
    )
""",
}


@pytest.mark.parametrize("name", [n for n in METHODS if n in SERVICE.operation_names])
def test_a_method_is_written_by_the_rules(name: str) -> None:
    """Each kind of result has its verb, and each kind of argument its form."""
    (group, *_) = ast.parse(skeleton(SERVICE.operation_model(name))).body
    assert isinstance(group, ast.ClassDef)
    (method,) = group.body
    assert isinstance(method, ast.FunctionDef)
    del method.body[0]  # the docstring
    assert ast.unparse(method) == ast.unparse(ast.parse(METHODS[name]))


DOCSTRING = """
…

Calls the API operation StartSourceNetworkRecovery.

Args:
    source_networks: …
    deploy_as_new: …
    tags: …

Returns:
    …

Raises:
    DrsParameterError: …
    ConflictException: …
    ServiceQuotaExceededException: …
"""


def test_a_docstring_is_left_to_be_filled_in() -> None:
    """It has the sections that the method needs, and the errors that are its own."""
    text = skeleton(SERVICE.operation_model("StartSourceNetworkRecovery"))
    assert indent(DOCSTRING, " " * 8).rstrip() in text


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tool as a person does."""
    return subprocess.run(  # noqa: S603 - the tool is ours
        [sys.executable, "-m", "tools.skeleton", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )


def test_the_tool_prints_a_skeleton() -> None:
    """The command line takes the name of an operation."""
    done = run("DescribeJobs")
    assert done.returncode == 0
    assert done.stdout == skeleton(SERVICE.operation_model("DescribeJobs")) + "\n"


def test_the_tool_refuses_what_is_no_operation() -> None:
    """A name that the service does not know is a mistake in the command line."""
    done = run("DescribeNothing")
    assert done.returncode == 2
    assert "'DescribeNothing'" in done.stderr
