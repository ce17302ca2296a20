from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from drsclient import (
    AuthenticationException,
    DrsConfigurationError,
    DrsCredentialsError,
    DrsParameterError,
    from_wire,
    to_wire,
)
from drsclient.fleet import region_statuses
from drsclient.outcomes import RegionState, RegionStatus
from drsclient.testing import FakeDrs, Html, Reset, ServiceError, Truncated

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from drsclient.testing import Fault
    from tests.conftest import Serve

# Each error is seen at once: nothing is retried.
ONCE = Config(retries={"total_max_attempts": 1})

UNKNOWN_CREDENTIALS = ServiceError("UnrecognizedClientException", status_code=403)


@pytest.fixture(autouse=True)
def in_the_environment(fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Direct the clients of all Regions to the fake."""
    for name, value in fake_drs.environment.items():
        monkeypatch.setenv(name, value)


def break_region(fake: FakeDrs, region_name: str, fault: Fault) -> None:
    """Let the check of every Region fail."""
    fake.inject(fault, region_name=region_name, times=None)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (ServiceError("UninitializedAccountException"), RegionState.NOT_INITIALIZED),
        (ServiceError("AccessDeniedException"), RegionState.DENIED),
        (ServiceError("OptInRequired", status_code=403), RegionState.NOT_ENABLED),
        (ServiceError("InvalidClientTokenId"), RegionState.NOT_ENABLED),
        (UNKNOWN_CREDENTIALS, RegionState.NOT_ENABLED),
        (ServiceError("ThrottlingException"), RegionState.UNREACHABLE),
        (ServiceError("InternalServerException"), RegionState.UNREACHABLE),
        (Reset(), RegionState.UNREACHABLE),
        (Truncated(), RegionState.UNREACHABLE),
        (Html(status_code=200), RegionState.UNREACHABLE),
        (Html(status_code=403), RegionState.UNREACHABLE),
    ],
    ids=str,
)
def test_the_response_of_a_region_gives_its_state(
    fake_drs: FakeDrs, fault: Fault, state: RegionState
) -> None:
    """Each error about the Region is a state, with the error's text."""
    fake_drs.inject(fault)
    status = fake_drs.site(region_name="eu-west-1").client().region_status()
    assert (status.region_name, status.state) == ("eu-west-1", state)
    assert status.reason
    assert str(status) == f"eu-west-1: {state} ({status.reason})"
    assert from_wire(RegionStatus, to_wire(status)) == status


def test_one_check_is_cheap(fake_drs: FakeDrs) -> None:
    """It requests one source server, and no second page."""
    for _ in range(3):
        fake_drs.add_source_server()
    status = fake_drs.client().region_status()
    assert status == RegionStatus(
        region_name="us-east-1", state=RegionState.INITIALIZED
    )
    assert str(status) == "us-east-1: INITIALIZED"
    (request,) = fake_drs.requests
    assert request.operation == "DescribeSourceServers"
    assert request.parameters == {"maxResults": 1}


@pytest.mark.parametrize(
    "code", ["ExpiredTokenException", "InvalidSignatureException", "RequestExpired"]
)
def test_an_error_without_a_region_state_is_raised(
    fake_drs: FakeDrs, code: str
) -> None:
    """Expired credentials and wrong signatures are wrong in every Region."""
    fake_drs.inject(ServiceError(code, status_code=403), times=None)
    with pytest.raises(AuthenticationException):
        fake_drs.client().region_status()
    with pytest.raises(AuthenticationException):
        region_statuses(["us-east-1", "eu-west-1"], config=ONCE)


def test_each_region_has_its_status() -> None:
    """The statuses come in the order of the names, each once."""
    with FakeDrs(initialized=False) as fake:
        session = session_for(fake)
        for name in ("us-east-1", "eu-west-1"):
            fake.site(region_name=name).client().initialize_service()
        break_region(fake, "ap-south-2", UNKNOWN_CREDENTIALS)
        break_region(fake, "eu-central-1", ServiceError("AccessDeniedException"))
        break_region(fake, "us-west-2", Reset())
        statuses = region_statuses(
            [
                *("us-west-2", "eu-west-1", "ap-south-2", "us-east-1"),
                *("eu-west-1", "sa-east-1", "eu-central-1"),
            ],
            session=session,
            endpoint_url=fake.endpoint_url,
            config=ONCE,
        )
    assert [(status.region_name, status.state.value) for status in statuses] == [
        ("us-west-2", "UNREACHABLE"),
        ("eu-west-1", "INITIALIZED"),
        ("ap-south-2", "NOT_ENABLED"),
        ("us-east-1", "INITIALIZED"),
        ("sa-east-1", "NOT_INITIALIZED"),
        ("eu-central-1", "DENIED"),
    ]


def session_for(fake: FakeDrs, region_name: str | None = None) -> boto3.Session:
    """Make a session whose account is that of a fake."""
    return boto3.Session(
        aws_access_key_id=f"AKIA{fake.account_id}",
        aws_secret_access_key="secret",
        region_name=region_name,
    )


@pytest.mark.parametrize(
    ("own_region", "known"),
    [
        (None, "eu-central-1"),
        ("us-east-1", "eu-central-1"),
        ("us-gov-west-1", "us-gov-east-1"),
    ],
)
def test_all_regions_are_those_that_boto3_knows(
    fake_drs: FakeDrs, own_region: str | None, known: str
) -> None:
    """Without names, the Regions are those of the session's own partition."""
    session = session_for(fake_drs, own_region)
    partition = session.get_partition_for_region(known)
    names = session.get_available_regions("drs", partition_name=partition)
    # The environment has a Region as well.
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("AWS_DEFAULT_REGION")
        statuses = region_statuses(session=session, max_concurrency=3)
    assert known in names
    assert [status.region_name for status in statuses] == names
    assert {status.state for status in statuses} == {RegionState.INITIALIZED}
    assert sorted(sent.region_name for sent in fake_drs.requests) == names


def test_statuses_stand_for_their_regions(fake_drs: FakeDrs) -> None:
    """An unreachable status can be passed to check again; so can a single name."""
    break_region(fake_drs, "eu-west-1", Reset())
    before = region_statuses("eu-west-1", config=ONCE)
    fake_drs.clear_faults()
    (after,) = region_statuses(before)
    assert (before[0].state, after.state) == ("UNREACHABLE", "INITIALIZED")
    assert after.region_name == "eu-west-1"
    assert region_statuses(()) == ()


@pytest.mark.parametrize("others", [(), ("eu-west-1",), ("us-west-2",)])
def test_credentials_that_no_region_knows_are_wrong(
    fake_drs: FakeDrs, others: tuple[str, ...]
) -> None:
    """A Region that does not respond does not count."""
    for name in ("us-east-1", "eu-west-1"):
        break_region(fake_drs, name, UNKNOWN_CREDENTIALS)
    break_region(fake_drs, "us-west-2", Reset())
    with pytest.raises(AuthenticationException) as caught:
        region_statuses(["us-east-1", *others], config=ONCE)
    assert caught.value.code == "UnrecognizedClientException"


def test_a_region_that_knows_the_credentials_proves_them(fake_drs: FakeDrs) -> None:
    """Where others know the credentials, the Region is not enabled."""
    break_region(fake_drs, "af-south-1", UNKNOWN_CREDENTIALS)
    for code in ("AccessDenied", "UninitializedAccountException", "OptInRequired"):
        break_region(fake_drs, "us-east-1", ServiceError(code))
        first, _ = region_statuses(["af-south-1", "us-east-1"])
        assert first.state == RegionState.NOT_ENABLED
        fake_drs.clear_faults()
        break_region(fake_drs, "af-south-1", UNKNOWN_CREDENTIALS)


def test_an_error_of_all_regions_is_raised(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arguments, configuration and credentials are not a Region's."""
    session = boto3.Session()
    with pytest.raises(DrsParameterError, match="max_concurrency=0"):
        region_statuses(max_concurrency=0)
    with pytest.raises(DrsParameterError, match="region_names"):
        region_statuses([1])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - a wrong argument
    with pytest.raises(DrsConfigurationError, match="no-such-profile"):
        region_statuses(profile_name="no-such-profile")
    with pytest.raises(DrsConfigurationError, match="cannot be combined"):
        region_statuses(session=session, profile_name="default")
    with pytest.raises(DrsConfigurationError, match="not_a_Region"):
        region_statuses(["us-east-1", "not_a_Region"])
    monkeypatch.setenv("AWS_DEFAULT_REGION", "mars-east-1")
    with pytest.raises(DrsConfigurationError, match="mars-east-1"):
        region_statuses()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(DrsCredentialsError):
        region_statuses(["us-east-1", "eu-west-1"], session=boto3.Session())
    assert not [sent for sent in fake_drs.requests if sent.region_name == "eu-west-1"]


@pytest.mark.parametrize("kind", [LookupError, SystemExit])
def test_an_exception_of_a_handler_is_raised(kind: type[BaseException]) -> None:
    """An exception other than a `DrsError` is not the state of a Region."""

    def fail(**_: object) -> None:
        raise kind("of the user's own")

    session = boto3.Session()
    session.events.register("before-parameter-build.drs", fail)
    with pytest.raises(kind, match="of the user's own"):
        region_statuses(["us-east-1", "eu-west-1"], session=session)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (None, (3, 10, {"total_max_attempts": 2, "mode": "standard"})),
        (Config(read_timeout=1), (3, 1, {"total_max_attempts": 2, "mode": "standard"})),
        (
            Config(connect_timeout=9, retries={"total_max_attempts": 5}),
            (9, 10, {"total_max_attempts": 5, "mode": "standard"}),
        ),
    ],
)
def test_an_unreachable_region_times_out_soon(
    config: Config | None, expected: tuple[object, ...]
) -> None:
    """There are short timeouts and few attempts, unless the caller says otherwise."""
    seen = list[Config]()

    def see(context: Mapping[str, Config], **_: object) -> None:
        seen.append(context["client_config"])

    session = boto3.Session()
    session.events.register("before-parameter-build.drs", see)
    region_statuses("us-east-1", session=session, config=config)
    used: Any = seen[0]  # botocore's type stubs leave out the attributes
    assert (used.connect_timeout, used.read_timeout, used.retries) == expected


def test_regions_are_checked_concurrently(fake_drs: FakeDrs) -> None:
    """No Region waits for the response of another, up to the concurrency."""
    meeting = threading.Barrier(4, timeout=30)

    def meet(**_: object) -> None:
        meeting.wait()

    session = boto3.Session()
    session.events.register("before-send.drs", meet)
    names = ["us-east-1", "us-east-2", "us-west-1", "us-west-2"]
    assert len(region_statuses(names, session=session, max_concurrency=4)) == 4
    assert len(fake_drs.requests) == 4


def test_the_concurrency_is_limited() -> None:
    """There are no more threads than concurrent calls."""
    meeting = threading.Barrier(2, timeout=30)
    threads = set[threading.Thread]()

    def meet(**_: object) -> None:
        threads.add(threading.current_thread())
        meeting.wait()

    session = boto3.Session()
    session.events.register("before-send.drs", meet)
    names = ["us-east-1", "us-east-2", "us-west-1", "us-west-2"]
    assert len(region_statuses(names, session=session, max_concurrency=2)) == 4
    assert len(threads) == 2


@pytest.mark.parametrize("fault", [None, Reset()], ids=str)
def test_every_client_is_closed(fake_drs: FakeDrs, fault: Fault | None) -> None:
    """Clients of Regions that do not respond are closed as well."""
    closed = list[object]()

    class Closing:
        def close(self) -> None:
            closed.append(self)

    def add(base_classes: list[type], **_: object) -> None:
        base_classes.insert(0, Closing)

    if fault:
        fake_drs.inject(fault)
    session = boto3.Session()
    session.events.register("creating-client-class.drs", add)
    region_statuses(["us-east-1", "eu-west-1"], session=session, config=ONCE)
    assert len(set(closed)) == 2


INTERRUPTED = """
import sys
from drsclient.fleet import region_statuses
region_statuses(["us-east-1"], endpoint_url=sys.argv[1])
"""


def test_an_interrupted_program_ends(serve: Serve) -> None:
    """Ctrl-C ends it, although a Region has not responded yet."""
    is_waiting = threading.Event()

    def keep_waiting(connection: socket.socket) -> None:
        is_waiting.set()
        while connection.recv(2**16):
            pass

    url = f"http://{serve(keep_waiting)}"
    command = [sys.executable, "-c", INTERRUPTED, url]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:  # noqa: S603 - our own
        assert is_waiting.wait(30)
        program.send_signal(signal.SIGINT)
        _, report = program.communicate(timeout=5)
    assert "KeyboardInterrupt" in report


def test_an_interrupt_waits_for_no_region(serve: Serve) -> None:
    """Ctrl-C is raised at once, although a Region has not responded yet."""

    def interrupt(connection: socket.socket) -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        connection.recv(2**16)  # and never respond

    url = f"http://{serve(interrupt)}"
    with pytest.raises(KeyboardInterrupt):
        region_statuses(["us-east-1"], endpoint_url=url)
