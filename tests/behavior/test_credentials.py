"""Invalid credentials and configuration from boto3's provider chain."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore import UNSIGNED, exceptions
from botocore.config import Config

from drsclient import (
    AuthenticationException,
    DrsClient,
    DrsConfigurationError,
    DrsCredentialsError,
    DrsError,
)

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from drsclient.testing import FakeDrs

    Serve = Callable[[Callable[[socket.socket], object]], str]

ONCE = Config(retries={"total_max_attempts": 1})
EXPIRED = {
    "Version": 1,
    "AccessKeyId": "AKIAEXPIRED",
    "SecretAccessKey": "secret",
    "SessionToken": "token",
    "Expiration": "2001-01-01T00:00:00Z",
}

# Writes a credential process with this Python source, and a profile that runs it.
CredentialProcess = Callable[[str], None]


@pytest.fixture
def credential_process(aws_config: Path, tmp_path: Path) -> CredentialProcess:
    """Return a function that makes the profile `ops` run a Python script."""

    def write(source: str) -> None:
        script = tmp_path / "credentials.py"
        script.write_text(source)
        command = f'"{sys.executable}" -IS "{script}"'
        aws_config.write_text(f"[profile ops]\ncredential_process = {command}\n")

    return write


def refusal(**options: Any) -> DrsError:  # noqa: ANN401 - each option has its own type
    """Try to create a client, and return the error that this raises."""
    with pytest.raises(DrsError) as caught:
        DrsClient(**options)
    assert isinstance(caught.value, exceptions.BotoCoreError)
    return caught.value


def failure(endpoint_url: str, **options: Any) -> DrsError:  # noqa: ANN401 - see above
    """Make a call that fails, and return the error it raises."""
    with (
        DrsClient(
            region_name="us-east-1", endpoint_url=endpoint_url, config=ONCE, **options
        ) as drs,
        pytest.raises(DrsError) as caught,
    ):
        drs.initialize_service()
    return caught.value


def test_the_region_may_be_missing() -> None:
    """Without a Region there is no endpoint, so no client is created."""
    error = refusal()
    assert type(error) is DrsConfigurationError
    assert isinstance(error.__cause__, exceptions.NoRegionError)


def test_credentials_may_be_missing(fake_drs: FakeDrs) -> None:
    """Missing credentials are reported at the first call, when boto3 needs them."""
    error = failure(fake_drs.endpoint_url)
    assert type(error) is DrsCredentialsError
    assert isinstance(error, exceptions.BotoCoreError)
    assert isinstance(error.__cause__, exceptions.NoCredentialsError)
    assert "InitializeService" in str(error)
    assert fake_drs.requests == ()


def test_credentials_may_be_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for half a key pair names the missing half."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAPARTIAL")
    error = refusal(region_name="us-east-1")
    assert type(error) is DrsCredentialsError
    assert isinstance(error.__cause__, exceptions.PartialCredentialsError)
    assert "AWS_SECRET_ACCESS_KEY" in str(error)


def test_the_service_may_report_expired_credentials(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Expired credentials in a request raise the service's error."""
    fake_drs.fail("InitializeService", "ExpiredTokenException", status_code=403)
    with pytest.raises(AuthenticationException) as caught:
        drs_client.initialize_service()
    assert caught.value.code == "ExpiredTokenException"
    assert not caught.value.retryable


def test_refreshed_credentials_may_be_expired(
    fake_drs: FakeDrs, credential_process: CredentialProcess
) -> None:
    """A refresh that yields expired credentials is a credentials error."""
    credential_process(f"print({json.dumps(EXPIRED)!r})")
    error = failure(fake_drs.endpoint_url, profile_name="ops")
    assert type(error) is DrsCredentialsError
    assert type(error.__cause__) is RuntimeError
    assert "InitializeService" in str(error)
    assert "expired" in str(error)
    assert fake_drs.requests == ()


def test_refreshing_credentials_may_fail(
    fake_drs: FakeDrs, credential_process: CredentialProcess, tmp_path: Path
) -> None:
    """A credential process that worked at first may print anything later."""
    credential_process(
        "from pathlib import Path\n"
        f"ran = Path({str(tmp_path / 'ran')!r})\n"
        f"print('please log in' if ran.exists() else {json.dumps(EXPIRED)!r})\n"
        "ran.touch()\n"
    )
    error = failure(fake_drs.endpoint_url, profile_name="ops")
    assert type(error) is DrsCredentialsError
    assert isinstance(error.__cause__, ValueError)
    assert "InitializeService" in str(error)


@pytest.mark.parametrize("source", ["raise SystemExit(3)", "print('{}')"])
def test_a_credential_process_may_fail(
    credential_process: CredentialProcess, source: str
) -> None:
    """A process that fails or prints no credentials is a credentials error."""
    credential_process(source)
    error = refusal(profile_name="ops", region_name="us-east-1")
    assert type(error) is DrsCredentialsError
    assert isinstance(error.__cause__, exceptions.CredentialRetrievalError)


@pytest.mark.parametrize("output", ["please log in", "", "[1]", "null"])
def test_a_credential_process_may_print_anything(
    credential_process: CredentialProcess, output: str
) -> None:
    """Anything but a JSON object is refused as credentials."""
    credential_process(f"print({output!r})")
    error = refusal(profile_name="ops", region_name="us-east-1")
    assert isinstance(error, DrsConfigurationError | DrsCredentialsError)
    assert error.__cause__ is not None


def test_a_credential_process_may_be_missing(aws_config: Path, tmp_path: Path) -> None:
    """The error names the program that does not exist."""
    program = tmp_path / "no-such-program"
    aws_config.write_text(f"[profile ops]\ncredential_process = {program}\n")
    error = refusal(profile_name="ops", region_name="us-east-1")
    assert isinstance(error, DrsConfigurationError | DrsCredentialsError)
    assert isinstance(error.__cause__, FileNotFoundError)
    assert "no-such-program" in str(error)


def test_a_sign_on_may_be_missing(fake_drs: FakeDrs, aws_config: Path) -> None:
    """A user who has not signed on yet has no credentials."""
    aws_config.write_text(
        "[profile ops]\n"
        "sso_start_url = https://sign-on.example\n"
        "sso_region = us-east-1\n"
        "sso_account_id = 123456789012\n"
        "sso_role_name = operator\n"
    )
    error = failure(fake_drs.endpoint_url, profile_name="ops")
    assert type(error) is DrsCredentialsError
    assert isinstance(error.__cause__, exceptions.SSOError)


def test_a_profile_may_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the profile, whether it is from an argument or elsewhere."""
    error = refusal(profile_name="no-such-profile", region_name="us-east-1")
    assert type(error) is DrsConfigurationError
    assert isinstance(error.__cause__, exceptions.ProfileNotFound)
    assert "no-such-profile" in str(error)
    monkeypatch.setenv("AWS_PROFILE", "another-profile")
    assert "another-profile" in str(refusal(region_name="us-east-1"))


def test_the_config_file_may_be_broken(aws_config: Path) -> None:
    """The error names the file."""
    aws_config.write_text("please log in\n")
    error = refusal(region_name="us-east-1")
    assert type(error) is DrsConfigurationError
    assert isinstance(error.__cause__, exceptions.ConfigParseError)
    assert str(aws_config) in str(error)


@pytest.mark.parametrize(
    ("setting", "value"), [("retry_mode", "eager"), ("max_attempts", "many")]
)
def test_a_setting_may_be_wrong(aws_config: Path, setting: str, value: str) -> None:
    """An invalid setting in the profile is refused when the client is created."""
    aws_config.write_text(f"[profile ops]\nregion = us-east-1\n{setting} = {value}\n")
    error = refusal(profile_name="ops")
    assert type(error) is DrsConfigurationError
    assert value in str(error)


@pytest.mark.parametrize("url", ["nonsense", "http://", "http://a b", ""])
def test_an_endpoint_must_be_a_url(url: str) -> None:
    """An invalid URL is a configuration error, not botocore's plain `ValueError`."""
    error = refusal(region_name="us-east-1", endpoint_url=url)
    assert type(error) is DrsConfigurationError
    assert type(error.__cause__) is ValueError


@pytest.mark.parametrize(
    "options",
    [
        {"signature_version": 5},
        {"signature_version": []},
        {"signature_version": b"v4"},
        {"user_agent_appid": 5},
        {"defaults_mode": 5},
        {"connect_timeout": "soon"},
    ],
    ids=str,
)
def test_a_value_in_a_config_must_have_the_right_type(options: dict[str, Any]) -> None:
    """A `Config` checks few values; one of another type fails when a client is made."""
    config = Config(**options)
    error = refusal(region_name="us-east-1", config=config)
    assert type(error) is DrsConfigurationError


def test_a_mistake_in_a_session_handler_propagates() -> None:
    """It is not taken for a setting of the wrong type."""

    def handler(**_: object) -> None:
        raise TypeError("mine")

    session = boto3.Session(region_name="us-east-1")
    session.events.register("creating-client-class.drs", handler)
    with pytest.raises(TypeError, match="mine"):
        DrsClient(session=session)


@pytest.mark.usefixtures("credentials")
def test_a_port_must_be_valid() -> None:
    """An invalid port is refused at once or at the first call."""
    with (
        pytest.raises(DrsConfigurationError),
        DrsClient(
            region_name="us-east-1", endpoint_url="http://127.0.0.1:99999", config=ONCE
        ) as drs,
    ):
        drs.initialize_service()


def test_a_region_must_be_valid() -> None:
    """A Region that cannot be part of a host name is refused at once."""
    error = refusal(region_name="us east 1")
    assert type(error) is DrsConfigurationError
    assert isinstance(error.__cause__, exceptions.InvalidRegionError)


def test_a_role_that_cannot_be_assumed_is_a_credentials_error(
    fake_drs: FakeDrs, serve: Serve, aws_config: Path
) -> None:
    """An error from another service is not reported as an error from DRS."""

    def refuse(connection: socket.socket) -> None:
        connection.recv(65536)
        body = (
            b"<ErrorResponse><Error><Code>AccessDenied</Code>"
            b"<Message>not you</Message></Error></ErrorResponse>"
        )
        head = f"HTTP/1.1 403 Forbidden\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)

    aws_config.write_text(
        "[profile role]\n"
        "role_arn = arn:aws:iam::123456789012:role/operator\n"
        "source_profile = base\n"
        "services = local\n"
        "[profile base]\n"
        "aws_access_key_id = AKIABASE\n"
        "aws_secret_access_key = secret\n"
        "[services local]\n"
        f"sts =\n  endpoint_url = http://{serve(refuse)}\n"
    )
    with (
        DrsClient(
            profile_name="role",
            region_name="us-east-1",
            endpoint_url=fake_drs.endpoint_url,
        ) as drs,
        pytest.raises(DrsCredentialsError, match="not you") as caught,
    ):
        drs.initialize_service()
    assert str(caught.value).startswith("InitializeService: ")
    assert isinstance(caught.value.__cause__, exceptions.ClientError)
    assert fake_drs.requests == ()


@pytest.mark.parametrize("name", ["AccessKeyId", "SecretAccessKey", "SessionToken"])
@pytest.mark.parametrize(
    "value", [5, [], "\ud800"], ids=["number", "list", "surrogate"]
)
def test_credentials_must_be_text(
    fake_drs: FakeDrs, credential_process: CredentialProcess, name: str, value: object
) -> None:
    """Credentials that cannot sign a request are a credentials error."""
    valid = {k: v for k, v in EXPIRED.items() if k != "Expiration"}
    credential_process(f"print({json.dumps({**valid, name: value or [1]})!r})")
    error = failure(fake_drs.endpoint_url, profile_name="ops")
    assert type(error) is DrsCredentialsError
    assert "InitializeService" in str(error)
    assert error.__cause__ is not None
    assert fake_drs.requests == ()


def test_requests_may_be_unsigned(fake_drs: FakeDrs) -> None:
    """A client that signs nothing needs no credentials, and sends its requests."""
    unsigned = Config(signature_version=UNSIGNED)
    fake_drs.answer("InitializeService", body=b"")
    with DrsClient(
        region_name="us-east-1", endpoint_url=fake_drs.endpoint_url, config=unsigned
    ) as drs:
        drs.initialize_service()
    assert len(fake_drs.requests) == 1


def test_a_credentials_error_of_a_handler_propagates(
    fake_drs: FakeDrs, credential_process: CredentialProcess
) -> None:
    """An error that a handler gets for its own credentials is left unchanged."""
    credential_process("print('[1]')")

    def handler(**_: object) -> None:
        boto3.Session(profile_name="ops").get_credentials()

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("before-send.drs", handler)
    with pytest.raises(AttributeError):
        DrsClient(client=boto3_client).initialize_service()


def test_a_signer_with_another_interface_signs_without_our_check(
    fake_drs: FakeDrs,
) -> None:
    """If botocore changes how credentials are resolved, calls still work."""

    class Signer:
        """The signer of a future botocore."""

        def get_auth_instance(self) -> object:
            """Accept no arguments."""
            raise AssertionError

    boto3_client = fake_drs.boto3_client()
    drs = DrsClient(client=boto3_client)
    events = boto3_client.meta.events

    def emit(emitted: str, **event: Any) -> Any:  # noqa: ANN401 - any event
        if emitted.startswith("before-sign."):
            event["request_signer"] = Signer()
        return emit_unchanged(emitted, **event)

    emit_unchanged = events.emit
    vars(events)["emit"] = emit
    drs.initialize_service()
    assert len(fake_drs.requests) == 1


def test_a_port_of_a_boto3_client_must_be_valid() -> None:
    """A boto3 client that could never connect is refused."""
    # The stubs also name the services whose own stubs are not installed.
    client = boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "drs", region_name="us-east-1", endpoint_url="http://127.0.0.1:99999"
    )
    with pytest.raises(DrsConfigurationError, match="99999"):
        DrsClient(client=client)
