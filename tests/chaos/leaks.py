"""A check that a run leaves nothing behind: no threads, and no problems in the log."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


class _Handler(logging.Handler):
    """Keeps the errors that are logged."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error."""
        self._errors.append(self.format(record))


@contextmanager
def no_leaks() -> Generator[None]:
    """
    Check that the context leaves no thread, warning or exception that nobody gets.

    A coroutine that was never awaited is one, and an exception of a task that was never
    retrieved, which asyncio logs.
    """
    problems = list[str]()
    handler, logger = _Handler(problems), logging.getLogger("asyncio")
    threads = set(threading.enumerate())

    def note(problem: sys.UnraisableHookArgs) -> None:
        problems.append(repr(problem.exc_value))

    gc.collect()  # what was left before is none of ours
    logger.addHandler(handler)
    try:
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("error")
            patch.setattr(sys, "unraisablehook", note)
            yield
            gc.collect()
    finally:
        logger.removeHandler(handler)
    assert not problems
    for thread in set(threading.enumerate()) - threads:
        thread.join(5)
        assert not thread.is_alive(), thread
