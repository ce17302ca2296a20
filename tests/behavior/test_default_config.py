"""The default configuration of a client, as its requests show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import boto3
import botocore.session
import pytest
from botocore.config import Config

from drsclient import DrsClient, __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.usefixtures("credentials")


def headers(
    fake: FakeDrs, *, config: Config | None = None, session: boto3.Session | None = None
) -> Mapping[str, str]:
    """Make one call with a new client, and return the request's headers."""
    with DrsClient(
        region_name="us-east-1",
        endpoint_url=fake.endpoint_url,
        config=config,
        session=session,
    ) as drs:
        drs.initialize_service()
    return fake.requests[-1].headers


def retry_mode(headers: Mapping[str, str]) -> str:
    """Read the retry mode from a request's headers."""
    return headers["user-agent"].partition("cfg/retry-mode#")[2].partition(" ")[0]


def attempts(config: Config | None = None) -> int | None:
    """Return the maximum number of attempts of a new client, or None by default."""
    with DrsClient(region_name="us-east-1", config=config) as drs:
        boto3_client = drs.boto3_client
    retries: dict[str, int] = vars(boto3_client.meta.config)["retries"]
    return retries.get("total_max_attempts")


def test_the_retry_mode_is_standard(fake_drs: FakeDrs) -> None:
    """The default is `standard`, not boto3's older mode, which retries less."""
    assert retry_mode(headers(fake_drs)) == "standard"


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_the_config_may_set_the_retry_mode(
    fake_drs: FakeDrs, mode: Literal["legacy", "standard", "adaptive"]
) -> None:
    """A retry mode in the config is kept."""
    config = Config(retries={"mode": mode})
    assert retry_mode(headers(fake_drs, config=config)) == mode


@pytest.mark.parametrize("mode", ["legacy", "adaptive"])
def test_the_environment_may_set_the_retry_mode(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """A retry mode in `AWS_RETRY_MODE` is kept."""
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    assert retry_mode(headers(fake_drs)) == mode


def test_the_profile_may_set_the_retry_mode(
    fake_drs: FakeDrs, aws_config: Path
) -> None:
    """The profile's `retry_mode` is kept, even if the profile is a session's."""
    aws_config.write_text(
        "[default]\nretry_mode = adaptive\n[profile ops]\nretry_mode = legacy\n"
    )
    assert retry_mode(headers(fake_drs)) == "adaptive"
    session = boto3.Session("AKIASESSION", "secret", profile_name="ops")
    assert retry_mode(headers(fake_drs, session=session)) == "legacy"


def test_the_config_overrides_the_environment(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The config takes precedence over the environment, as in botocore."""
    monkeypatch.setenv("AWS_RETRY_MODE", "legacy")
    config = Config(retries={"mode": "adaptive"})
    assert retry_mode(headers(fake_drs, config=config)) == "adaptive"


def test_the_config_may_set_the_number_of_attempts(fake_drs: FakeDrs) -> None:
    """A number of attempts or retries is kept, and the mode is still standard."""
    config = Config(retries={"total_max_attempts": 5})
    assert retry_mode(headers(fake_drs, config=config)) == "standard"
    assert attempts(config) == 5
    config = Config(retries={"max_attempts": 0})
    assert retry_mode(headers(fake_drs, config=config)) == "standard"
    assert attempts(config) == 1


def test_the_environment_may_set_the_number_of_attempts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A number in `AWS_MAX_ATTEMPTS` is kept; without one, botocore decides."""
    assert attempts() is None
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    assert attempts() == 7


def test_the_user_agent_names_this_library(fake_drs: FakeDrs) -> None:
    """The user agent shows AWS Support that this library made the call."""
    agent = headers(fake_drs)["user-agent"]
    assert f"drsclient/{__version__}" in agent.split()


def test_the_user_agent_keeps_the_extra_of_the_config(fake_drs: FakeDrs) -> None:
    """The config's own `user_agent_extra` is kept."""
    config = Config(user_agent_extra="nightly-drill/2")
    agent = headers(fake_drs, config=config)["user-agent"].split()
    assert "nightly-drill/2" in agent
    assert f"drsclient/{__version__}" in agent


def test_the_config_is_not_changed(fake_drs: FakeDrs) -> None:
    """A config that is used for several clients stays unchanged."""
    config = Config(user_agent_extra="nightly-drill/2", retries={"max_attempts": 4})
    agents = [headers(fake_drs, config=config)["user-agent"] for _ in range(2)]
    assert [agent.count("drsclient/") for agent in agents] == [1, 1]
    assert [attempts(config) for _ in range(2)] == [5, 5]
    assert vars(config)["retries"] == {"max_attempts": 4}


@pytest.mark.parametrize("config", [None, Config(connect_timeout=5)])
def test_a_session_may_have_its_own_config(
    fake_drs: FakeDrs, config: Config | None
) -> None:
    """A session's config for all of its clients also applies to ours."""
    core = botocore.session.get_session()
    client_defaults = Config(retries={"mode": "legacy"}, user_agent_extra="mine/1")
    core.set_default_client_config(client_defaults)
    session = boto3.Session(botocore_session=core)
    received = headers(fake_drs, session=session, config=config)
    assert retry_mode(received) == "legacy"
    assert received["user-agent"].endswith(f"mine/1 drsclient/{__version__}")
