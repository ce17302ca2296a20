"""Checks of arguments of `FakeDrs`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import UnionType
from typing import Final, TypeAlias, cast, get_args

_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_TEXT: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")

_Kind: TypeAlias = type | UnionType
_NOUNS: Final[Mapping[_Kind, str]] = {
    bool: "True or False",
    bytes: "bytes",
    datetime: "a datetime",
    int: "an integer",
    int | float: "a number",
    int | float | None: "a number",
    str: "a string",
    timedelta: "a timedelta",
    Mapping: "a mapping",
}


def check_types(kind: _Kind, /, **arguments: object) -> None:
    """
    Check that arguments, given by name, are of a type.

    Raises:
        ValueError: One is of another type.
    """
    for name, value in arguments.items():
        # A bool is an int in Python.
        is_bool = isinstance(value, bool) and kind is not bool
        if is_bool or not isinstance(value, kind):
            first, *_ = (*get_args(kind), kind)
            noun = _NOUNS.get(kind) or _NOUNS.get(first) or f"of type {kind}"
            raise ValueError(f"{name} must be {noun}, not {value!r}")


def check_items(kind: type, /, **arguments: object) -> None:
    """
    Check that arguments, given by name, are sequences of items of a type.

    Raises:
        ValueError: One is not a sequence, or is text, or has an item of another type.
    """
    for name, value in arguments.items():
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise ValueError(f"{name} must be a sequence, not {value!r}")  # noqa: TRY004 - as below
        # `isinstance` cannot tell the type checkers of what.
        for index, item in enumerate(cast("Sequence[object]", value)):
            check_types(kind, **{f"{name}[{index}]": item})


def check_text(name: str, value: object) -> None:
    """
    Check that an argument is a string that is not empty.

    Raises:
        ValueError: It is not a string, or it is empty.
    """
    check_types(str, **{name: value})
    if not value:
        raise ValueError(f"{name} must not be empty")


def is_account_id(value: object) -> bool:
    """Return whether a value is a string of 12 digits."""
    return isinstance(value, str) and re.fullmatch("[0-9]{12}", value) is not None


def check_account_id(account_id: object) -> None:
    """
    Check that an argument is the ID of an account.

    Raises:
        ValueError: It is not a string of 12 digits.
    """
    if not is_account_id(account_id):
        raise ValueError(f"an account ID must have 12 digits, not {account_id!r}")


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
        raise ValueError(f"{name} must be an integer, not {value!r}")  # noqa: TRY004 - every bad argument is a ValueError
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


def check_headers(headers: Mapping[str, str]) -> None:
    """
    Check that an HTTP response can have these headers.

    Raises:
        ValueError: A header would break the connection.
    """
    for name, text in headers.items():
        check_types(str, **{"the name of a header": name, f"header {name}": text})
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
