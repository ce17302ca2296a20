"""Arguments with boto3's names: refused, with advice on the names in drsclient."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name

from drsclient import DrsClient
from tests.contract.calls import OPERATIONS, PAGED, arguments, each, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import OperationModel

    from drsclient.testing import FakeDrs

SERVER = "s-12345678901234567"
FILTERS = "pass the members of filters as separate arguments:"


def refusal(drs: DrsClient, method: str, *args: object, **kwargs: object) -> TypeError:
    """Return the error that a call raises for the names of its arguments."""
    with pytest.raises(TypeError) as caught:
        getattr(drs, method)(*args, **kwargs)
    return caught.value


@each(OPERATIONS)
def test_the_error_for_each_boto3_name_has_the_name_to_use(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """Python's own message names the argument, and the advice names its replacement."""
    name = xform_name(operation.name)
    for parameter in parameters(operation):
        wire = parameter.path[0]
        if wire == parameter.name:
            continue
        text = str(refusal(drs_client, name, **{wire: SERVER}))
        assert f"{name}() got an unexpected keyword argument '{wire}': " in text
        advice = text.partition(f"'{wire}': ")[2]
        assert f"{parameter.name}=" in advice, advice
    assert fake_drs.requests == ()


@each(PAGED)
def test_pagination_tokens_are_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: OperationModel
) -> None:
    """The error says that the iterator requests the pages."""
    name = xform_name(operation.name)
    text = str(refusal(drs_client, name, **arguments(operation), nextToken="1"))
    assert "requests all pages itself, so nextToken is not needed" in text
    assert fake_drs.requests == ()


@pytest.mark.parametrize(
    ("method", "kwargs", "advice"),
    [
        (
            "describe_source_servers",
            {"filters": {"sourceServerIDs": [SERVER]}},
            f"{FILTERS} source_server_ids=, hardware_id=, staging_account_ids=",
        ),
        (
            "describe_recovery_snapshots",
            {"source_server_id": SERVER, "filters": {}},
            f"{FILTERS} from_date_time=, to_date_time=",
        ),
        ("describe_jobs", {"maxResults": 5}, "use page_size= instead of maxResults="),
        (
            "start_replication",
            {"sourceServerID": SERVER},
            "use source_server_id= instead of sourceServerID=",
        ),
        (
            "start_recovery",
            {"sourceServers": [{"sourceServerID": SERVER}], "isDrill": True},
            (
                "use source_servers= instead of sourceServers=;"
                " use is_drill= instead of isDrill="
            ),
        ),
    ],
    ids=["filters", "filters and an order", "page size", "ID", "several"],
)
def test_the_advice_names_only_wrong_arguments(
    drs_client: DrsClient, method: str, kwargs: dict[str, object], advice: str
) -> None:
    """The advice has every name that must change, and nothing else."""
    text = str(refusal(drs_client, method, **kwargs))
    assert text.endswith(f": {advice}")


@pytest.mark.parametrize(
    ("method", "args", "kwargs", "text"),
    [
        ("start_replication", (), {}, "argument: 'source_server_id'"),
        ("start_replication", (SERVER,), {"color": "red"}, "argument 'color'"),
        ("start_replication", (SERVER,), {"nextToken": ""}, "argument 'nextToken'"),
        ("start_replication", (SERVER,), {"maxResults": 5}, "argument 'maxResults'"),
        ("start_replication", (SERVER, 5), {}, "arguments but 3 were given"),
        (
            "start_replication",
            (SERVER,),
            {"source_server_id": SERVER},
            "multiple values for argument 'source_server_id'",
        ),
    ],
    ids=["missing", "unknown", "no pages", "no page size", "too many", "twice"],
)
def test_other_mistakes_raise_pythons_own_error(
    drs_client: DrsClient,
    method: str,
    args: tuple[object, ...],
    kwargs: dict[str, object],
    text: str,
) -> None:
    """Without advice, the error is Python's own."""
    error = str(refusal(drs_client, method, *args, **kwargs))
    assert error.endswith(text)


def test_an_error_within_a_method_is_unchanged(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A `TypeError` from the caller's iterable gets no advice."""
    defect = TypeError("got an unexpected keyword argument 'filters'")

    def ids() -> Iterator[str]:
        yield SERVER
        raise defect

    with pytest.raises(TypeError) as caught:
        drs_client.describe_source_servers(source_server_ids=ids())
    assert caught.value is defect
    assert str(defect) == "got an unexpected keyword argument 'filters'"
    assert fake_drs.requests == ()


def test_a_nested_call_gets_advice_once(
    drs_client: DrsClient,
) -> None:
    """The advice is for the method that does not know the argument."""

    def start(server_id: str) -> object:
        wrong: Any = {"sourceServerID": server_id}
        return drs_client.start_replication(**wrong)

    with pytest.raises(TypeError) as caught:
        drs_client.call_many(start, [SERVER])
    text = str(caught.value)
    assert text.endswith(": use source_server_id= instead of sourceServerID=")
    assert text.count("use source_server_id= instead") == 1


@pytest.mark.parametrize(
    ("method", "name", "here"),
    [
        ("wait_for_job", "jobIDs", "jobs"),
        ("wait_for_replication", "sourceServerIDs", "source_servers"),
        ("start_replication_many", "sourceServerIDs", "source_servers"),
    ],
)
def test_waits_and_fleets_have_their_own_names(
    drs_client: DrsClient, method: str, name: str, here: str
) -> None:
    """The advice names their parameters, which are not named after IDs."""
    with pytest.raises(TypeError, match=f"use {here}= instead of {name}="):
        getattr(drs_client, method)(**{name: ["x"]})


def test_an_operation_without_filters_has_no_advice_on_filters(
    drs_client: DrsClient,
) -> None:
    """No argument of the method replaces a filter."""
    untyped: Any = drs_client
    with pytest.raises(TypeError) as caught:
        untyped.start_replication("s-1", filters={})
    assert str(caught.value).endswith("unexpected keyword argument 'filters'")


def test_methods_of_a_subclass_are_not_wrapped() -> None:
    """The methods of a user's subclass are not wrapped."""

    class Mine(DrsClient):
        """A user's own client."""

        async def start(self) -> None:
            """Start something."""

    assert inspect.iscoroutinefunction(Mine.start)
