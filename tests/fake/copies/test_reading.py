from __future__ import annotations

import json
import signal
import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.hooks import HierarchicalEmitter

from drsclient import (
    AccessDeniedException,
    DrsClient,
    DrsConnectionError,
    DrsError,
    DrsParameterError,
    FleetInterrupt,
    InternalServerException,
    NotAttemptedError,
    ResourceNotFoundException,
    ThrottlingException,
    UninitializedAccountException,
)
from drsclient.fleet._runner import FleetOptions
from drsclient.testing import (
    Answer,
    FakeDrs,
    Latency,
    Reset,
    ServiceError,
    Truncated,
    UnknownMembers,
)
from drsclient.testing._copies.reading import READS, read_account
from drsclient.testing._service_model import service_model
from drsclient.testing._state_checks import load_checked
from drsclient.watching import Watch
from tests.contract import altered_botocore
from tests.fake.copies.accounts import OTHER_ACCOUNT, answers
from tests.watching.terminals import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.fleet import FleetProgress
    from drsclient.testing import Fault
    from drsclient.testing._copies.reading import Reading
    from drsclient.testing._records.record import Wire

# All that they answer is in lists that are read.
NOT_CALLED = {
    "GetRecoveryPlanStep": "ListRecoveryPlanSteps has all members of the steps",
    "ListTagsForResource": "the lists of the resources have their tags",
}
CALLED = sorted({one.operation for one in READS})
CALLED_ONCE = [one.operation for one in READS if not one.parents]
FAULTS = [
    *(ServiceError("AccessDeniedException"), ServiceError("ConflictException")),
    *(ServiceError("InternalServerException"), ServiceError("ThrottlingException")),
    *(ServiceError("ResourceNotFoundException"), ServiceError("Unknown")),
    ServiceError("UninitializedAccountException"),
    *(Reset(after_processing=True), Truncated(), Answer(body=b"[]")),
]


def read(fake: FakeDrs, *, timeout: float = 3600) -> Reading:
    """Read the account of a fake in detail."""
    return read_account(fake.client(), FleetOptions(timeout, 10), is_detailed=True)


def called(fake: FakeDrs) -> Counter[str]:
    """Return the number of requests for each operation."""
    return Counter(request.operation for request in fake.requests)


# Only calls that change nothing


def test_all_operations_that_describe_list_or_get_are_called() -> None:
    """A new one needs a line in `READS`, or a reason in `NOT_CALLED`."""
    known = {*service_model().operation_names}
    names = {name for name in known if name.startswith(("Describe", "Get", "List"))}
    # An older botocore has no recovery plans.
    assert {*CALLED} & known == names - NOT_CALLED.keys()
    assert names >= NOT_CALLED.keys() & known


def test_nothing_in_the_account_changes(filled: FakeDrs) -> None:
    """Each operation is called, and for each resource once."""
    before = filled.save()
    copy = FakeDrs.copy_of(filled.client())
    assert called(filled).keys() == {*CALLED}
    keys = [(one.operation, str(one.parameters)) for one in filled.requests]
    assert len({*keys}) == len(keys)
    assert copy.copy_report
    assert copy.copy_report.calls == len(keys)
    assert filled.save() == before


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault)[:60])
@pytest.mark.parametrize("probability", [0.1, 1.0])
def test_nothing_in_the_account_changes_when_calls_fail(
    filled: FakeDrs, fault: ServiceError, probability: float
) -> None:
    """The copy ends with a typed error, or has what is left."""
    filled.inject(fault, times=None, probability=probability)
    with suppress(DrsError):
        FakeDrs.copy_of(filled.client(), timeout=60)
    assert {*CALLED} >= called(filled).keys()


# Number and rate of the calls


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("count", "is_detailed", "expected"), [(1000, False, 13), (200, True, 9 + 800)]
)
def test_the_number_of_calls_is_small(
    *, count: int, is_detailed: bool, expected: int
) -> None:
    """A page has 200 resources, and in detail each server takes 4 calls."""
    with FakeDrs(page_size=200) as fake:
        for _ in range(count):
            fake.add_source_server()
        copy = FakeDrs.copy_of(fake.client(), source_server_details=is_detailed)
        assert copy.copy_report
        assert copy.copy_report.calls == len(fake.requests) == expected


@pytest.mark.parametrize(("rate", "burst"), [(5, None), (20, 2)])
def test_all_calls_have_one_rate_limiter(
    filled: FakeDrs, rate: int, burst: int | None
) -> None:
    """A throttled account is read as fast as it allows, with few throttled calls."""
    start = filled.now
    filled.throttle(rate, burst=burst)
    copy = FakeDrs.copy_of(filled.client())
    assert copy.copy_report
    allowed = (copy.copy_report.calls - (burst or rate)) / rate
    passed = (filled.requests[-1].time - start).total_seconds()
    throttled = len(filled.requests) - copy.copy_report.calls
    assert allowed <= passed
    # The limiter has to find the rate first; each of the ten threads asks once.
    assert passed <= 2 * allowed + 5
    assert 0 < throttled <= 20


def test_a_throttled_call_pauses_all_calls(filled: FakeDrs) -> None:
    """No other call is throttled meanwhile, and the call is retried."""
    filled.fail("DescribeJobs", "ThrottlingException", retry_after=7)
    FakeDrs.copy_of(filled.client(), max_concurrency=1)
    start = filled.requests[0].time
    times = [(request.time - start).total_seconds() for request in filled.requests]
    index = next(
        index
        for index, request in enumerate(filled.requests)
        if request.outcome == "ThrottlingException"
    )
    assert set(times[: index + 1]) == {0}
    assert min(times[index + 1 :]) >= 7


# Pages


@pytest.fixture
def paged() -> Iterator[FakeDrs]:
    """Run a fake with five source servers, on three pages."""
    with FakeDrs(page_size=2) as fake:
        for _ in range(5):
            fake.add_source_server()
        yield fake


def ids(reading: Reading) -> list[str]:
    """Return the IDs of the source servers that were read."""
    servers = reading.answers.items("DescribeSourceServers")
    return [server["sourceServerID"] for server in servers]


FIVE = [f"s-{number:017}" for number in range(1, 6)]


def test_all_pages_are_read(filled: FakeDrs, filled_state: str) -> None:
    """Small pages make no difference."""
    whole = read(filled).answers
    filled.load(filled_state.replace('"page_size": 50', '"page_size": 2'))
    assert read(filled).answers == whole
    assert called(filled)["DescribeSourceServers"] == 1 + 4


@pytest.mark.parametrize(
    "fault",
    [Truncated(), Reset(), ServiceError("ThrottlingException"), Answer(body=b"{}")],
    ids=str,
)
def test_a_page_that_fails_is_requested_again(paged: FakeDrs, fault: Fault) -> None:
    """The list does not begin again, and no item is missing or there twice."""
    token = paged.boto3_client().describe_source_servers().get("nextToken")
    paged.inject(fault, "DescribeSourceServers", resource_id=token, times=2)
    assert ids(read(paged)) == FIVE
    _, *requests = paged.assert_requested("DescribeSourceServers")
    pages = Counter(request.parameters.get("nextToken") for request in requests)
    assert sorted(pages.values()) == [1, 1, 3]
    assert pages[token] == 3


def test_an_item_on_two_pages_is_read_once(fake: FakeDrs) -> None:
    """A server that is added while pages are read moves others to the next page."""
    server_ids = [fake.add_source_server() for _ in range(3)]
    one, two, three = ({**fake.source_server(server_id)} for server_id in server_ids)
    changed: dict[str, object] = {**two, "tags": {}}
    fake.answer("DescribeSourceServers", json={"items": [one, two], "nextToken": "2"})
    fake.answer("DescribeSourceServers", json={"items": [changed, three]})
    assert ids(read(fake)) == server_ids
    fake.assert_requested("GetLaunchConfiguration", times=3)


# Progress


def test_progress_counts_the_calls(filled: FakeDrs) -> None:
    """The total grows with each list, and no call is reported twice."""
    seen: list[FleetProgress[object]] = []
    copy = FakeDrs.copy_of(filled.client(), on_progress=seen.append)
    assert copy.copy_report
    first, *_, last = seen
    assert first.total == len(CALLED_ONCE)
    assert last.total == last.succeeded == len(seen) == copy.copy_report.calls
    assert len({one.resource_id for one in seen}) == len(seen)
    assert str(last) == f"FakeDrs.copy_of: {len(seen)} of {len(seen)} done"


def test_a_watch_displays_the_progress(filled: FakeDrs) -> None:
    """It has the number of calls."""
    terminal = Terminal()
    with Watch(console=terminal.console) as watch:
        copy = FakeDrs.copy_of(filled.client(), on_progress=watch)
    assert copy.copy_report
    count = copy.copy_report.calls
    assert f"{count} of {count} calls done" in terminal.display


def test_retries_are_reported(
    filled: FakeDrs, caplog: pytest.LogCaptureFixture
) -> None:
    """A copy that waits says what for, as fleets do."""
    filled.fail("DescribeJobs", "InternalServerException", times=4)
    FakeDrs.copy_of(filled.client())
    assert "DRS cannot process calls in us-east-1" in caplog.text


# Errors


@pytest.mark.parametrize("operation", [*CALLED])
def test_a_missing_permission_is_named(filled: FakeDrs, operation: str) -> None:
    """Without access to a staging account, the rest is copied."""
    filled.fail(operation, "AccessDeniedException", message="no", times=None)
    if operation == "ListExtensibleSourceServers":
        reading = read(filled)
        assert list(map(str, reading.not_copied)) == [
            f"ListExtensibleSourceServers {OTHER_ACCOUNT}: AccessDeniedException: no"
        ]
        assert reading.answers.items(operation, OTHER_ACCOUNT) == []
        return
    with pytest.raises(AccessDeniedException, match=f"permission drs:{operation} "):
        read(filled)


@pytest.mark.parametrize("operation", CALLED)
def test_a_resource_that_is_deleted_meanwhile_is_left_out(
    filled: FakeDrs, operation: str
) -> None:
    """The list that has it is without it; that of all resources cannot be missing."""
    filled.fail(operation, "ResourceNotFoundException")
    if operation in CALLED_ONCE:
        with pytest.raises(ResourceNotFoundException):
            read(filled)
        return
    answers = read(filled).answers
    (failed,) = (one for one in filled.requests if one.outcome != "OK")
    (gone,) = (
        value
        for name, value in failed.parameters.items()
        if name not in {"maxResults", "nextToken"}
    )
    for one in READS:
        for response in answers.responses.get(one.parents, {}).values():
            for items in response.values():
                assert gone not in {item[one.id_member] for item in items}
    # No hint of it makes the copy fail.
    filled.fail(operation, "ResourceNotFoundException")
    copy = FakeDrs.copy_of(filled.client())
    load_checked(copy.save())


def test_a_server_that_is_really_deleted_is_left_out(filled: FakeDrs) -> None:
    """Its jobs are still there."""
    drs = filled.boto3_client()
    server_id = filled.add_source_server(state="STOPPED")
    drs.disconnect_source_server(sourceServerID=server_id)

    def delete(progress: FleetProgress[object]) -> None:
        if progress.resource_id == "DescribeSourceServers":
            drs.delete_source_server(sourceServerID=server_id)

    with FakeDrs.copy_of(filled.client(), on_progress=delete) as copy:
        assert answers(copy) == answers(filled)


@pytest.mark.parametrize("is_detailed", [False, True])
def test_an_uninitialized_account_gives_an_uninitialized_fake(
    *, is_detailed: bool
) -> None:
    """Its calls are refused as those of the account."""
    with FakeDrs(initialized=False, region_name="eu-west-1") as fake:
        copied = FakeDrs.copy_of(fake.client(), source_server_details=is_detailed)
    assert copied.copy_report
    assert not copied.copy_report.not_copied
    with copied:
        drs = copied.client()
        with pytest.raises(UninitializedAccountException):
            list(drs.describe_jobs())
        drs.initialize_service()
        assert not list(drs.describe_jobs())


def test_an_error_that_does_not_pass_ends_the_copy(filled: FakeDrs) -> None:
    """It is tried again before, as by fleets, and then no other call is made."""
    filled.fail("DescribeJobs", "InternalServerException", times=None)
    with pytest.raises(InternalServerException):
        read(filled)
    filled.assert_requested("DescribeJobs", times=5)
    assert called(filled).keys() <= {*CALLED_ONCE}


def test_an_unreachable_service_ends_the_copy(filled: FakeDrs) -> None:
    """The error is that of any other call."""
    account = filled.client()
    filled.close()
    with pytest.raises(DrsConnectionError):
        FakeDrs.copy_of(account)


def test_a_copy_ends_with_its_timeout(filled: FakeDrs) -> None:
    """A throttled call has its error, and others were not attempted."""
    start = filled.now
    filled.fail("DescribeJobs", "ThrottlingException", times=None, retry_after=60)
    with pytest.raises((ThrottlingException, NotAttemptedError)):
        read(filled, timeout=90)
    assert (filled.now - start).total_seconds() == pytest.approx(90, abs=1)


def test_a_copy_can_have_no_time_at_all(filled: FakeDrs) -> None:
    """No call is made."""
    with pytest.raises(NotAttemptedError, match=r"FakeDrs\.copy_of was not called"):
        FakeDrs.copy_of(filled.client(), timeout=0)
    assert not filled.requests


def test_ctrl_c_waits_for_calls_in_flight(filled: FakeDrs) -> None:
    """The interrupt has the results so far."""
    reported = list[str]()

    def press_ctrl_c(progress: FleetProgress[object]) -> None:
        reported.append(progress.resource_id)
        if len(reported) == 20:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(FleetInterrupt) as caught:
        FakeDrs.copy_of(filled.client(), on_progress=press_ctrl_c, max_concurrency=2)
    outcome = caught.value.outcome
    assert outcome.operation_name == "FakeDrs.copy_of"
    assert outcome.succeeded.keys() >= {*reported}
    assert len(filled.requests) == len(outcome.succeeded) < 30


def test_an_exception_of_the_callback_ends_the_copy(filled: FakeDrs) -> None:
    """It reaches the caller unchanged."""

    def fail(_: object) -> None:
        raise RuntimeError("no disk space")

    with pytest.raises(RuntimeError, match="no disk space"):
        FakeDrs.copy_of(filled.client(), on_progress=fail)


# Arguments


def test_a_copy_needs_a_client() -> None:
    """No account is no copy."""
    with pytest.raises(ValueError, match="at least one client"):
        FakeDrs.copy_of([])


def test_an_account_cannot_be_copied_twice(filled: FakeDrs) -> None:
    """Two clients of the same account and Region would be one site."""
    expected = "two clients are for account 123456789012 in us-east-1"
    with pytest.raises(ValueError, match=expected):
        FakeDrs.copy_of([filled.client(), filled.client()])


def test_accounts_without_resources_get_ids(filled: FakeDrs) -> None:
    """No call tells the ID of an account; ARNs do."""
    regions = ("us-east-1", "eu-west-1")
    sites = [
        filled.site(account_id=account_id, region_name=region_name)
        for account_id in ("111122223333", "444455556666")
        for region_name in regions
    ]
    copy = FakeDrs.copy_of([one.client() for one in (*sites, filled)])
    assert [copy.account_id, copy.region_name] == ["123456789013", "us-east-1"]
    assert sorted(json.loads(copy.save())["sites"]) == [
        "123456789012/eu-west-1",
        "123456789012/us-east-1",
        "123456789013/eu-west-1",
        "123456789013/us-east-1",
        "123456789014/us-east-1",
        # It has the stand-in of a server that another is extended from.
        "210987654321/us-east-1",
    ]


@pytest.mark.parametrize("max_concurrency", [0, 11, True, 1.5])
def test_concurrency_has_limits(filled: FakeDrs, max_concurrency: int) -> None:
    """Each concurrent call needs a connection."""
    with pytest.raises(DrsParameterError, match="max_concurrency"):
        FakeDrs.copy_of(filled.client(), max_concurrency=max_concurrency)
    assert not filled.requests


def test_as_many_calls_are_concurrent_as_are_allowed(filled: FakeDrs) -> None:
    """There are more calls than lists of resources."""
    account = filled.client(config=Config(max_pool_connections=20))
    threads = set[int]()

    def record(**_: object) -> None:
        threads.add(threading.get_ident())

    account.boto3_client.meta.events.register("before-call.drs", record)
    filled.inject(Latency(0.01), times=None)
    FakeDrs.copy_of(account, max_concurrency=20)
    assert len(threads) == 20


def test_clocks_that_go_wrong_do_not_put_the_past_into_the_future(
    filled: FakeDrs,
) -> None:
    """The copy starts at the latest time that the account has seen."""

    class Clock:
        """A clock that is a day behind."""

        monotonic = staticmethod(filled.monotonic)
        sleep = staticmethod(filled.sleep)

        def time(self) -> float:
            return filled.time() - 86400

    account = DrsClient(client=filled.boto3_client(), clock=Clock())
    copy = FakeDrs.copy_of(account)
    assert filled.now - timedelta(minutes=10) < copy.now <= filled.now
    assert copy.copy_report
    assert copy.copy_report.time == copy.now


# Responses that the fake could not give


def test_unknown_members_are_noted(filled: FakeDrs) -> None:
    """A newer service sends more than the installed botocore knows."""
    expected = read(filled).answers
    filled.inject(UnknownMembers({"weather": "rain"}), times=None)
    reading = read(filled)
    assert reading.answers == expected
    subjects = {one.subject for one in reading.not_copied}
    assert f"GetLaunchConfiguration {FIVE[0]}.weather" in subjects
    assert "DescribeSourceServers.items[0].sourceProperties.weather" in subjects
    reasons = {one.reason for one in reading.not_copied}
    assert reasons == {"the installed botocore does not know this member"}


def servers_read(fake: FakeDrs, *servers: object) -> tuple[list[Wire], list[str]]:
    """Return the source servers that a copy has, and the problems, of an answer."""
    fake.answer("DescribeSourceServers", json={"items": servers})
    reading = read(fake)
    items = reading.answers.items("DescribeSourceServers")
    return items, list(map(str, reading.not_copied))


def test_nulls_are_absent(fake: FakeDrs) -> None:
    """A null is no value, and no problem."""
    server_id = fake.add_source_server()
    server = fake.source_server(server_id)
    whole: Any = {**server, "tags": None, "lifeCycle": {"firstByteDateTime": None}}
    (read_server,), problems = servers_read(fake, whole)
    assert "tags" not in read_server
    assert read_server["lifeCycle"] == {}
    assert not problems


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (["replicationDirection"], "SIDEWAYS", ".replicationDirection: must be one"),
        (["tags"], "x", ".tags: must be a map, not 'x'"),
        (["tags", "k"], 7, ".tags['k']: must be a string, not 7"),
        (["arn"], "arn", ".arn: must be at least 20 characters long, not 3"),
        (["sourceProperties", "disks"], {}, ".sourceProperties.disks: must be a list"),
        (["sourceProperties", "ramBytes"], True, ".ramBytes: must be an integer"),
        (["lifeCycle", "firstByteDateTime"], "the day before", ".lifeCycle.first"),
        (["lifeCycle", "firstByteDateTime"], "0001-01-01T00:00:00+10:00", ".first"),
        (["sourceProperties", "cpus"], [7], ".cpus[0]: must be a structure, not 7"),
    ],
)
def test_an_invalid_value_is_noted(
    fake: FakeDrs, path: list[str], value: object, problem: str
) -> None:
    """The rest of the resource is copied, as if the service had not sent the value."""
    server = json.loads(json.dumps(fake.source_server(fake.add_source_server())))
    *outer, last = path
    inner = server
    for name in outer:
        inner = inner[name]
    inner[last] = value
    (pruned,), problems = servers_read(fake, server)
    (text,) = problems
    assert text.startswith("DescribeSourceServers.items[0].")
    assert problem in text
    for name in outer:
        pruned = pruned[name]
    assert last not in pruned or pruned[last] == []


def test_an_item_without_an_id_is_noted(fake: FakeDrs) -> None:
    """It could not be found, nor asked for more."""
    server = dict(fake.source_server(fake.add_source_server()))
    nameless = {name: one for name, one in server.items() if name != "sourceServerID"}
    servers, problems = servers_read(fake, server, nameless, 7, None)
    assert servers == [server]
    assert problems == [
        "DescribeSourceServers.items[2]: must be a structure, not 7",
        "DescribeSourceServers[]: has no valid sourceServerID",
    ]


def test_a_response_without_a_required_member_is_noted(filled: FakeDrs) -> None:
    """There is nothing to copy of it then."""
    filled.answer("GetRecoveryPlan", json={"recoveryPlan": {"name": "shop"}})
    filled.answer("GetRecoveryPlanExecution", json={})
    filled.answer("GetFailbackReplicationConfiguration", json={})
    copy = FakeDrs.copy_of(filled.client())
    assert copy.copy_report
    problems = [str(one) for one in copy.copy_report.not_copied]
    assert len([one for one in problems if "has no valid" in one]) == 4
    load_checked(copy.save())


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"items": 7}', b"\xff"])
def test_a_response_that_is_none_ends_the_copy(fake: FakeDrs, body: bytes) -> None:
    """An empty page would be a copy without servers."""
    fake.answer("DescribeSourceServers", body=body, times=None)
    with pytest.raises(DrsError):
        FakeDrs.copy_of(fake.client(), timeout=60)


# Old and new versions of boto3


def test_operations_that_boto3_does_not_know_are_left_out(
    filled: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recovery plans are newer than the rest."""
    account = filled.client()
    mapping = account.boto3_client.meta.method_to_api_mapping
    for method, operation in list(mapping.items()):
        if "RecoveryPlan" in operation:
            monkeypatch.delitem(mapping, method)
    answers = read_account(account, FleetOptions(60.0, 10), is_detailed=True).answers
    assert answers.responses.keys() == {one for one in CALLED if "Plan" not in one}


@pytest.mark.parametrize("alteration", altered_botocore.ALTERATIONS)
def test_copies_work_on_an_altered_botocore(
    filled: FakeDrs, monkeypatch: pytest.MonkeyPatch, alteration: str
) -> None:
    """Its own parser gives the same."""
    expected = read(filled).answers
    emit = altered_botocore.altered_emit(alteration)
    monkeypatch.setattr(HierarchicalEmitter, "_emit", emit)
    assert read(filled).answers == expected
