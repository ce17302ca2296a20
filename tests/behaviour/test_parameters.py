from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import botocore.session
import pytest
from botocore.exceptions import BotoCoreError, ParamValidationError

from drsclient import DrsClient, DrsParameterError
from drsclient._call._arguments import batches
from drsclient._call._checks import check, describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import StructureShape

    from drsclient.testing import FakeDrs

SERVER = "s-12345678901234567"

ON_ONE_SERVER: tuple[Callable[[DrsClient, str], object], ...] = (
    DrsClient.start_replication,
    DrsClient.stop_replication,
    DrsClient.retry_data_replication,
    DrsClient.disconnect_source_server,
    DrsClient.delete_source_server,
)

# What people give for the ID of a server.
NO_SERVER_IDS: dict[str, object] = {
    "nothing": None,
    "number": 5,
    "empty": "",
    "bytes": SERVER.encode(),
    "list": [SERVER],
    "off the pattern": "s-1234567890123456!",
    "too short": "s-1234567890123456",
    "too long": SERVER + "8",
    "job": "drsjob-556c7b1d99221f996",
    "recovery instance": "i-12345678901234567",
    "ARN": f"arn:aws:drs:us-east-1:123456789012:source-server/{SERVER}",
    "line end": f"{SERVER}\n",
    "blank": f" {SERVER}"[:19],
    "upper case": "S-12345678901234567",
    "other digits": "s-1234567890123456\N{ARABIC-INDIC DIGIT SEVEN}",
}


@pytest.mark.parametrize("value", NO_SERVER_IDS.values(), ids=NO_SERVER_IDS)
def test_what_is_no_server_id_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, value: object
) -> None:
    """Nothing is sent, and the exception says what was given and what was expected."""
    for call in ON_ONE_SERVER:
        with pytest.raises(DrsParameterError) as caught:
            call(drs_client, cast("str", value))  # as without a type checker
        error = caught.value
        assert error.parameter == "source_server_id"
        assert error.value == value
        assert "s-[0-9a-zA-Z]{17}" in error.expected
        assert "19 characters" in error.expected
        assert f"source_server_id={value!r}" in str(error)
        assert error.expected in str(error)
    assert fake_drs.requests == ()


def test_handlers_for_other_libraries_catch_it(drs_client: DrsClient) -> None:
    """It is what Python and what botocore raise for bad arguments."""
    with pytest.raises(ValueError, match="source_server_id"):
        drs_client.start_replication("")
    with pytest.raises(BotoCoreError):
        drs_client.start_replication("")


@pytest.mark.parametrize(
    ("options", "parameter", "value", "expected"),
    [
        ({"source_server_ids": SERVER}, "source_server_ids", SERVER, "list"),
        ({"source_server_ids": b"s-1"}, "source_server_ids", b"s-1", "list"),
        ({"source_server_ids": 5}, "source_server_ids", 5, "list"),
        (
            {"source_server_ids": [SERVER, "db-1"]},
            "source_server_ids[1]",
            "db-1",
            "s-[0-9a-zA-Z]{17}",
        ),
        (
            {"source_server_ids": [SERVER] * 300 + [None]},
            "source_server_ids[300]",
            None,
            "a source server ID",
        ),
        ({"staging_account_ids": "123456789012"}, "staging_account_ids", ..., "list"),
        (
            {"staging_account_ids": ["12"]},
            "staging_account_ids[0]",
            "12",
            "an account ID (12 characters",
        ),
        (
            {"staging_account_ids": ["123456789012", 5]},
            "staging_account_ids[1]",
            5,
            "12 characters",
        ),
        ({"page_size": 0}, "page_size", 0, "at least 1"),
        ({"page_size": -1}, "page_size", -1, "at least 1"),
        ({"page_size": "10"}, "page_size", "10", "an integer"),
        ({"page_size": True}, "page_size", True, "an integer"),
        ({"page_size": 1.5}, "page_size", 1.5, "int"),
        ({"hardware_id": 5}, "hardware_id", 5, "a string"),
        ({"hardware_id": ["i-1"]}, "hardware_id", ["i-1"], "a string"),
    ],
)
def test_bad_conditions_are_refused(
    fake_drs: FakeDrs,
    options: dict[str, Any],
    parameter: str,
    value: object,
    expected: str,
) -> None:
    """The exception names the argument as Python has it, and the element of a list."""
    drs = fake_drs.client()
    with pytest.raises(DrsParameterError) as caught:
        drs.describe_source_servers(**options)
    assert caught.value.parameter == parameter
    assert value is ... or caught.value.value == value
    assert expected in caught.value.expected
    assert fake_drs.requests == ()


@pytest.mark.parametrize("hardware_id", ["", "i-0", "420f85bb-6a47-4b6c", "x" * 300])
def test_a_hardware_id_is_for_the_service_to_judge(
    fake_drs: FakeDrs, hardware_id: str
) -> None:
    """What is no identifier of the service's own is sent as it is."""
    fake_drs.answer("DescribeSourceServers", body=b'{"items": []}')
    servers = fake_drs.client().describe_source_servers(hardware_id=hardware_id)
    assert list(servers) == []
    (request,) = fake_drs.requests
    assert request.parameters["filters"] == {"hardwareId": hardware_id}


def test_a_long_value_is_shortened(drs_client: DrsClient) -> None:
    """The text stays readable, and the value is there as it was given."""
    value = "s-" + "1" * 100_000
    with pytest.raises(DrsParameterError) as caught:
        drs_client.start_replication(value)
    assert len(str(caught.value)) < 500
    assert caught.value.value == value


def shape(operation: str) -> StructureShape:
    """Return what an operation takes, as the installed botocore has it."""
    model = botocore.session.Session().get_service_model("drs")
    return cast("StructureShape", model.operation_model(operation).input_shape)


def servers(count: int) -> list[dict[str, str]]:
    """Make what `StartRecovery` takes for so many servers."""
    return [{"sourceServerID": f"s-{number:017}"} for number in range(count)]


def test_a_list_has_a_limit() -> None:
    """A list that cannot be split is refused when it is too long."""
    check({"sourceServers": servers(200)}, shape("StartRecovery"))
    with pytest.raises(DrsParameterError) as caught:
        check({"sourceServers": servers(201)}, shape("StartRecovery"))
    assert caught.value.parameter == "source_servers"
    assert caught.value.expected == "at most 200 items, not 201"
    assert len(str(caught.value)) < 1000


def test_a_list_without_a_limit_takes_any_number() -> None:
    """Where the service model has no limit, there is none."""
    arn = f"arn:aws:drs:us-east-1:123456789012:source-server/{SERVER}"
    tag_keys = [f"key-{number}" for number in range(5000)]
    check({"resourceArn": arn, "tagKeys": tag_keys}, shape("UntagResource"))


def test_a_limit_is_not_for_lists_that_are_split() -> None:
    """All other checks are made all the same."""
    too_many: dict[str, Any] = {"sourceServers": servers(201)}
    check(too_many, shape("StartRecovery"), limit_lists=False)
    too_many["sourceServers"][200]["sourceServerID"] = "db-1"
    with pytest.raises(DrsParameterError, match=r"source_server_id='db-1'"):
        check(too_many, shape("StartRecovery"), limit_lists=False)


def test_identifiers_are_checked_at_any_depth() -> None:
    """An ID in a structure in a list is held against its pattern, too."""
    request = {"sourceServers": [{**servers(1)[0], "recoverySnapshotID": "snap-1"}]}
    with pytest.raises(DrsParameterError) as caught:
        check(request, shape("StartRecovery"))
    assert "recovery_snapshot_id" in caught.value.parameter
    assert caught.value.value == "snap-1"
    assert "pit-" in caught.value.expected


# For each, an operation, what it is asked, the path at fault and what was expected.
BAD_REQUESTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "short list": (
        "StartRecovery",
        {"sourceServers": []},
        "source_servers",
        "1 or more items, not 0",
    ),
    "missing": (
        "StartRecovery",
        {},
        "source_servers",
        "a list or another iterable of dicts",
    ),
    "missing in a list": (
        "StartRecovery",
        {"sourceServers": [{}]},
        "source_servers[0].source_server_id",
        "a source server ID (19 characters matching s-[0-9a-zA-Z]{17})",
    ),
    "no structure": (
        "StartRecovery",
        {"sourceServers": ["s-1"]},
        "source_servers[0]",
        "a dict",
    ),
    "no map": (
        "StartRecovery",
        {"sourceServers": servers(1), "tags": 5},
        "tags",
        "a dict",
    ),
    "in a map": (
        "StartRecovery",
        {"sourceServers": servers(1), "tags": {"Name": 5}},
        "tags['Name']",
        "a string",
    ),
    "no bool": (
        "StartRecovery",
        {"sourceServers": servers(1), "isDrill": "no"},
        "is_drill",
        "a bool",
    ),
    "number for a bool": (
        "StartRecovery",
        {"sourceServers": servers(1), "isDrill": 1},
        "is_drill",
        "a bool",
    ),
    "large number": (
        "DescribeLaunchConfigurationTemplates",
        {"maxResults": 1001},
        "page_size",
        "an integer from 1 to 1000",
    ),
    "short text": (
        "AssociateSourceNetworkStack",
        {"sourceNetworkID": "sn-12345678901234567", "cfnStackName": ""},
        "cfn_stack_name",
        "a string of 1 or more characters",
    ),
}


@pytest.mark.parametrize(
    ("operation", "request_", "path", "expected"),
    BAD_REQUESTS.values(),
    ids=BAD_REQUESTS,
)
def test_a_request_is_checked_at_any_depth(
    operation: str, request_: dict[str, Any], path: str, expected: str
) -> None:
    """The error names the path in Python's names and says what was expected."""
    with pytest.raises(DrsParameterError) as caught:
        check(request_, shape(operation))
    assert caught.value.parameter == path
    assert caught.value.expected == expected


def test_a_member_that_the_model_lacks_is_left_to_botocore() -> None:
    """Botocore's own check, which comes later, reports it in its own words."""
    check({"sourceServers": servers(1), "drill": 1}, shape("StartRecovery"))


def test_every_kind_of_argument_is_known() -> None:
    """The check has words for every type that any input of the service has."""
    model = botocore.session.Session().get_service_model("drs")
    for name in model.operation_names:
        seen: list[Any] = [model.operation_model(name).input_shape]
        for part in seen:
            assert describe(part), part
            if part.type_name == "structure":
                seen += part.members.values()
            elif part.type_name == "map":
                seen += [part.key, part.value]
            elif part.type_name == "list":
                seen.append(part.member)


@pytest.mark.parametrize(
    ("shape_name", "words"),
    [
        ("SourceServerID", "a source server ID (19 characters matching s-"),
        ("RecoveryInstanceID", "a recovery instance ID (10 to 19 characters matching"),
        ("EC2InstanceID", "an EC2 instance ID (0 to 255 characters matching i-"),
        ("ARN", "an ARN (20 to 2048 characters matching arn:"),
        ("SourceServerARN", "a source server ARN (20 to 2048 characters matching"),
        ("LaunchActionResourceId", "a launch action resource ID (matching "),
        ("VpcID", "a VPC ID (12 to 21 characters matching vpc-"),
        ("Boolean", "a bool"),
        ("PositiveInteger", "an integer of at least 0"),
        ("LaunchActionOrder", "an integer from 2 to 10000"),
    ],
)
def test_what_is_expected_is_said_as_a_person_would(
    shape_name: str, words: str
) -> None:
    """The words come from the shape's name and limits."""
    model = botocore.session.Session().get_service_model("drs")
    assert describe(model.shape_for(shape_name)).startswith(words)


@pytest.mark.parametrize("vpc_id", ["vpc-01234567zz", "vpc-" + "0" * 30, "vpc-0", ""])
def test_an_identifier_fits_from_start_to_end(vpc_id: str) -> None:
    """Neither what follows a match nor what is too long for one is passed over."""
    request = {"originRegion": "us-east-1", "originAccountID": "123456789012"}
    with pytest.raises(DrsParameterError) as caught:
        check({**request, "vpcID": vpc_id}, shape("CreateSourceNetwork"))
    assert caught.value.parameter == "vpc_id"
    assert "12 to 21 characters" in caught.value.expected


def test_an_identifier_may_have_no_length() -> None:
    """Where the service model has no limits, none are spoken of."""
    with pytest.raises(DrsParameterError) as caught:
        check({"resourceId": "db-1"}, shape("ListLaunchActions"))
    assert "characters" not in caught.value.expected
    assert "lct-" in caught.value.expected


def test_regions_are_for_the_service_to_judge() -> None:
    """A Region that is newer than the installed botocore is no mistake."""
    request = {"originRegion": "xx-future-1", "originAccountID": "123456789012"}
    check({**request, "vpcID": "vpc-0123456789abcdef0"}, shape("CreateSourceNetwork"))


@pytest.mark.parametrize(
    ("added", "named"),
    [
        ({"bogus": 1}, "bogus"),
        ({"maxResults": "many"}, "maxResults"),
        ({"filters": {"hardwareId": 5}}, "hardwareId"),
        ({"filters": {"sourceServerIDs": [5]}}, "sourceServerIDs"),
    ],
    ids=["unknown", "type", "replaced", "in a list"],
)
def test_what_a_handler_spoils_is_told(
    fake_drs: FakeDrs, added: dict[str, object], named: str
) -> None:
    """Botocore's own check reports what a handler did to the arguments after ours."""

    def spoil(params: dict[str, object], **_: object) -> None:
        params.update(added)

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("provide-client-params.drs.*", spoil)
    drs = DrsClient(client=boto3_client)
    with pytest.raises(DrsParameterError, match=named) as caught:
        list(drs.describe_source_servers(hardware_id="i-0"))
    assert isinstance(caught.value.__cause__, ParamValidationError)
    assert "botocore" in caught.value.expected
    assert fake_drs.requests == ()


def test_an_empty_list_without_a_limit_asks_for_nothing() -> None:
    """Also where the service takes as many IDs as there are."""
    request: dict[str, dict[str, list[str]]] = {"filters": {"sourceServerIDs": []}}
    assert batches(request, shape("DescribeRecoveryInstances")) == []
