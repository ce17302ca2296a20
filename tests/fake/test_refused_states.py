"""Saved states with something wrong in them, which `load` refuses."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

from drsclient._json import is_list, is_object
from drsclient.testing import FakeDrs
from tests.contract.strategies import repeatable
from tests.fake.recovery_plans import create_plan, server_step, start, wait_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Path = tuple[str | int, ...]
    Change = Callable[[Any, Any], None]

SITE = "123456789012/us-east-1"
OTHER = "111122223333"
ACTION_ID = "00000000-0000-4000-8000-000000000001"


@cache
def saved() -> str:
    """Return a state with records in each table, many of them in progress."""
    with FakeDrs() as fake:
        drs = fake.boto3_client()
        drs.create_launch_configuration_template(
            exportBucketArn="arn:aws:s3:::templates"
        )
        drs.create_replication_configuration_template(
            associateDefaultSecurityGroup=True,
            bandwidthThrottling=0,
            createPublicIP=True,
            dataPlaneRouting="PUBLIC_IP",
            defaultLargeStagingDiskType="GP3",
            ebsEncryption="DEFAULT",
            pitPolicy=[
                {"interval": 10, "retentionDuration": 60, "units": "MINUTE"},
                {"interval": 1, "retentionDuration": 24, "units": "HOUR"},
                {"interval": 1, "retentionDuration": 7, "units": "DAY"},
            ],
            replicationServerInstanceType="t3.small",
            replicationServersSecurityGroupsIDs=[],
            stagingAreaSubnetId="subnet-00000000000000001",
            stagingAreaTags={"a": "b"},
            useDedicatedReplicationServer=False,
            tags={"Name": "template"},
        )
        first, second, third, fourth = (
            fake.add_source_server(state="CONTINUOUS", tags={"Name": "db"})
            for _ in range(4)
        )
        fake.add_source_server(state="INITIATING")
        there = fake.add_source_server(state="CONTINUOUS", origin_region="eu-west-1")
        fake.add_source_server(staging_account_id=OTHER)
        fake.add_credentials("ASIAASSUMEDROLE", account_id=OTHER)
        network = fake.add_source_network(state="PROTECTED", source_server_ids=[first])
        drs.update_launch_configuration(sourceServerID=third, postLaunchEnabled=True)
        drs.put_launch_action(
            resourceId=third,
            actionId=ACTION_ID,
            actionCode="mine",
            actionVersion="1",
            active=True,
            category="OTHER",
            description="",
            name="mine",
            optional=True,
            order=2,
        )
        plan = create_plan(drs, server_step(third), wait_step(60))
        start(drs, plan)
        fake.advance(minutes=20)
        drs.reverse_replication(recoveryInstanceID=fake.add_recovery_instance(there))
        drs.terminate_recovery_instances(
            recoveryInstanceIDs=[fake.add_recovery_instance(fourth)]
        )
        fake.fail_launch(first)
        fake.stall_replication(second, error="NOT_CONVERGING")
        drs.start_source_network_recovery(
            sourceNetworks=[{"sourceNetworkID": network, "cfnStackName": "net"}]
        )
        drs.start_recovery(sourceServers=[{"sourceServerID": first}], isDrill=True)
        fake.advance(minutes=2)
        return fake.save()


def tables(state: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the records of the fake's own site, by table and key."""
    members: dict[str, Any] = state["sites"][SITE]
    return {
        name: member["records"]
        for name, member in members.items()
        if isinstance(member, dict) and "records" in member
    }


def items(value: object) -> list[tuple[Any, Any]]:
    """Return the keys and members of an object or a list."""
    if is_list(value):
        return list(enumerate(value))
    return list(value.items()) if is_object(value) else []


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Return the paths of all values in a JSON value."""
    for key, member in items(value):
        yield (*path, key)
        yield from paths(member, (*path, key))


@cache
def typical_paths() -> list[Path]:
    """Return one path for each kind of value in the state."""
    found: dict[str, Path] = {}
    for path in paths(json.loads(saved())):
        kind = re.sub(r"\S*\d\S*", "#", " ".join(map(str, path)))
        found.setdefault(kind, path)
    return list(found.values())


def changed(path: Path, change: Change) -> str:
    """Return the state after a change, which gets the outer value and the last key."""
    state: Any = json.loads(saved())
    outer, key = state, path[0]
    for step in path[1:]:
        outer = outer[key_of(outer, key)]
        key = step
    change(outer, key_of(outer, key))
    return json.dumps(state)


def key_of(outer: Any, key: str | int) -> Any:  # noqa: ANN401 - JSON is anything
    """Return the key of an object, or the index of a list; `*` is the first one."""
    return items(outer)[0][0] if key == "*" else key


def test_the_state_has_records_in_each_table() -> None:
    """The changes below reach each class of records."""
    assert all(tables(json.loads(saved())).values())
    with FakeDrs() as fake:
        fake.load(saved())
        assert fake.save() == saved()


def replace_by(value: object) -> Change:
    """Return a change to another value."""

    def change(outer: Any, key: Any) -> None:  # noqa: ANN401 - JSON is anything
        outer[key] = value

    return change


def remove(outer: Any, key: Any) -> None:  # noqa: ANN401 - JSON is anything
    """Remove a value."""
    del outer[key]


def add(outer: Any, key: Any) -> None:  # noqa: ANN401 - JSON is anything
    """Add a member to an object, or an item to a list."""
    if is_list(outer[key]):
        outer[key] = [*outer[key], *outer[key][:1]]
    elif is_object(outer[key]):
        outer[key] = {**outer[key], "unknown": 1}


def reverse(outer: Any, key: Any) -> None:  # noqa: ANN401 - JSON is anything
    """Reverse the order of a list or an object."""
    if is_list(outer[key]):
        outer[key] = outer[key][::-1]
    elif is_object(outer[key]):
        outer[key] = dict(reversed(items(outer[key])))


def rename(outer: Any, key: Any) -> None:  # noqa: ANN401 - JSON is anything
    """Give a member of an object another name."""
    if not is_list(outer):
        outer[f"x{key}"] = outer.pop(key)


def replace_events(outer: Any, key: Any) -> None:  # noqa: ANN401 - JSON is anything
    """Replace the event of each scheduled one; some of them may be void."""
    for _, _, scheduled in outer[key]:
        scheduled["event"] = "x"


NOTHING: list[object] = [[], {}, [{}]]
VALUES: tuple[object, ...] = (
    *(None, True, -1, 0, 10**6, 0.5, "", "x", "1", *NOTHING),
    *("2029-01-01", "2030-01-01T00:00:00+00:00", "9998-01-01T00:00:00+00:00"),
)
CHANGES = [add, remove, rename, reverse, *map(replace_by, VALUES)]

SERVERS = f"sites {SITE} source_servers"
SERVER = f"{SERVERS} records s-00000000000000001"
ACTION = f"{SERVERS} records s-00000000000000003 launch_actions *"
NETWORK = f"sites {SITE} source_networks records *"
PARTICIPANT = (
    f"sites {SITE} participants records drsjob-00000000000000001/s-00000000000000003"
)
FAILURE = (
    f"sites {SITE} participants records drsjob-00000000000000004/s-00000000000000001"
    " failure"
)
EXECUTIONS = f"sites {SITE} recovery_plan_executions records *"


@pytest.mark.parametrize(
    ("where", "change", "problem"),
    [
        ("page_size", replace_by(True), "1 expected, not True"),  # noqa: FBT003
        ("page_size", replace_by(0), "must be at least 1"),
        ("page_size", remove, "required field missing"),
        ("page_size", rename, "field"),
        ("counters record", replace_by(7.0), "7 expected, not 7.0"),
        ("counters s-", replace_by(0), "must be at least 1"),
        ("accounts *", replace_by("7"), "must be an account ID"),
        ("events 0 number", replace_by(2), "must be 1"),
        ("events 0 time", replace_by("noon"), "expected datetime"),
        ("quotas concurrent_jobs", replace_by(-1), "must be at least 0, not -1"),
        ("quotas concurrent_jobs", remove, "missing"),
        ("assumptions first_failback_state", replace_by("A"), "not in literal"),
        ("clock now", replace_by("2030-01-01T00:00:00"), ":00 is not in UTC"),
        ("clock now", replace_by("2030-01-01T01:00:00+01:00"), "is not in UTC"),
        ("clock now", replace_by("2030-01-01T00:00:00Z"), "expected, not"),
        ("clock now", replace_by("0999-01-01T00:00:00+00:00"), "year 1000 to 9998"),
        ("clock now", replace_by("2030-01-01T00:00:00+00:00"), "begin in the future"),
        ("clock queue", add, "each number once"),
        ("clock queue", reverse, "where a heap has it"),
        ("clock scheduled", replace_by(1), "a number that the clock has given"),
        ("clock queue 0 0", replace_by("2029-01-01T00:00:00+00:00"), "from now on"),
        ("clock queue 0 2 site", replace_by("x"), "possible for a record of a site"),
        ("clock queue 0 2 life_cycle", replace_by("x"), "possible for a record"),
        ("clock queue", replace_events, "possible for a record"),
        ("clock queue 0 2 record", remove, "required field missing"),
        ("sites *", rename, "must have the account and the Region in its key"),
        (f"sites {SITE} account_id", replace_by("7"), "account and the Region"),
        (f"sites {SITE} staging_accounts 0", replace_by("7"), "an account ID"),
        (f"sites {SITE} weather", replace_by("rain"), r"extra fields found .weather"),
        (f"sites {SITE} idempotent_calls *", rename, "must be an operation"),
        (f"sites {SITE} idempotent_calls * parameters", add, "is not a member"),
        (f"{SERVERS} kind", replace_by("Job"), "must be SourceServer"),
        (f"{SERVERS} weather", replace_by("rain"), "unexpected"),
        (f"{SERVERS} records", reverse, "in the order of their numbers"),
        (f"{SERVERS} records *", rename, "must have the key 's-00000000000000001'"),
        (f"{SERVER} hostname", remove, "required field missing"),
        (f"{SERVER} hostname", replace_by(7), "'7' expected, not 7"),
        (f"{SERVER} replication done", remove, "missing"),
        (f"{SERVER} replication done", replace_by(1), "1.0 expected, not 1"),
        (f"{SERVER} disks *", replace_by("big"), "invalid literal for int"),
        (f"sites {SITE} jobs records * number", replace_by(0), "one that was given"),
        (f"{SERVER} tags Name", replace_by(None), "'None' expected, not None"),
        (f"{SERVER} source_network_id", replace_by("sn-1"), "at least 20 characters"),
        (f"{SERVER} recovered_site", replace_by("x/y"), "'x/y' does not exist"),
        (f"{SERVER} replication state", replace_by("X"), "in a state of replication"),
        (f"{SERVER} replication previous", replace_by("X"), "state of replication"),
        (f"{SERVER} replication done", replace_by(2.0), "shares from 0 to 1"),
        (f"{SERVER} replication entry", replace_by(-1), "count of at least 0"),
        (f"{SERVER} launch_configuration", replace_by({}), "must have copyPrivateIp"),
        (f"{SERVER} launch_configuration licensing", replace_by(0), "a structure"),
        (f"{SERVER} launch_configuration color", replace_by(0), "not a member of"),
        (f"{ACTION} settings", replace_by({}), "actionCode is required"),
        (f"{ACTION} settings order", replace_by("2"), "order must be an integer"),
        (f"{SERVER} snapshots", reverse, "in the order of their numbers"),
        (f"sites {SITE} jobs records *", remove, "'drsjob-0+1' does not exist"),
        (f"{PARTICIPANT} life_cycle", replace_by("job"), "one of its life cycles"),
        (f"{PARTICIPANT} progress state", replace_by("LOST"), "in a state of launch"),
        (f"{FAILURE} at", replace_by("POST_LAUNCH"), "not in literal"),
        (NETWORK, remove, "resource that exists"),
        (
            f"{SERVER} observed properties",
            replace_by({"os": {}}),
            "cannot be described",
        ),
        (f"{EXECUTIONS} steps 0", replace_by("arn:x"), "'arn:x' does not exist"),
        (f"{EXECUTIONS} progress since", replace_by("9998-01-01T00:00:00+00:00"), "f"),
    ],
)
def test_a_state_that_no_fake_saves_is_refused(
    where: str, change: Change, problem: str
) -> None:
    """The message has the problem and its path, and the state stays as it was."""
    path = tuple(int(step) if step.isdigit() else step for step in where.split())
    fake = FakeDrs()
    before = fake.save()
    with pytest.raises(ValueError, match=rf"saved: .*{problem}.* @ \$"):
        fake.load(changed(path, change))
    assert fake.save() == before


@pytest.mark.no_cover
@settings(repeatable, max_examples=60)
@given(st.data())
def test_a_changed_state_is_refused_or_the_same_again(data: st.DataObject) -> None:
    """A refusal has a path; what is loaded is saved again, and the fake goes on."""
    path = data.draw(st.sampled_from(typical_paths()))
    text = changed(path, data.draw(st.sampled_from(CHANGES)))
    fake = FakeDrs()
    before = fake.save()
    try:
        fake.load(text)
    except ValueError as error:
        message = str(error)
        assert " @ $" in message, message
        assert fake.save() == before
    else:
        assert json.loads(fake.save()) == json.loads(text)
        fake.advance(hours=30)
