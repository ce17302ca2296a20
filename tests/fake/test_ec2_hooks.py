from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from botocore.exceptions import ClientError

from drsclient.testing import (
    Ec2Hooks,
    FakeDrs,
    InstanceLaunch,
    InstanceStateChange,
    LaunchTemplateRequest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

TEMPLATE_ID = "lt-fedcba98765432100"
ACCOUNT_ID = "123456789012"
STAGING_ACCOUNT_ID = "111122223333"


class Ec2:
    """A fake of EC2 that records what the fake of DRS does to it."""

    def __init__(self) -> None:
        self.templates: dict[str, LaunchTemplateRequest] = {}
        self.launches: dict[str, InstanceLaunch] = {}
        self.changes: list[tuple[str, str]] = []
        self.error: Exception | None = None
        """The error of each call; `None` if calls succeed."""
        self.hooks = Ec2Hooks(
            create_launch_template=self.create_launch_template,
            run_instance=self.run_instance,
            change_instance=self.change_instance,
        )

    def create_launch_template(self, request: LaunchTemplateRequest) -> str:
        """Create a launch template."""
        self.fail()
        template_id = f"lt-{len(self.templates):x}123456789abcdef0"
        self.templates[template_id] = request
        return template_id

    def run_instance(self, launch: InstanceLaunch) -> str:
        """Launch an instance."""
        self.fail()
        instance_id = f"i-{len(self.launches):x}123456789abcdef0"
        self.launches[instance_id] = launch
        return instance_id

    def change_instance(self, change: InstanceStateChange) -> None:
        """Record the change of an instance."""
        self.fail()
        assert (change.account_id, change.region_name) == (ACCOUNT_ID, "us-east-1")
        self.changes.append((change.instance_id, change.action))

    def fail(self) -> None:
        """Fail if the test wants that."""
        if self.error is not None:
            raise self.error


@pytest.fixture
def ec2() -> Ec2:
    """Create a fake of EC2."""
    return Ec2()


@pytest.fixture
def fake(ec2: Ec2) -> Iterator[FakeDrs]:
    """Run a fake of DRS next to the fake of EC2."""
    with FakeDrs(ec2=ec2.hooks) as running:
        yield running


def template_of(drs: Boto3DrsClient, server_id: str) -> str | None:
    """Return the ID of a server's launch template."""
    settings = drs.get_launch_configuration(sourceServerID=server_id)
    return settings.get("ec2LaunchTemplateID")


def launch(fake: FakeDrs, server_id: str) -> Any:  # noqa: ANN401 - a dict of boto3
    """Launch a drill to its end, and return the server in the job."""
    job = fake.boto3_client().start_recovery(
        sourceServers=[{"sourceServerID": server_id}], isDrill=True
    )["job"]
    fake.advance(minutes=20)
    filters: Any = {"jobIDs": [job["jobID"]]}
    (found,) = fake.boto3_client().describe_jobs(filters=filters)["items"]
    (server,) = found.get("participatingServers", [])
    return server


def instance_ids(drs: Boto3DrsClient) -> list[str | None]:
    """List the IDs of all recovery instances."""
    instances = drs.describe_recovery_instances()["items"]
    assert [one.get("ec2InstanceID") for one in instances] == [
        one.get("recoveryInstanceID") for one in instances
    ]
    return [one.get("recoveryInstanceID") for one in instances]


def test_each_new_server_has_a_launch_template_in_ec2(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """The hook returns the ID that the launch settings have."""
    server_id = fake.add_source_server()
    request = ec2.templates[str(template_of(drs, server_id))]
    assert request == LaunchTemplateRequest(
        account_id=ACCOUNT_ID, region_name="us-east-1", source_server_id=server_id
    )
    elsewhere = fake.site(region_name="eu-west-1").add_source_server()
    _, request = ec2.templates.values()
    assert (request.region_name, request.source_server_id) == ("eu-west-1", elsewhere)


def test_servers_that_operations_add_have_launch_templates_in_ec2(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """Extended and reversed servers have one in their own account and Region."""
    staging = fake.site(account_id=STAGING_ACCOUNT_ID)
    staging_id = staging.add_source_server(
        state="CONTINUOUS", origin_region="eu-central-1"
    )
    fake.add_staging_account(STAGING_ACCOUNT_ID)
    arn = staging.source_server(staging_id).get("arn", "")
    staging.boto3_client().update_replication_configuration(
        sourceServerID=staging_id, ebsEncryption="NONE"
    )
    server_id = drs.create_extended_source_server(sourceServerArn=arn)[
        "sourceServer"
    ].get("sourceServerID", "")
    drs.reverse_replication(recoveryInstanceID=fake.add_recovery_instance(server_id))
    sites = [(one.account_id, one.region_name) for one in ec2.templates.values()]
    assert sites == [
        (STAGING_ACCOUNT_ID, "us-east-1"),
        (ACCOUNT_ID, "us-east-1"),
        (STAGING_ACCOUNT_ID, "eu-central-1"),
    ]


def test_a_test_chooses_the_launch_template(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """No launch template is created for a server that has one."""
    server_id = fake.add_source_server(ec2_launch_template_id=TEMPLATE_ID)
    assert template_of(drs, server_id) == TEMPLATE_ID
    assert ec2.templates == {}


def test_a_test_chooses_the_launch_template_of_an_extended_server(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """The server in the staging account has another one."""
    server_id = fake.add_source_server(
        staging_account_id=STAGING_ACCOUNT_ID, ec2_launch_template_id=TEMPLATE_ID
    )
    assert template_of(drs, server_id) == TEMPLATE_ID
    (request,) = ec2.templates.values()
    assert request.account_id == STAGING_ACCOUNT_ID


@pytest.mark.parametrize("template_id", ["", "lt-1", "i-0123456789abcdef0", 7])
def test_an_invalid_launch_template_is_refused(fake: FakeDrs, template_id: Any) -> None:  # noqa: ANN401 - of a wrong type
    """The message says what it must be."""
    with pytest.raises(
        ValueError,
        match=f"ec2_launch_template_id must be lt- and .*, not {template_id!r}",
    ):
        fake.add_source_server(
            ec2_launch_template_id=template_id, staging_account_id=STAGING_ACCOUNT_ID
        )
    staging = fake.site(account_id=STAGING_ACCOUNT_ID).boto3_client()
    assert staging.describe_source_servers()["items"] == []


def test_servers_do_not_share_a_launch_template(fake: FakeDrs) -> None:
    """A launch template of another server is refused, in any Region."""
    first = fake.add_source_server(ec2_launch_template_id=TEMPLATE_ID)
    elsewhere = fake.site(region_name="eu-west-1")
    with pytest.raises(ValueError, match=f"{first} has {TEMPLATE_ID} already"):
        elsewhere.add_source_server(ec2_launch_template_id=TEMPLATE_ID)


def test_a_hook_must_return_a_launch_template() -> None:
    """The message names the hook."""
    hooks = Ec2Hooks(create_launch_template=lambda _: "template")
    with (
        FakeDrs(ec2=hooks) as fake,
        pytest.raises(ValueError, match=r"create_launch_template must be lt- .*'templ"),
    ):
        fake.add_source_server()


def test_a_launch_runs_an_instance_in_ec2(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """The hook gets all that DRS uses, and returns the ID of the instance."""
    server_id = fake.add_source_server(state="CONTINUOUS", tags={"owner": "jo"})
    drs.update_launch_configuration(
        sourceServerID=server_id,
        copyTags=True,
        targetInstanceTypeRightSizingMethod="BASIC",
    )
    participant = launch(fake, server_id)
    assert participant["launchStatus"] == "LAUNCHED"
    ((instance_id, launched),) = ec2.launches.items()
    (job,) = drs.describe_jobs()["items"]
    properties = fake.source_server(server_id).get("sourceProperties", {})
    assert launched == InstanceLaunch(
        account_id=ACCOUNT_ID,
        region_name="us-east-1",
        source_server_id=server_id,
        job_id=job["jobID"],
        is_drill=True,
        ec2_launch_template_id=str(template_of(drs, server_id)),
        instance_type=properties.get("recommendedInstanceType"),
        tags={"owner": "jo"},
    )
    assert instance_ids(drs) == [instance_id]
    log = drs.describe_job_log_items(jobID=job["jobID"])["items"]
    targets = [one.get("eventData", {}).get("targetInstanceID") for one in log]
    assert instance_id in targets
    assert ec2.changes == []


def test_launch_settings_limit_what_comes_from_the_server(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """Without right-sizing and copied tags, the launch template decides."""
    server_id = fake.add_source_server(state="CONTINUOUS", tags={"owner": "jo"})
    drs.update_launch_configuration(
        sourceServerID=server_id,
        copyTags=False,
        targetInstanceTypeRightSizingMethod="NONE",
    )
    launch(fake, server_id)
    (launched,) = ec2.launches.values()
    assert launched.instance_type is None
    assert launched.tags == {}


def test_an_instance_that_a_test_adds_runs_in_ec2(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """It has no job."""
    instance_id = fake.add_recovery_instance(fake.add_source_server())
    assert instance_ids(drs) == [instance_id]
    assert attrs.asdict(ec2.launches[instance_id])["job_id"] is None


def test_instances_stop_in_ec2_if_the_launch_settings_say_so(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """DRS launches an instance before it stops it."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    drs.update_launch_configuration(
        sourceServerID=server_id, launchDisposition="STOPPED"
    )
    launch(fake, server_id)
    (instance_id,) = ec2.launches
    assert ec2.changes == [(instance_id, "stop")]


@pytest.mark.parametrize(
    ("disposition", "actions"), [("STARTED", ["start"]), ("STOPPED", [])]
)
def test_launches_into_an_instance_do_not_run_another_one(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    ec2: Ec2,
    disposition: Any,  # noqa: ANN401 - a literal of boto3
    actions: list[str],
) -> None:
    """The instance, which is stopped, starts unless it is to stay stopped."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    drs.update_launch_configuration(
        sourceServerID=server_id,
        launchDisposition=disposition,
        launchIntoInstanceProperties={"launchIntoEC2InstanceID": "i-12345678"},
    )
    launch(fake, server_id)
    assert ec2.launches == {}
    assert ec2.changes == [("i-12345678", action) for action in actions]
    assert instance_ids(drs) == ["i-12345678"]


def test_what_ends_an_instance_terminates_it_in_ec2(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """A later launch terminates it, and so does a job that terminates it."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    launch(fake, server_id)
    launch(fake, server_id)
    first, second = ec2.launches
    assert ec2.changes == [(first, "terminate")]
    drs.terminate_recovery_instances(recoveryInstanceIDs=[second])
    fake.advance(minutes=5)
    assert ec2.changes == [(first, "terminate"), (second, "terminate")]
    assert instance_ids(drs) == []


def test_instances_that_a_test_changes_change_in_ec2(fake: FakeDrs, ec2: Ec2) -> None:
    """Events that a test triggers reach EC2."""
    instance_id = fake.add_recovery_instance(fake.add_source_server())
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=1)
    fake.trigger(instance_id, "start instance")
    fake.advance(minutes=1)
    fake.trigger(instance_id, "terminate instance")
    actions = ["stop", "start", "terminate"]
    assert ec2.changes == [(instance_id, action) for action in actions]


def test_a_deleted_instance_runs_on_in_ec2(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """DRS only forgets it."""
    instance_id = fake.add_recovery_instance(fake.add_source_server())
    drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    drs.delete_recovery_instance(recoveryInstanceID=instance_id)
    assert ec2.changes == []


def test_each_hook_is_optional() -> None:
    """Without a hook, IDs are counted and changes stay in the fake."""
    hooks = Ec2Hooks(run_instance=lambda _: "i-0123456789abcdef0")
    with FakeDrs(ec2=hooks) as fake, FakeDrs() as without:
        drs = fake.boto3_client()
        server_id = fake.add_source_server(state="CONTINUOUS")
        counted_id = template_of(without.boto3_client(), without.add_source_server())
        assert template_of(drs, server_id) == counted_id
        launch(fake, server_id)
        assert instance_ids(drs) == ["i-0123456789abcdef0"]
        fake.trigger("i-0123456789abcdef0", "stop instance")


def test_hooks_do_not_change_the_ids_of_other_resources(fake: FakeDrs) -> None:
    """Servers and jobs have the IDs that they have without hooks."""
    histories: list[list[Any]] = []
    with FakeDrs() as without:
        for one in fake, without:
            ids: list[Any] = [
                one.add_source_server(state="CONTINUOUS") for _ in range(2)
            ]
            launch(one, ids[0])
            ids += [job["jobID"] for job in one.boto3_client().describe_jobs()["items"]]
            histories.append(ids)
    assert histories[0] == histories[1]


def test_a_launch_fails_where_ec2_refuses_the_instance(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """The job's log has EC2's message, and there is no recovery instance."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    error: Any = {"Error": {"Code": "InvalidSubnetID.NotFound", "Message": "no subnet"}}
    ec2.error = ClientError(error, "RunInstances")
    participant = launch(fake, server_id)
    assert participant["launchStatus"] == "FAILED"
    server = fake.source_server(server_id)
    assert server.get("lastLaunchResult") == "FAILED"
    assert server.get("lifeCycle", {}).get("lastLaunch", {}).get("status") == "FAILED"
    (job,) = drs.describe_jobs()["items"]
    log = drs.describe_job_log_items(jobID=job["jobID"])["items"]
    (failure,) = (one for one in log if one.get("event") == "LAUNCH_FAILED")
    assert "no subnet" in failure.get("eventData", {}).get("rawError", "")
    assert instance_ids(drs) == []

    ec2.error = None
    assert launch(fake, server_id)["launchStatus"] == "LAUNCHED"


def refuse_termination(ec2: Ec2) -> None:
    """Let EC2 protect all instances from termination."""
    error: Any = {"Error": {"Code": "OperationNotPermitted", "Message": "protected"}}
    ec2.error = ClientError(error, "TerminateInstances")


def test_a_termination_fails_where_ec2_refuses_it(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """The job's log has EC2's message, and the instance goes on as before."""
    instance_id = fake.add_recovery_instance(fake.add_source_server())
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=1)
    fake.trigger(instance_id, "start instance")
    refuse_termination(ec2)
    client = fake.client()
    job = client.terminate_recovery_instances([instance_id])
    outcome = client.wait_for_job(job, raise_on_failure=False)
    (reason,) = (one.reason for one in outcome.servers)
    assert reason is not None
    assert reason.startswith("CLEANUP_FAIL")
    assert "protected" in reason
    fake.advance(minutes=1)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("ec2InstanceState") == "RUNNING"

    ec2.error = None
    job = client.terminate_recovery_instances([instance_id])
    assert client.wait_for_job(job).is_success


def test_a_launch_fails_where_ec2_refuses_its_clean_up(
    fake: FakeDrs, drs: Boto3DrsClient, ec2: Ec2
) -> None:
    """The earlier instance stays, and its agent is initialized nevertheless."""
    server_id = fake.add_source_server(state="CONTINUOUS", origin_region="eu-west-1")
    launch(fake, server_id)
    (instance_id,) = instance_ids(drs)
    refuse_termination(ec2)
    assert launch(fake, server_id)["launchStatus"] == "FAILED"
    assert instance_ids(drs) == [instance_id]
    job = drs.describe_jobs()["items"][0]
    log = drs.describe_job_log_items(jobID=job["jobID"])["items"]
    assert [item.get("event") for item in log] == [
        "JOB_START",
        "CLEANUP_START",
        "CLEANUP_FAIL",
        "JOB_END",
    ]
    ec2.error = None
    assert drs.reverse_replication(recoveryInstanceID=str(instance_id))


@pytest.mark.parametrize("returned", ["instance", "lt-0123456789abcdef0", None])
def test_a_hook_must_return_an_instance(returned: Any) -> None:  # noqa: ANN401 - of a wrong type
    """The message, where the time is moved, names the hook."""
    with FakeDrs(ec2=Ec2Hooks(run_instance=lambda _: returned)) as fake:
        server_id = fake.add_source_server(state="CONTINUOUS")
        message = f"run_instance must be i- and .* digits, not {returned!r}"
        with pytest.raises(ValueError, match=message):
            launch(fake, server_id)


def test_a_hook_must_return_a_new_instance() -> None:
    """A recovery instance of any account and Region is refused."""
    with FakeDrs(ec2=Ec2Hooks(run_instance=lambda _: "i-12345678")) as fake:
        fake.add_recovery_instance(fake.add_source_server())
        elsewhere = fake.site(region_name="eu-west-1")
        server_id = elsewhere.add_source_server()
        with pytest.raises(ValueError, match="must be a new instance, not i-12345"):
            elsewhere.add_recovery_instance(server_id)


def test_launches_at_the_same_time_need_new_instances() -> None:
    """An instance that is being launched is refused, too."""
    with FakeDrs(ec2=Ec2Hooks(run_instance=lambda _: "i-12345678")) as fake:
        ids = [fake.add_source_server(state="CONTINUOUS") for _ in range(2)]
        fake.client().start_recovery(ids, is_drill=True)
        with pytest.raises(ValueError, match="must be a new instance, not i-12345"):
            fake.advance(hours=1)


def test_a_launch_that_is_to_fail_runs_no_instance(fake: FakeDrs, ec2: Ec2) -> None:
    """Nothing is left behind in EC2."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.fail_launch(server_id)
    assert launch(fake, server_id)["launchStatus"] == "FAILED"
    assert ec2.launches == {}


def test_other_errors_of_a_hook_are_raised_where_the_time_is_moved(
    fake: FakeDrs, ec2: Ec2
) -> None:
    """A wait in virtual time raises them, too."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    ec2.error = LookupError("a bug")
    client = fake.client()
    job = client.start_recovery([server_id], is_drill=True)
    with pytest.raises(LookupError, match="a bug"):
        client.wait_for_job(job)


def use_broken_hooks(fake: FakeDrs, ec2: Ec2) -> None:
    """Get a response with status code 500 for an exception in a hook."""
    server_id = fake.add_source_server(origin_region="eu-west-1")
    instance_id = fake.add_recovery_instance(server_id)
    ec2.error = LookupError("a bug")
    with pytest.raises(ClientError, match="LookupError: a bug") as caught:
        fake.boto3_client().reverse_replication(recoveryInstanceID=instance_id)
    response: Any = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_an_error_of_a_hook_in_a_request_is_raised_at_the_end(ec2: Ec2) -> None:
    """The client gets a 500, and `close` raises the error."""
    with (
        pytest.raises(AssertionError, match=r"FakeDrs or its hooks .* a bug") as caught,
        FakeDrs(ec2=ec2.hooks) as fake,
    ):
        use_broken_hooks(fake, ec2)
    assert caught.value.__cause__ is ec2.error


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def use_broken_hooks_of_a_running_clock(fake: FakeDrs, ec2: Ec2, clock: Clock) -> None:
    """Get a response with status code 500, and then one without an error."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    drs = fake.boto3_client()
    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    ec2.error = LookupError("a bug")
    clock.now = 3600
    with pytest.raises(ClientError, match="LookupError: a bug"):
        drs.describe_jobs()
    assert drs.describe_jobs()["items"]


def test_an_error_of_a_hook_under_a_running_clock_is_raised_at_the_end(
    ec2: Ec2,
) -> None:
    """The request that moves the time gets a 500, and the next one does not."""
    clock = Clock()
    with (
        pytest.raises(AssertionError, match="a bug"),
        FakeDrs(ec2=ec2.hooks, speed=1, monotonic=clock) as fake,
    ):
        use_broken_hooks_of_a_running_clock(fake, ec2, clock)


def test_hooks_are_not_saved(fake: FakeDrs, ec2: Ec2) -> None:
    """A loaded state calls the hooks of the fake that loads it."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    state = fake.save()
    with FakeDrs() as other:
        other.load(state)
        launch(other, server_id)
        assert other.save() != state
    assert ec2.launches == {}
    fake.load(state)
    launch(fake, server_id)
    assert len(ec2.launches) == 1
