"""The faults that a run injects at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.testing import Answer, Html, Reset, ServiceError, Truncated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from drsclient.testing import FakeDrs, Fault

_TRANSIENT: Final[Sequence[Fault]] = (
    *(
        ServiceError("ThrottlingException", retry_after=seconds)
        for seconds in (None, 0, 1, 7, 90, 4000)
    ),
    *(
        ServiceError(code, status_code=status_code, retry_after=retry_after)
        for code, status_code, retry_after in [
            ("InternalServerException", 500, None),
            ("InternalServerException", 500, 30),
            ("ServiceUnavailable", 503, 5),
            ("SlowDown", 503, None),
            ("RequestLimitExceeded", 503, 2),
            ("TooManyRequestsException", 429, None),
            ("TeapotException", 500, None),
            ("TeapotException", 429, 3),
            ("ThrottlingException", 400, None),
        ]
    ),
    *(Html(status_code=status_code) for status_code in (200, 429, 500, 502, 503, 504)),
    *(
        Answer(status_code=status_code, body=body)
        for status_code, body in [
            (200, b"[]"),
            (200, b"null"),
            (200, b'"text"'),
            (200, b"{"),
            (200, b"\xff\xfe\x00"),
            (200, b"<html></html>"),
            (500, b""),
            (500, b"[]"),
            (500, b'{"message": 1}'),
            (502, b"\xff"),
            (503, b"{}"),
        ]
    ),
    Reset(),
    Reset(after_processing=True),
    Reset(after_processing=True),
    Truncated(after=0),
    Truncated(),
    Truncated(after=0.99),
)
"""Transient faults: the same call may succeed when it is retried."""

# Deletions have no body, so they accept these responses as successes.
_EMPTY: Final[Sequence[Fault]] = (
    Answer(),
    Answer(body=b"{}"),
    Answer(status_code=204),
    Answer(body=b'{"items": null}'),
    Answer(body=b'{"items": "none"}'),
    Answer(body=b'{"items": {}, "sourceServer": [], "job": 1}'),
)

_LOST: Final[Sequence[Fault]] = (Reset(after_processing=True), Truncated())

_LASTING: Final[Sequence[Fault]] = (
    *(
        ServiceError(code, status_code=status_code)
        for code, status_code in [
            ("AccessDeniedException", 403),
            ("ExpiredTokenException", 403),
            ("UnrecognizedClientException", 403),
            ("ServiceQuotaExceededException", 402),
            ("UninitializedAccountException", 400),
            ("ValidationException", 400),
            ("ConflictException", 409),
            ("TeapotException", 418),
        ]
    ),
    Html(status_code=403),
    Html(status_code=404),
    Answer(status_code=301),
    Answer(status_code=400, body=b"[]"),
    Answer(status_code=413, body=b"too large"),
)
"""Faults that are not transient; none of them claims that a resource is gone."""


def inject_faults(fake: FakeDrs, random: Random, operations: Sequence[str]) -> None:
    """Inject faults at random, most of them into the first operation."""
    transient: list[Fault] = [
        *_TRANSIENT,
        *([] if "DeleteSourceServer" in operations else _EMPTY),
    ]
    anywhere = [None, *operations]
    if random.random() < 0.3:
        # The worst case: the outcome of the main operation is unknown.
        fake.inject(random.choice(_LOST), operations[0], times=random.choice([1, 1, 4]))
        if random.random() < 0.5:
            throttle = ServiceError(
                "ThrottlingException", retry_after=random.choice([20, 4000])
            )
            fake.inject(throttle, times=random.choice([2, None]))
    for _ in range(random.choice([0, 1, 2, 3, 5])):
        fake.inject(
            random.choice(transient),
            random.choice(anywhere),
            times=random.choice([None, None, 1, 2, 9]),
            probability=random.choice([0.03, 0.1, 0.3, 0.6, 1]),
        )
    if random.random() < 0.2:
        fake.inject(
            random.choice(_LASTING),
            random.choice(anywhere),
            times=random.choice([1, 1, 3]),
            probability=random.choice([0.05, 0.2, 0.6]),
        )
    if random.random() < 0.25:
        fake.throttle(
            random.choice([0.02, 0.3, 1, 5]),
            burst=random.choice([None, 1, 3]),
            operation=random.choice(anywhere),
        )
