"""Checks of the arguments that `FakeDrs` takes."""

from __future__ import annotations


def check_text(name: str, value: object) -> None:
    """
    Check that an argument is a string with something in it.

    Raises:
        ValueError: It is not a string, or it is empty.
    """
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string, not {value!r}")  # noqa: TRY004 - every bad argument is a ValueError
    if not value:
        raise ValueError(f"{name} must not be empty")


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


def check_error_code(code: object) -> None:
    """
    Check that an error code is one that a response can carry.

    Raises:
        ValueError: It cannot, because it travels in an HTTP header.
    """
    check_text("the error code", code)
    if not (str(code).isascii() and str(code).isprintable()):
        raise ValueError(f"the error code must be printable ASCII, not {code!r}")
