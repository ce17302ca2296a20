"""Checks of arguments of `FakeDrs`."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_TEXT: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def check_text(name: str, value: object) -> None:
    """
    Check that an argument is a string that is not empty.

    Raises:
        ValueError: It is not a string, or it is empty.
    """
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string, not {value!r}")  # noqa: TRY004 - every bad argument is a ValueError
    if not value:
        raise ValueError(f"{name} must not be empty")


def check_account_id(account_id: object) -> None:
    """
    Check that an argument is the ID of an account.

    Raises:
        ValueError: It is not a string of 12 digits.
    """
    if not (isinstance(account_id, str) and re.fullmatch("[0-9]{12}", account_id)):
        raise ValueError(f"an account ID has 12 digits, unlike {account_id!r}")


def check_ec2_id(name: str, value: object, prefix: str) -> None:
    """
    Check that a value is the ID of a resource in EC2.

    Args:
        name: The name of the value.
        value: The value.
        prefix: The prefix of the IDs of such resources, such as `i-`.

    Raises:
        ValueError: It is not such an ID.
    """
    digits = "([0-9a-f]{8}|[0-9a-f]{17})"
    if not (isinstance(value, str) and re.fullmatch(prefix + digits, value)):
        raise ValueError(
            f"{name} must be {prefix} and 8 or 17 hexadecimal digits, not {value!r}"
        )


def check_integer(
    name: str, value: object, *, at_least: int, at_most: int | None = None
) -> None:
    """
    Check that an argument is an integer in a range.

    Raises:
        ValueError: It is not an integer, or it is out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} must be an integer, not {value!r}")  # noqa: TRY004 - as above
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}, not {value}")
    if at_most is not None and value > at_most:
        raise ValueError(f"{name} must be at most {at_most}, not {value}")


def check_choice(name: str, value: object, choices: Iterable[str]) -> None:
    """
    Check that an argument is one of several texts.

    Raises:
        ValueError: It is none of them.
    """
    known = tuple(choices)
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}")


def check_error_code(code: object) -> None:
    """
    Check that an error code fits in an HTTP header.

    Raises:
        ValueError: It is empty, or has characters other than printable ASCII.
    """
    check_text("the error code", code)
    if not (str(code).isascii() and str(code).isprintable()):
        raise ValueError(f"the error code must be printable ASCII, not {code!r}")


def check_number(name: str, value: object) -> None:
    """
    Check that an argument is a finite number.

    Raises:
        ValueError: It is not a number, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number, not {value!r}")  # noqa: TRY004 - as above
    if not -math.inf < value < math.inf:
        raise ValueError(f"{name} must be a finite number, not {value}")


def check_bytes(name: str, value: object) -> None:
    """
    Check that an argument is a bytes object.

    Raises:
        ValueError: It is of another type.
    """
    if not isinstance(value, bytes):
        raise ValueError(f"{name} must be bytes, not {value!r}")  # noqa: TRY004 - as above


def check_headers(headers: Mapping[str, str]) -> None:
    """
    Check that an HTTP response can have these headers.

    Raises:
        ValueError: A header would break the connection.
    """
    for name, text in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a valid header name")
        if not _HEADER_TEXT.fullmatch(text):
            raise ValueError(f"header {name} must be printable Latin-1, not {text!r}")


def check_json(name: str, value: object) -> None:
    """
    Check that an argument can be written as JSON.

    Raises:
        ValueError: It cannot.
    """
    try:
        json.dumps(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be JSON: {error}") from error
