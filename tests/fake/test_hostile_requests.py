"""Requests that no SDK sends: each gets an HTTP error, and the server lives on."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from drsclient.testing import FakeDrs
from drsclient.testing._service_model import service_model
from drsclient.testing._validation import violations
from tests.contract.strategies import repeatable
from tests.fake.raw_http import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = b"POST /DescribeJobs HTTP/1.1\r\n"
CHUNKED = LINE + b"Transfer-Encoding: chunked\r\n\r\n"
MEBIBYTE = 2**20


def post(body: bytes, path: bytes = b"/DescribeJobs") -> bytes:
    """Return a request with a body."""
    return b"POST %b HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (path, len(body), body)


def describe(value: object) -> str:
    """Return the ID of a parameter."""
    if not isinstance(value, bytes):
        return str(value)
    return f"{value.removeprefix(LINE)[:40]!r} of {len(value)} bytes"


def check_alive(fake: FakeDrs) -> None:
    """Check that the fake responds as before."""
    assert exchange(fake, post(b"{}")).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /" + b"a" * 2**17 + b" HTTP/1.1\r\n\r\n", 414),
        (b"a" * 2**20, 414),
        (LINE + b"A: " + b"a" * 2**17 + b"\r\n\r\n", 431),
        (LINE + b"A: b\r\n" * 101 + b"\r\n", 431),
        (LINE + b"not a header\r\n\r\n", 400),
        (LINE + b"Content-Length : 2\r\n\r\n{}", 400),
        (b"POST /DescribeJobs HTTP/9.9\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"POST /DescribeJobs\r\n\r\n", 400),
        (b"POST /\x00\xff HTTP/1.1\r\n\r\n", 404),
        (b"GET /DescribeJobs HTTP/1.1\r\n\r\n", 404),
        (b"POST http://elsewhere/DescribeJobs HTTP/1.1\r\n\r\n", 404),
        *(
            (LINE + b"Content-Length: %b\r\n\r\n{}" % length, status)
            for length, status in [
                (b"", 400),
                (b"-1", 400),
                (b"+2", 400),
                (b"0_2", 400),
                (b"0x2", 400),
                (b"2, 2", 400),
                (b"2.0", 400),
                (b"\xb2", 400),
                (b"2\r\nContent-Length: 3", 400),
                (b"2\r\nTransfer-Encoding: chunked", 400),
                (b"9" * 30, 413),
                (b"9" * 5000, 413),
                (b"%d" % (2**26 + 1), 413),
                (b"0" * 30 + b"2", 200),
                (b"2\r\nContent-Length: 2", 200),
            ]
        ),
        *(
            (LINE + b"Transfer-Encoding: %b\r\n\r\n0\r\n\r\n" % encoding, status)
            for encoding, status in [
                (b"xchunked", 501),
                (b"chunked, gzip", 501),
                (b"gzip, chunked", 501),
                (b"identity", 501),
                (b"gzip\r\nTransfer-Encoding: chunked", 501),
                (b"Chunked ", 200),
            ]
        ),
        (CHUNKED + b"zz\r\n", 400),
        (CHUNKED + b"-1\r\n", 400),
        (CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n", 400),
        (CHUNKED + b"\r\n", 400),
        (CHUNKED + b"2\r\n{}}\r\n0\r\n\r\n", 400),
        (CHUNKED + b"f" * 30 + b"\r\n", 413),
        (CHUNKED + b"2;" + b"a" * 2**17 + b"\r\n{}\r\n", 400),
        (CHUNKED + b"2\r\n{}\r\n0\r\n" + b"A: b\r\n" * 101 + b"\r\n", 431),
        (CHUNKED + b"2\r\n{}\r\n0\r\nA: " + b"a" * 2**17 + b"\r\n\r\n", 431),
    ],
    ids=describe,
)
def test_a_request_that_is_not_http_gets_an_error(
    fake: FakeDrs, sent: bytes, status: int
) -> None:
    """The status line is a short one of HTTP, and the connection is closed."""
    received = exchange(fake, sent)
    line, _, rest = received.partition(b"\r\n")
    assert re.fullmatch(rb"HTTP/1\.1 %d [\w /-]{2,40}" % status, line)
    if status not in {200, 404}:
        assert rest.count(b"HTTP/1.1") == 0
        assert b"Connection: close" in rest
    check_alive(fake)


def test_a_body_in_chunks_has_the_same_limit(fake: FakeDrs) -> None:
    """Many chunks are no way around it."""
    chunk = b"%x\r\n%b\r\n" % (MEBIBYTE, b" " * MEBIBYTE)
    assert exchange(fake, CHUNKED + chunk * 65).startswith(b"HTTP/1.1 413 ")
    check_alive(fake)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' * 51 + b"1" + b"}" * 51,
        b'{"a":' * 400 + b"[1]" + b"}" * 400,
        b'{"filters": {"jobIDs": ' + b"[" * 300 + b"1" + b"]" * 300 + b"}}",
        b'{"maxResults": ' + b"9" * 5000 + b"}",
        b'{"maxResults": 1e999}',
        b'{"maxResults": NaN}',
        b'{"maxResults": -Infinity}',
        b'{"maxResults": 1, "maxResults": "1"}',
        b'{"maxResults": true}',
        b'{"nextToken": "\\ud800"}',
        b'{"nextToken": "\xed\xa0\x80"}',
        b'{"nextToken": "\xff"}',
        b'{"nextToken": "\\u0000"}',
        b'{"\\ud800": null}',
        b"\xff\xfe{",
        b"null",
        b"[]",
        b'"{}"',
        b"{} {}",
        b"{'a': 1}",
    ],
    ids=describe,
)
def test_hostile_json_is_a_validation_error(fake: FakeDrs, body: bytes) -> None:
    """No body leads to an error of the fake itself, and the connection stays usable."""
    received = exchange(fake, post(body) + post(b"{}"))
    first, second = re.findall(rb"HTTP/1\.1 (\d+) ", received)
    assert (first, second) == (b"400", b"200")
    assert b"x-amzn-ErrorType: ValidationException" in received


def test_the_last_of_two_members_counts(fake: FakeDrs) -> None:
    """JSON with a name twice is read as most programs read it."""
    exchange(fake, post(b'{"maxResults": "1", "maxResults": 7}'))
    assert fake.requests[0].parameters == {"maxResults": 7}


@pytest.mark.parametrize(
    "authorization",
    [
        b"AWS4-HMAC-SHA256 " + b"Credential=" * 5900,
        b"AWS4-HMAC-SHA256 Credential=" + b"a/" * 32_000,
        b"AWS4-HMAC-SHA256 " + b", " * 32_000,
        b"AWS4-HMAC-SHA256" + b"\t" * 65_000,
        b"AWS4-HMAC-SHA256 Credential=" + b"1" * 60_000 + b"/d/r/s/aws4_request",
    ],
    ids=describe,
)
def test_a_long_signature_is_read_in_no_time(
    fake: FakeDrs, authorization: bytes
) -> None:
    """The time to read a header grows with its length, and not with its square."""
    start = time.perf_counter()
    sent = LINE + b"Authorization: " + authorization + b"\r\n\r\n"
    assert exchange(fake, sent).startswith(b"HTTP/1.1 200 ")
    assert time.perf_counter() - start < 1


def test_a_long_value_is_refused_in_no_time() -> None:
    """A value that is too long is not matched with the pattern of its shape."""
    start = time.perf_counter()
    model = service_model()
    for name in model.shape_names:
        shape = model.shape_for(name)
        if "pattern" in shape.metadata:
            for text in ("1" * 9000 + "\n", "arn:" * 5000, "a-" * 5000, "1.1" * 5000):
                assert list(violations(text, shape)) or "max" not in shape.metadata
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "region", [b"\x1b[31m", b"us\x00east", b"\x80", b"us east", b"", b"a/b"]
)
def test_a_region_that_cannot_be_printed_is_none(fake: FakeDrs, region: bytes) -> None:
    """The log cannot be given control characters."""
    sent = b"Authorization: AWS4-HMAC-SHA256 Credential=AKID/d/%b/drs/aws4_request"
    exchange(fake, LINE + sent % region + b"\r\n\r\n")
    (request,) = fake.requests
    assert request.region_name == "us-east-1"


TOKENS = [
    b"POST ",
    b"/DescribeJobs",
    b"/_fake/now",
    b"/tags/arn%3Aaws",
    b" HTTP/1.1",
    b"\r\n",
    b"\n",
    b"Content-Length: 2",
    b"Content-Length: 99",
    b"Transfer-Encoding: chunked",
    b"Expect: 100-continue",
    b"Connection: close",
    b"Content-Type: application/json",
    b"Host: localhost",
    b"Authorization: AWS4-HMAC-SHA256 Credential=A/b/c/d/aws4_request",
    b"2\r\n{}\r\n",
    b"0\r\n\r\n",
    b"{}",
    b'{"maxResults": 1}',
    b"\x00",
    b"\xff",
    b":",
    b" ",
]


@pytest.fixture(scope="module")
def shared_fake() -> Iterator[FakeDrs]:
    """Run a fake that no request can break."""
    with FakeDrs() as fake:
        yield fake


@pytest.mark.no_cover
@settings(repeatable, max_examples=300)
@given(
    st.one_of(
        st.lists(st.sampled_from(TOKENS), max_size=20).map(b"".join),
        st.binary(max_size=200),
        st.lists(
            st.one_of(st.sampled_from(TOKENS), st.binary(max_size=9)), max_size=20
        ).map(lambda parts: LINE + b"".join(parts)),
    )
)
def test_no_bytes_break_the_server(shared_fake: FakeDrs, sent: bytes) -> None:
    """All that comes back are responses of HTTP, if anything; closing it is silent."""
    received = exchange(shared_fake, sent)
    assert not received or received.startswith(b"HTTP/1.1 ")
    for status in re.findall(rb"HTTP/1\.1 (5\d\d) ", received):
        assert status in {b"501", b"505"}
    check_alive(shared_fake)
