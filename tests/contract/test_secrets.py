"""Secrets in responses, arguments, URLs and credentials: none gets into any text."""

from __future__ import annotations

import copy
import io
import json
import logging
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import attrs
import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.model import ListShape, StructureShape

from drsclient import (
    DrsClient,
    DrsConfigurationError,
    DrsCredentialsError,
    DrsError,
)
from drsclient._json import is_list, is_object
from drsclient.events import from_event
from drsclient.fleet import region_statuses
from drsclient.models import Model
from drsclient.testing import Answer
from drsclient.watching import Watch
from tests.contract.calls import (
    OPERATIONS,
    PAGED,
    arguments,
    call,
    each,
    in_python,
    parameters,
    response,
    whole_result,
)
from tools.shapes import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import OperationModel, Shape

    from drsclient.testing import FakeDrs

SECRET = "hunter2/Tr0ub4dor"
ONCE = Config(retries={"total_max_attempts": 1})
# What a response or a caller may have in the place of any value.
ODD: list[Any] = [
    SECRET,
    f"\x1b[31m{SECRET}\r\n{SECRET}",
    [SECRET],
    {SECRET: SECRET},
    {"new": {SECRET: [SECRET]}},
    [[{"Name": SECRET}]],
    {"SDK_UNKNOWN_MEMBER": {"name": SECRET}},
]
ODD_BODIES = [
    SECRET.encode(),
    json.dumps(SECRET).encode(),
    json.dumps([SECRET]).encode(),
    json.dumps({"sourceServer": {"tags": {"a": SECRET}}})[:-1].encode(),
    b"<html>" + b" " * 80 + SECRET.encode(),
    b"\xff" + SECRET.encode(),
    json.dumps({SECRET: SECRET, "code": [SECRET], "reason": {SECRET: 1}}).encode(),
]


class Texts:
    """Collects the texts of what goes wrong, and of the log."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.caplog = caplog
        self.found: list[str] = []

    def of(self, function: Callable[[], object]) -> None:
        """Call a function, and keep the text of the error that it raises."""
        try:
            function()
        except DrsError as error:
            self.add(error)

    def add(self, error: BaseException) -> None:
        """Keep the texts of an error, with its notes and our own causes."""
        self.found += traceback.format_exception_only(error)
        self.found += [str(error), repr(error)]
        if isinstance(error.__cause__, DrsError):
            self.add(error.__cause__)

    def check(self) -> None:
        """Assert that the secret is in no text, and each text on one line."""
        records = (r for r in self.caplog.records if r.name == "drsclient")
        for text in (*self.found, *(record.getMessage() for record in records)):
            assert SECRET not in text
            assert "hunter2" not in text
            assert "Tr0ub4dor" not in text
            assert text.rstrip("\n").isprintable()
            assert len(text) < 6000


@pytest.fixture
def texts(caplog: pytest.LogCaptureFixture) -> Texts:
    """Return the texts so far, with the log at its most verbose level."""
    caplog.set_level(logging.DEBUG, logger="drsclient")
    return Texts(caplog)


def first_operations() -> dict[str, str]:
    """Return the first operation that returns each shape, by the name of the shape."""
    found: dict[str, str] = {}
    for operation in OPERATIONS:
        new: list[Shape | None] = [operation.output_shape]
        while new:
            shape = new.pop()
            if shape and found.setdefault(shape.name, operation.name) == operation.name:
                new += [one for one in parts(shape) if one.name not in found]
    return found


FIRST_OPERATIONS = first_operations()


def planted(
    value: Any,  # noqa: ANN401 - JSON is anything
    shape: Shape | None = None,
    operation_name: str | None = None,
    depth: int = 0,
) -> Iterator[Any]:
    """
    Yield copies of a value with an odd one in the place of each part.

    Args:
        value: A model or a JSON value.
        shape: The shape of a JSON value, unless every part is to be replaced.
        operation_name: The name of the operation that returns the value. Parts of
            shapes that an operation before it returns are not replaced again.
        depth: The number of values around this one.
    """
    yield from ODD if depth == 0 else ODD[:4:3]
    if shape and FIRST_OPERATIONS[shape.name] != operation_name:
        return
    inner: list[tuple[Any, Any, Shape | None]] = []
    if isinstance(value, Model):
        model: Any = type(value)
        inner = [(f.name, getattr(value, f.name), None) for f in attrs.fields(model)]
    elif is_object(value):
        shapes = dict(shape.members) if isinstance(shape, StructureShape) else {}
        inner = [(key, part, shapes.get(key)) for key, part in value.items()]
    elif is_list(value):
        member = shape.member if isinstance(shape, ListShape) else None
        inner = [(key, part, member) for key, part in enumerate(value[:1])]
    for key, part, part_shape in inner:
        for odd in planted(part, part_shape, operation_name, depth + 1):
            changed: Any = copy.copy(cast("object", value))
            if isinstance(changed, Model):
                object.__setattr__(changed, key, odd)
            else:
                changed[key] = odd
            yield changed


def check_answers(
    fake: FakeDrs, texts: Texts, operation: OperationModel, answers: list[Answer]
) -> None:
    """Call an operation once for each answer, and check the texts."""
    drs = DrsClient(client=fake.boto3_client(config=ONCE))
    for one in answers:
        fake.inject(one, operation.name)
        texts.of(lambda: call(drs, operation, arguments(operation)))
    texts.check()


@pytest.mark.no_cover
@each(OPERATIONS)
def test_no_part_of_a_body_is_shown(
    fake_drs: FakeDrs, texts: Texts, operation: OperationModel
) -> None:
    """Whichever member has the secret, and whatever the response looks like."""
    whole = response(operation, whole_result(operation))
    odd_values = planted(whole, operation.output_shape, operation.name)
    bodies = [json.dumps(odd).encode() for odd in odd_values] + ODD_BODIES
    check_answers(fake_drs, texts, operation, [Answer(body=body) for body in bodies])
    assert len(texts.found) > len(ODD_BODIES)


@pytest.mark.parametrize("status_code", [300, 400, 409, 429, 500, 503])
@each([OPERATIONS[0], OPERATIONS[-1]])
def test_no_part_of_the_body_of_an_error_is_shown(
    fake_drs: FakeDrs, texts: Texts, operation: OperationModel, status_code: int
) -> None:
    """Whatever the body looks like; errors are read before the operation matters."""
    headers = {"x-amzn-ErrorType": "ConflictException", "retry-after": SECRET}
    answers = [
        Answer(status_code=status_code, body=body, headers=headers)
        for body in ODD_BODIES
    ]
    check_answers(fake_drs, texts, operation, answers)
    assert len(texts.found) >= len(ODD_BODIES) * 3


@pytest.mark.no_cover
@each(OPERATIONS)
def test_no_part_of_an_argument_is_shown(
    fake_drs: FakeDrs, texts: Texts, operation: OperationModel
) -> None:
    """Whichever argument has it, at any depth."""
    drs = DrsClient(client=fake_drs.boto3_client(config=ONCE))
    shapes = {one.name: one.shape for one in parameters(operation)}
    given = arguments(operation, optional=True)
    valid = {name: in_python(value, shapes[name]) for name, value in given.items()}
    method = getattr(drs, xform_name(operation.name))

    def call_with(changed: dict[str, Any]) -> None:
        fake_drs.answer(operation.name, body=b"{}")  # unless it is refused
        returned = method(**{**valid, **changed})
        if operation in PAGED:
            list(returned)

    for name, value in valid.items():
        for odd in planted(value):
            texts.of(partial(call_with, {name: odd}))
    texts.check()


def test_no_refused_id_is_shown_by_fleets_and_waits(
    fake_drs: FakeDrs, drs_client: DrsClient, texts: Texts
) -> None:
    """Neither in an outcome nor in its errors, nor on a display."""
    good = fake_drs.add_source_server(state="CONTINUOUS")
    shown = io.StringIO()
    with Watch(file=shown) as watch:
        fleet = drs_client.start_replication_many([good, SECRET], on_progress=watch)
        jobs = drs_client.start_recovery_many([good, SECRET], is_drill=True)
        outcome = drs_client.wait_for_job(
            jobs, raise_on_failure=False, on_progress=watch
        )
    texts.of(outcome.raise_for_failure)
    texts.found += [str(fleet), str(jobs), str(outcome), *shown.getvalue().split("\n")]
    with pytest.raises(ExceptionGroup) as caught:
        fleet.raise_for_failure()
    for error in (caught.value, *caught.value.exceptions):
        texts.add(error)
    odd: list[Any] = [SECRET, [SECRET], {SECRET: SECRET}]
    for text in odd:
        for method in (
            drs_client.wait_for_replication,
            drs_client.wait_for_job,
            drs_client.wait_for_recovery_plan_execution,
        ):
            texts.of(partial(method, text))
    texts.check()
    assert "StartReplication: 2 of 2 failed" in str(fleet)


def test_no_body_is_shown_by_waits_and_regions(
    fake_drs: FakeDrs, drs_client: DrsClient, texts: Texts
) -> None:
    """The error of a wait and the status of a Region describe it only."""
    operation = "DescribeSourceServers"
    for body in ODD_BODIES:
        for status_code in (200, 503):
            for _ in range(2):
                fake_drs.answer(operation, status_code=status_code, body=body)
            wait = partial(drs_client.wait_for_replication, "s-" + "0" * 17, timeout=0)
            texts.of(wait)
            status = drs_client.region_status()
            texts.found += [str(status), repr(status), str(status.reason)]
    texts.check()


@pytest.mark.parametrize(
    "value",
    ["\n{}", "{}\n", "{}\r\nX-Other: 1", "a\x00{}", "\x1b{}", "{}\x7f", "{}\n b"],
    ids=repr,
)
@pytest.mark.parametrize(
    "name", ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]
)
def test_credentials_with_control_characters_are_refused(
    fake_drs: FakeDrs, texts: Texts, name: str, value: str
) -> None:
    """The error is not retryable, and does not show them, nor does its cause."""
    keys: dict[str, Any] = {
        "aws_access_key_id": "AKIA",
        "aws_secret_access_key": "secret",
    }
    keys[name] = value.format(SECRET)
    session = boto3.Session(region_name="us-east-1", **keys)
    with (
        DrsClient(session=session, endpoint_url=fake_drs.endpoint_url) as drs,
        pytest.raises(DrsCredentialsError, match="a control character") as caught,
    ):
        drs.wait_for_replication("s-" + "0" * 17)
    assert not caught.value.retryable
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    texts.add(caught.value)
    texts.check()
    assert fake_drs.requests == ()


def test_a_header_that_is_refused_is_not_shown(fake_drs: FakeDrs, texts: Texts) -> None:
    """It may be one that another handler adds, with a token."""
    config = Config(user_agent_extra=f"a\n{SECRET}")
    drs = DrsClient(client=fake_drs.boto3_client(config=config))
    with pytest.raises(DrsConfigurationError, match="a request header") as caught:
        drs.initialize_service()
    texts.add(caught.value)
    texts.check()


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    "url",
    [
        "http://{}@127.0.0.1:9",
        "http://ops:{}@127.0.0.1:9",
        "http://ops:{}@127.0.0.1:99999",
        "http://ops:hunter2@127.0.0.1:Tr0ub4dor",
        "http://127.0.0.1:hunter2",
        "http://{} a b",
        "{}",
        "http://ops:hunter2@[",
        "http://ops:{} x@127.0.0.1:9",
        "http://ops:{}@x y@127.0.0.1:9",
        "http://127.0.0.1:9/?a={}",
    ],
)
def test_the_user_information_of_a_url_is_not_shown(texts: Texts, url: str) -> None:
    """Whether the URL is refused or cannot be reached."""
    endpoint_url = url.format(SECRET.replace("/", "%2F"))

    def call_once() -> None:
        with DrsClient(
            region_name="us-east-1", endpoint_url=endpoint_url, config=ONCE
        ) as drs:
            texts.found.append(repr(drs))
            drs.initialize_service()

    def check() -> None:
        statuses = region_statuses("us-east-1", endpoint_url=endpoint_url, config=ONCE)
        texts.found.extend(map(str, statuses))

    texts.of(call_once)
    texts.of(check)
    texts.check()
    assert len(texts.found) >= 4


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    "setting",
    [
        "account_id_endpoint_mode",
        "connect_timeout",
        "defaults_mode",
        "read_timeout",
        "request_checksum_calculation",
        "request_min_compression_size_bytes",
        "response_checksum_validation",
        "signature_version",
        "user_agent",
    ],
)
def test_no_refused_setting_is_shown(texts: Texts, setting: str) -> None:
    """The rest of botocore's text is, so it says what is expected."""
    values: list[Any] = [SECRET, f"{SECRET} x", f"a\n{SECRET}", [SECRET], {"a": SECRET}]
    for value in values:
        config = ONCE.merge(Config(**{setting: value}, user_agent_extra=""))

        def call_once(config: Config = config) -> None:
            with DrsClient(
                region_name="us-east-1",
                endpoint_url="http://127.0.0.1:9",
                config=config,
            ) as drs:
                drs.initialize_service()

        texts.of(call_once)
    texts.check()
    assert len(texts.found) == 3 * len(values)


@pytest.mark.usefixtures("credentials")
def test_only_a_name_of_a_profile_or_a_region_is_shown(texts: Texts) -> None:
    """A text that cannot be a name may have been passed by mistake."""
    for name in (f"{SECRET} x", f"a\n{SECRET}", SECRET * 10):
        texts.of(partial(DrsClient, profile_name=name))
        texts.of(partial(DrsClient, region_name=name))
        texts.of(partial(DrsClient, config=Config(region_name=name)))
        texts.of(partial(region_statuses, name))
        texts.of(partial(region_statuses, profile_name=name))
    texts.check()
    assert len(texts.found) == 3 * 3 * 5
    with pytest.raises(DrsConfigurationError, match="west_2"):
        DrsClient(region_name="west_2")
    with pytest.raises(DrsConfigurationError, match="west_2"):
        DrsClient(config=Config(region_name="west_2"))
    with pytest.raises(DrsConfigurationError, match=r"\(team/prod\)"):
        DrsClient(profile_name="team/prod")


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    "url",
    [
        "http://ops:{}@127.0.0.1:9",
        "http://ops:{} x@127.0.0.1:9",
        "http://ops:{}@127.0.0.1:99999",
        "http://ops:hunter2@127.0.0.1:Tr0ub4dor",
        "http://ops:hunter2/x@127.0.0.1:9",
        "http://{} x",
    ],
)
def test_the_user_information_of_a_proxy_is_not_shown(texts: Texts, url: str) -> None:
    """Whether its URL cannot be parsed or it cannot be reached."""
    proxies = {"http": url.format(SECRET.replace("/", "%2F"))}
    config = ONCE.merge(Config(proxies=proxies))
    with DrsClient(
        region_name="us-east-1", endpoint_url="http://127.0.0.1:9", config=config
    ) as drs:
        texts.of(drs.initialize_service)
    texts.check()
    assert len(texts.found) == 3


def test_texts_of_the_service_are_clean_and_short(
    fake_drs: FakeDrs, texts: Texts
) -> None:
    """Codes, messages and request IDs may have control characters and any length."""
    drs = DrsClient(client=fake_drs.boto3_client(config=ONCE))
    long = "\x1b[31m \u2028" + "x" * 100_000
    body = {"code": long, "__type": long, "message": long, "resourceId": long}
    for status_code in (200, 400, 409, 503):
        fake_drs.answer(
            "StartReplication",
            status_code=status_code,
            body=json.dumps(body).encode(),
            headers={"x-amzn-RequestId": "r" * 5000, "x-amzn-ErrorType": "a" * 5000},
        )
        texts.of(partial(drs.start_replication, "s-" + "0" * 17))
    texts.check()
    assert len(texts.found) == 4 * 3
    assert max(map(len, texts.found)) < 2500


def test_no_part_of_an_event_is_shown(texts: Texts) -> None:
    """An event is an argument, too."""
    event: dict[str, Any] = {
        "source": "aws.drs",
        "detail-type": "DRS Source Server Launch Result",
        "id": "1",
        "account": "123456789012",
        "region": "us-east-1",
        "time": "2030-01-01T00:00:00Z",
        "resources": ["arn"],
        "detail": {"state": "RECOVERY_LAUNCH_SUCCEEDED", "is-drill": "TRUE"},
    }
    for odd in planted(event):
        texts.of(partial(from_event, odd))
    texts.check()
    assert texts.found
