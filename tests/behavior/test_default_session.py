"""The session of a client by default, and the creation of clients in threads."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from drsclient import DrsClient, DrsConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from drsclient.testing import FakeDrs

REGIONS = ["eu-west-1", "eu-north-1", "us-east-1", "us-west-2", "sa-east-1"]


def test_the_default_session_is_used(fake_drs: FakeDrs) -> None:
    """The arguments of `boto3.setup_default_session` apply to the client."""
    boto3.setup_default_session(
        aws_access_key_id="AKIADEFAULT",
        aws_secret_access_key="secret",
        region_name="sa-east-1",
    )
    with DrsClient(endpoint_url=fake_drs.endpoint_url) as drs:
        drs.initialize_service()
    signature = fake_drs.requests[0].headers["authorization"]
    assert "Credential=AKIADEFAULT/" in signature
    assert "/sa-east-1/drs/" in signature


def test_the_default_session_is_created_if_there_is_none() -> None:
    """The next client, of drsclient or boto3, shares the session."""
    with DrsClient(region_name="eu-west-1"):
        session = boto3.DEFAULT_SESSION
    assert session is not None
    with DrsClient(region_name="us-east-1"):
        assert boto3.DEFAULT_SESSION is session


def test_a_profile_does_not_use_the_default_session(aws_config: Path) -> None:
    """A client of a profile has a session of its own."""
    aws_config.write_text("[profile ops]\nregion = eu-north-1\n")
    with DrsClient(profile_name="ops"):
        assert boto3.DEFAULT_SESSION is None


def test_a_session_does_not_use_the_default_session() -> None:
    """A client of a given session does not create the default session."""
    with DrsClient(session=boto3.Session(region_name="eu-north-1")):
        assert boto3.DEFAULT_SESSION is None


@pytest.mark.parametrize("shared", [True, False], ids=["session", "default session"])
def test_clients_may_be_created_concurrently(*, shared: bool) -> None:
    """Clients created from one session by several threads have their own Regions."""
    session = boto3.Session() if shared else None

    def make(region: str) -> str:
        with DrsClient(session=session, region_name=region) as drs:
            return drs.boto3_client.meta.region_name

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(make, REGIONS * 4)) == REGIONS * 4


def test_creating_a_client_may_create_another() -> None:
    """Credentials may come from code that uses this library itself."""
    session = boto3.Session(region_name="us-east-1")
    regions = ["eu-west-1"]

    def handler(**_: object) -> None:
        if regions:
            DrsClient(region_name=regions.pop(), session=session).close()

    session.events.register("creating-client-class.drs", handler)
    DrsClient(session=session).close()
    assert regions == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_process_can_create_a_client() -> None:
    """A child can create a client although a thread was creating one in the parent."""
    program = """
import os, signal, threading, boto3
from drsclient import DrsClient

session = boto3.Session(region_name="us-east-1")
creating, resume = threading.Event(), threading.Event()

def wait(**_):
    if threading.current_thread() is not threading.main_thread():
        creating.set()
        resume.wait()

session.events.register("creating-client-class.drs", wait)
thread = threading.Thread(target=DrsClient, kwargs={"session": session})
thread.start()
creating.wait()
child = os.fork()
if not child:
    signal.alarm(20)
    DrsClient(session=session)
    os._exit(0)
_, status = os.waitpid(child, 0)
resume.set()
thread.join()
assert status == 0, status
"""
    command = [sys.executable, "-W", "ignore", "-c", program]
    subprocess.run(command, check=True)  # noqa: S603 - it is our own


def test_the_boto3_client_is_available(fake_drs: FakeDrs) -> None:
    """`boto3_client` has the operations that this version of the library lacks."""
    boto3_client = fake_drs.boto3_client()
    drs = DrsClient(client=boto3_client)
    assert drs.boto3_client is boto3_client
    fake_drs.answer("DescribeJobs", body=b'{"items": [{"jobID": "drsjob-1"}]}')
    assert drs.boto3_client.describe_jobs()["items"] == [{"jobID": "drsjob-1"}]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("config", 5, "config= must be a botocore Config, not 5"),
        ("config", {"retries": {}}, "config= must be a botocore Config, not <dict"),
        ("session", 5, "session= must be a boto3 Session, not 5"),
        ("endpoint_url", 5, "endpoint_url= must be a string, not 5"),
        (
            "profile_name",
            b"ops",
            "profile_name= must be a string, not <bytes of 3 bytes>",
        ),
        ("region_name", ["eu"], "region_name= must be a string, not <list of 1 item>"),
    ],
)
def test_an_argument_of_the_wrong_type_is_refused(
    name: str, value: object, expected: str
) -> None:
    """The message names the type that the argument must have."""
    options = cast("dict[str, Any]", {name: value})  # as without a type checker
    with pytest.raises(DrsConfigurationError) as caught:
        DrsClient(**options)
    assert str(caught.value).startswith(expected)
