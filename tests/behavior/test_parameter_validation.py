from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import botocore.session
import pytest
from botocore.exceptions import BotoCoreError, ParamValidationError
from botocore.model import StringShape

from drsclient import DrsClient, DrsParameterError
from drsclient._botocore.messages import describe
from drsclient._botocore.request import prepare, split_arguments
from drsclient.models import StartRecoveryRequestSourceServer

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

# Values that people pass as a source server ID by mistake.
INVALID_SERVER_IDS: dict[str, object] = {
    "None": None,
    "number": 5,
    "empty": "",
    "bytes": SERVER.encode(),
    "list": [SERVER],
    "invalid character": "s-1234567890123456!",
    "too short": "s-1234567890123456",
    "too long": SERVER + "8",
    "job": "drsjob-556c7b1d99221f996",
    "recovery instance": "i-12345678901234567",
    "ARN": f"arn:aws:drs:us-east-1:123456789012:source-server/{SERVER}",
    "trailing newline": f"{SERVER}\n",
    "leading space": f" {SERVER}"[:19],
    "uppercase prefix": "S-12345678901234567",
    "non-ASCII digit": "s-1234567890123456\N{ARABIC-INDIC DIGIT SEVEN}",
}


# Of any other text, which may be a secret, only the length is shown.
SHOWN = {"None", ""} | {
    INVALID_SERVER_IDS[name]
    for name in ("too short", "too long", "job", "recovery instance", "ARN")
}


@pytest.mark.parametrize("value", INVALID_SERVER_IDS.values(), ids=INVALID_SERVER_IDS)
def test_anything_but_a_source_server_id_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, value: object
) -> None:
    """No request is sent; the error shows what was expected, and a plain value."""
    for call in ON_ONE_SERVER:
        with pytest.raises(DrsParameterError) as caught:
            call(drs_client, cast("str", value))  # callers may not check types
        error = caught.value
        assert error.parameter == "source_server_id"
        assert error.value == value
        assert "s-[0-9a-zA-Z]{17}" in error.expected
        assert "19 characters" in error.expected
        is_shown = isinstance(value, int) or str(value) in SHOWN
        assert (f"source_server_id={value!r}" in str(error)) is is_shown
        assert error.expected in str(error)
    assert fake_drs.requests == ()


def test_other_handlers_catch_a_parameter_error(drs_client: DrsClient) -> None:
    """The error is also what Python and botocore raise for invalid arguments."""
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
def test_invalid_options_are_refused(
    fake_drs: FakeDrs,
    options: dict[str, Any],
    parameter: str,
    value: object,
    expected: str,
) -> None:
    """The error names the Python parameter and, in a list, the element."""
    drs = fake_drs.client()
    with pytest.raises(DrsParameterError) as caught:
        drs.describe_source_servers(**options)
    assert caught.value.parameter == parameter
    assert value is ... or caught.value.value == value
    assert expected in caught.value.expected
    assert fake_drs.requests == ()


@pytest.mark.parametrize("hardware_id", ["", "i-0", "420f85bb-6a47-4b6c", "x" * 300])
def test_any_hardware_id_is_sent(fake_drs: FakeDrs, hardware_id: str) -> None:
    """A hardware ID is not one of the service's own IDs, so any string is sent."""
    fake_drs.answer("DescribeSourceServers", body=b'{"items": []}')
    servers = fake_drs.client().describe_source_servers(hardware_id=hardware_id)
    assert list(servers) == []
    (request,) = fake_drs.requests
    assert request.parameters["filters"] == {"hardwareId": hardware_id}


def test_a_long_value_is_shortened(drs_client: DrsClient) -> None:
    """The text shortens a long value, which the attribute keeps as it was passed."""
    value = "s-" + "1" * 100_000
    with pytest.raises(DrsParameterError) as caught:
        drs_client.start_replication(value)
    assert len(str(caught.value)) < 500
    assert caught.value.value == value


def shape(operation: str) -> StructureShape:
    """Return an operation's input shape in the installed botocore."""
    model = botocore.session.Session().get_service_model("drs")
    return cast("StructureShape", model.operation_model(operation).input_shape)


def servers(count: int) -> list[str]:
    """Make the list that `StartRecovery` takes for this many servers."""
    return [f"s-{number:017}" for number in range(count)]


def test_a_list_has_a_limit() -> None:
    """A list that cannot be split is refused if it is too long."""
    tags = {"Name": "db-1"}
    prepare({"sourceServers": servers(200), "tags": tags}, shape("StartRecovery"))
    with pytest.raises(DrsParameterError) as caught:
        prepare({"sourceServers": servers(201)}, shape("StartRecovery"))
    assert caught.value.parameter == "source_servers"
    assert caught.value.expected == "at most 200 items, not 201"
    assert len(str(caught.value)) < 1000


def test_a_list_without_a_limit_takes_any_number() -> None:
    """A list has no limit if the service model sets none."""
    arn = f"arn:aws:drs:us-east-1:123456789012:source-server/{SERVER}"
    tag_keys = [f"key-{number}" for number in range(5000)]
    prepare({"resourceArn": arn, "tagKeys": tag_keys}, shape("UntagResource"))


def test_lists_that_are_split_have_no_limit() -> None:
    """A list that will be split may be too long, but its items are still checked."""
    too_many: dict[str, Any] = {"sourceServers": servers(201)}
    prepare(too_many, shape("StartRecovery"), limit_lists=False)
    too_many["sourceServers"][200] = "db-1"
    with pytest.raises(
        DrsParameterError, match=r"source_servers\[200\]=<str of 4 characters>"
    ):
        prepare(too_many, shape("StartRecovery"), limit_lists=False)


def test_identifiers_are_checked_at_any_depth() -> None:
    """An ID in a structure in a list is also checked against its pattern."""
    server = StartRecoveryRequestSourceServer(
        source_server_id=servers(1)[0], recovery_snapshot_id="snap-1"
    )
    request = {"sourceServers": [server]}
    with pytest.raises(DrsParameterError) as caught:
        prepare(request, shape("StartRecovery"))
    assert "recovery_snapshot_id" in caught.value.parameter
    assert caught.value.value == "snap-1"
    assert "pit-" in caught.value.expected


ENTRY = "StartRecoveryRequestSourceServer"

SERVER_TO_LAUNCH = (
    f"a {ENTRY} or a source server ID (19 characters matching s-[0-9a-zA-Z]{{17}})"
    ", or a source server, or a recovery snapshot"
)

# For each: the operation, the request, the invalid path and what was expected.
INVALID_REQUESTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "list too short": (
        "StartRecovery",
        {"sourceServers": []},
        "source_servers",
        "1 or more items, not 0",
    ),
    "missing": (
        "StartRecovery",
        {},
        "source_servers",
        (
            f"a list or another iterable of {ENTRY} objects or source server IDs"
            " or source servers or recovery snapshots"
        ),
    ),
    "missing in a list": (
        "StartRecovery",
        {"sourceServers": [StartRecoveryRequestSourceServer(source_server_id="")]},
        "source_servers[0].source_server_id",
        "a source server ID (19 characters matching s-[0-9a-zA-Z]{17})",
    ),
    "not a structure": (
        "StartRecovery",
        {"sourceServers": [5]},
        "source_servers[0]",
        SERVER_TO_LAUNCH,
    ),
    "a dict for a structure": (
        "StartRecovery",
        {"sourceServers": [{"sourceServerID": "s-12345678901234567"}]},
        "source_servers[0]",
        SERVER_TO_LAUNCH,
    ),
    "not a map": (
        "StartRecovery",
        {"sourceServers": servers(1), "tags": 5},
        "tags",
        "a mapping of strings to strings",
    ),
    "a key in a map": (
        "StartRecovery",
        {"sourceServers": servers(1), "tags": {5: "db-1"}},
        "tags[*]",
        "a string",
    ),
    "in a map": (
        "StartRecovery",
        {"sourceServers": servers(1), "tags": {"Name": 5}},
        "tags[*]",
        "a string",
    ),
    "not a bool": (
        "StartRecovery",
        {"sourceServers": servers(1), "isDrill": "no"},
        "is_drill",
        "True or False",
    ),
    "number instead of bool": (
        "StartRecovery",
        {"sourceServers": servers(1), "isDrill": 1},
        "is_drill",
        "True or False",
    ),
    "number too large": (
        "DescribeLaunchConfigurationTemplates",
        {"maxResults": 1001},
        "page_size",
        "an integer from 1 to 1000",
    ),
    "text too short": (
        "AssociateSourceNetworkStack",
        {"sourceNetworkID": "sn-12345678901234567", "cfnStackName": ""},
        "cfn_stack_name",
        "a string of 1 or more characters",
    ),
}


@pytest.mark.parametrize(
    ("operation", "request_", "path", "expected"),
    INVALID_REQUESTS.values(),
    ids=INVALID_REQUESTS,
)
def test_a_request_is_checked_at_any_depth(
    operation: str, request_: dict[str, Any], path: str, expected: str
) -> None:
    """The error gives the path in Python names and says what was expected."""
    with pytest.raises(DrsParameterError) as caught:
        prepare(request_, shape(operation))
    assert caught.value.parameter == path
    assert caught.value.expected == expected


def test_every_argument_type_has_a_description() -> None:
    """The check can describe every type in the service's input shapes."""
    model = botocore.session.Session().get_service_model("drs")
    for name in model.operation_names:
        shapes: list[Any] = [model.operation_model(name).input_shape]
        for shape in shapes:
            assert describe(shape), shape
            if shape.type_name == "structure":
                shapes += shape.members.values()
            elif shape.type_name == "map":
                shapes += [shape.key, shape.value]
            elif shape.type_name == "list":
                shapes.append(shape.member)


@pytest.mark.parametrize(
    ("shape_name", "words"),
    [
        ("SourceServerID", "a source server ID (19 characters matching s-"),
        ("RecoveryInstanceID", "a recovery instance ID (10 to 19 characters matching"),
        ("EC2InstanceID", "an EC2 instance ID (at most 255 characters matching i-"),
        ("ARN", "an ARN (20 to 2048 characters matching arn:"),
        ("SourceServerARN", "a source server ARN (20 to 2048 characters matching"),
        ("LaunchActionResourceId", "a launch action resource ID (matching "),
        ("VpcID", "a VPC ID (12 to 21 characters matching vpc-"),
        ("Boolean", "True or False"),
        ("PositiveInteger", "an integer of at least 0"),
        ("LaunchActionOrder", "an integer from 2 to 10000"),
    ],
)
def test_the_description_of_an_expected_value_is_readable(
    shape_name: str, words: str
) -> None:
    """The description comes from the shape's name and limits."""
    model = botocore.session.Session().get_service_model("drs")
    assert describe(model.shape_for(shape_name)).startswith(words)


def test_the_description_omits_that_a_pattern_is_strict() -> None:
    """The description drops `Strict` from the name of a shape."""
    strict = StringShape("StrictDRSARN", {"type": "string", "pattern": "arn:aws:.+"})
    assert describe(strict) == "a DRS ARN (matching arn:aws:.+)"


@pytest.mark.parametrize("vpc_id", ["vpc-01234567zz", "vpc-" + "0" * 30, "vpc-0", ""])
def test_an_identifier_must_match_in_full(vpc_id: str) -> None:
    """An identifier with trailing characters or of the wrong length is refused."""
    request = {"originRegion": "us-east-1", "originAccountID": "123456789012"}
    with pytest.raises(DrsParameterError) as caught:
        prepare({**request, "vpcID": vpc_id}, shape("CreateSourceNetwork"))
    assert caught.value.parameter == "vpc_id"
    assert "12 to 21 characters" in caught.value.expected


def test_an_identifier_may_have_no_length_limits() -> None:
    """The error mentions no length if the service model has no limits."""
    with pytest.raises(DrsParameterError) as caught:
        prepare({"resourceId": "db-1"}, shape("ListLaunchActions"))
    assert "characters" not in caught.value.expected
    assert "lct-" in caught.value.expected


def test_any_region_is_accepted() -> None:
    """A Region that is newer than the installed botocore is not refused."""
    request = {"originRegion": "xx-future-1", "originAccountID": "123456789012"}
    prepare({**request, "vpcID": "vpc-0123456789abcdef0"}, shape("CreateSourceNetwork"))


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
def test_invalid_arguments_from_a_handler_are_reported(
    fake_drs: FakeDrs, added: dict[str, object], named: str
) -> None:
    """Arguments that a handler changes after our check are checked by botocore."""

    def invalidate(params: dict[str, object], **_: object) -> None:
        params.update(added)

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("provide-client-params.drs.*", invalidate)
    drs = DrsClient(client=boto3_client)
    with pytest.raises(DrsParameterError, match=named) as caught:
        list(drs.describe_source_servers(hardware_id="i-0"))
    assert isinstance(caught.value.__cause__, ParamValidationError)
    assert "botocore" in caught.value.expected
    assert fake_drs.requests == ()


def test_an_empty_list_without_a_limit_needs_no_call() -> None:
    """An empty list needs no call, even if the service takes any number of IDs."""
    request: dict[str, dict[str, list[str]]] = {"filters": {"sourceServerIDs": []}}
    assert split_arguments(request, shape("DescribeRecoveryInstances")) == []
