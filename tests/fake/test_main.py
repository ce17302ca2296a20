from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs, UnknownMembers
from drsclient.testing.__main__ import main
from drsclient.testing._clients import isolated_client
from drsclient.testing._copies.reading import READS
from drsclient.testing._service_model import service_model
from drsclient.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


@pytest.fixture
def _handlers_as_before() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


class RaisedWhileWaiting(threading.Event):
    """An event that does not wait: a signal arrives instead."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self.number = number

    def wait(self, timeout: float | None = None) -> bool:
        """Raise the signal."""
        assert timeout is None
        signal.raise_signal(self.number)
        return self.is_set()


@pytest.mark.usefixtures("_handlers_as_before")
@pytest.mark.parametrize("last", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal_arrives(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    last: signal.Signals,
) -> None:
    """The fake has the options of the command line, and is closed at the end."""
    fakes: list[FakeDrs] = []

    class Watched(FakeDrs):
        def start(self, *, port: int = 0) -> None:
            fakes.append(self)
            super().start(port=port)

    monkeypatch.setattr("drsclient.testing.__main__.FakeDrs", Watched)
    options = "--servers 2 --account 111122223333 --region eu-west-1 --speed 0"
    main(options.split(), stop=RaisedWhileWaiting(last))
    (fake,) = fakes
    arn = fake.source_server("s-00000000000000002").get("arn", "")
    assert "eu-west-1:111122223333" in arn
    with pytest.raises(RuntimeError, match="not running"):
        _ = fake.endpoint_url
    output = capsys.readouterr().out
    assert "aws drs describe-source-servers" in output
    assert "AWS_ACCESS_KEY_ID=AKIA111122223333" in output


@pytest.mark.parametrize("last", [signal.SIGINT, signal.SIGTERM])
def test_the_module_runs_on_its_own(last: signal.Signals) -> None:
    """A process serves at the URL that it prints, and logs each request."""
    with subprocess.Popen(
        [sys.executable, "-m", "drsclient.testing", "--servers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert url
            with contextlib.closing(isolated_client(url[0])) as drs:
                assert len(drs.describe_source_servers()["items"]) == 1
        finally:
            process.send_signal(last)
            _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert re.fullmatch(
        r"2030-01-01T\S+ 123456789012 us-east-1 DescribeSourceServers {} -> OK\n",
        errors,
    )


@pytest.mark.usefixtures("_handlers_as_before")
@pytest.mark.parametrize(
    "options",
    [
        "--port 99999",
        "--speed nan",
        "--account 42",
        "--speed=-1",
        "--servers=-1",
        "--load nothing.json",
        "--load .",
        "--save .",
        "copy",
        "copy --region eu-west-1 --port 80 --save fleet.json",
        "--save nowhere/state.json",
    ],
)
def test_wrong_options_are_explained(
    options: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid option gives an error message without a traceback."""
    with pytest.raises(SystemExit, match="2"):
        main(options.split())
    error = re.compile(r"^python -m drsclient.testing( copy)?: error: ", re.MULTILINE)
    assert error.search(capsys.readouterr().err)


class Requests(threading.Event):
    """An event that makes calls instead of waiting, and then ends the program."""

    def __init__(self, make: Callable[[Boto3DrsClient], object]) -> None:
        super().__init__()
        self.make = make
        self.url = ""

    def wait(self, timeout: float | None = None) -> bool:
        """Make the calls."""
        assert timeout is None
        with contextlib.closing(isolated_client(self.url)) as drs:
            self.make(drs)
        return True


@pytest.fixture
def run(
    _handlers_as_before: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, Callable[[Boto3DrsClient], object]], None]:
    """Return a function that runs the program with options, and calls it."""

    def run(options: str, make: Callable[[Boto3DrsClient], object]) -> None:
        stop = Requests(make)

        class Watched(FakeDrs):
            def start(self, *, port: int = 0) -> None:
                super().start(port=port)
                stop.url = self.endpoint_url

        monkeypatch.setattr("drsclient.testing.__main__.FakeDrs", Watched)
        main(options.split(), stop=stop)

    return run


def test_a_state_is_saved_at_the_end_and_loaded_at_the_beginning(
    run: Callable[[str, Callable[[Boto3DrsClient], object]], None], tmp_path: Path
) -> None:
    """A program that is started again goes on where it ended."""
    file = tmp_path / "state.json"
    found: list[int] = []

    def count(drs: Boto3DrsClient) -> None:
        found.append(len(drs.describe_source_servers()["items"]))

    def delete(drs: Boto3DrsClient) -> None:
        count(drs)
        drs.disconnect_source_server(sourceServerID="s-00000000000000001")
        drs.delete_source_server(sourceServerID="s-00000000000000001")

    run(f"--speed 0 --save {file}", delete)
    run(f"--speed 0 --load {file} --save {file}", count)
    run(f"--speed 0 --load {file} --save {file} --servers 2", count)
    run(f"--speed 0 --load {file}", count)
    assert found == [3, 2, 4, 4]
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("_handlers_as_before")
def test_a_file_without_a_state_is_explained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The message has the file and the path of what is wrong in it."""
    file = tmp_path / "state.json"
    file.write_text('{"page_size": []}')
    with pytest.raises(SystemExit, match="2"):
        main(["--load", str(file)])
    message = capsys.readouterr().err
    assert f"error: {file}: this is not a state" in message
    assert "@ $.page_size" in message
    file.write_bytes(b"\xff")
    with pytest.raises(SystemExit, match="2"):
        main(["--load", str(file)])
    assert f"error: {file}: 'utf-8' codec" in capsys.readouterr().err


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDrs]:
    """Run a fake with source servers, as the account of boto3's credentials."""
    with FakeDrs(account_id="111122223333", region_name="eu-west-1") as fake:
        for number in range(5):
            fake.add_source_server(hostname=f"db-{number}", state="CONTINUOUS")
        for name, text in fake.environment.items():
            monkeypatch.setenv(name, text)
        yield fake


def test_a_copy_is_saved_and_served(
    run: Callable[[str, Callable[[Boto3DrsClient], object]], None],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    account: FakeDrs,
) -> None:
    """The program serves the first account and Region of the copy by default."""
    file = tmp_path / "fleet.json"
    main(["copy", "--save", str(file)])
    output, errors = capsys.readouterr()
    calls = len(account.requests)
    assert output.startswith(f"Copied with {calls} calls at 20")
    assert output.endswith(
        f"Saved as {file}. Try:\n  python -m drsclient.testing --load {file}\n"
    )
    assert f"Z {calls} of {calls} calls done\n" in errors
    assert list(tmp_path.iterdir()) == [file]

    def count(drs: Boto3DrsClient) -> None:
        with contextlib.closing(
            isolated_client(
                drs.meta.endpoint_url,
                access_key_id="AKIA111122223333",
                region_name="eu-west-1",
            )
        ) as copied:
            assert len(copied.describe_source_servers()["items"]) == 5

    def hint(options: str) -> str:
        run(f"--speed 0 --load {file} {options}", count)
        return capsys.readouterr().out

    assert "AKIA111122223333" in hint("")
    assert "AWS_DEFAULT_REGION=eu-west-1" in hint("")
    assert "AWS_DEFAULT_REGION=us-east-2" in hint("--region us-east-2")
    assert "AKIA999988887777" in hint("--account 999988887777")


def test_several_accounts_and_regions_are_copied(
    account: FakeDrs, aws_config: Path, tmp_path: Path
) -> None:
    """Each profile in each Region, and without what takes many calls."""
    account_ids = ("111122223333", "999988887777")
    aws_config.write_text(
        "".join(
            f"[profile p{account_id}]\naws_access_key_id = AKIA{account_id}\n"
            "aws_secret_access_key = testing\n"
            for account_id in account_ids
        )
    )
    sites = [
        account.site(account_id=account_id, region_name=region_name)
        for account_id in account_ids
        for region_name in ("eu-west-1", "us-east-2")
    ]
    for site in sites:
        site.add_source_server()
    file = tmp_path / "fleet.json"
    profiles = " ".join(f"--profile p{account_id}" for account_id in account_ids)
    main(
        f"copy --region eu-west-1 --region us-east-2 {profiles} "
        f"--no-source-server-details --save {file}".split()
    )
    assert [*json.loads(file.read_text("utf-8"))["sites"]] == [
        f"{site.account_id}/{site.region_name}" for site in sites
    ]
    lists = {
        read.operation
        for read in READS
        if not read.parents and read.operation in service_model().operation_names
    }
    assert {request.operation for request in account.requests} == lists
    assert len(account.requests) == len(lists) * len(sites)


def test_a_copy_is_anonymized(account: FakeDrs, tmp_path: Path) -> None:
    """With a switch."""
    file = tmp_path / "fleet.json"
    main(["copy", "--anonymize", "--save", str(file)])
    assert account.account_id not in file.read_text("utf-8")


def test_the_report_lists_what_is_not_copied(
    account: FakeDrs, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The same problem of many resources takes a few lines."""
    account.inject(UnknownMembers({"added": 1}), "GetLaunchConfiguration", times=5)
    main(["copy", "--save", str(tmp_path / "fleet.json")])
    lines = capsys.readouterr().out.splitlines()
    first = lines.index("Not copied:") + 1
    assert lines[first].startswith("  GetLaunchConfiguration s-00000000000000001.")
    assert re.fullmatch(r"  and \d+ more", lines[first + 3])
    assert "    the installed botocore does not know this member" in lines


def test_a_copy_that_fails_leaves_the_file_as_it_was(
    account: FakeDrs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One line says what is wrong, and names a permission that is missing."""
    file = tmp_path / "fleet.json"
    file.write_text("before")
    account.fail("DescribeJobs", "AccessDeniedException", message="no access")
    command = ["copy", "--save", str(file)]
    with pytest.raises(SystemExit) as caught:
        main(command)
    assert isinstance(caught.value.code, str)
    assert "copy: error: " in caught.value.code
    assert "needs the permission drs:DescribeJobs" in caught.value.code
    assert "\n" not in caught.value.code
    with pytest.raises(SystemExit, match=r"profile .nobody. could not be found"):
        main([*command, "--profile", "nobody"])
    with pytest.raises(SystemExit, match=r"error: .* is a directory"):
        main(["copy", "--save", str(tmp_path)])
    with pytest.raises(SystemExit, match="No such file or directory"):
        main(["copy", "--save", str(tmp_path / "nowhere" / "fleet.json")])

    def interrupt(_: object, __: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Watch, "__call__", interrupt)
    with pytest.raises(SystemExit) as caught:
        main(command)
    assert caught.value.code == 130
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]
