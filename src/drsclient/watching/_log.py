"""Plain lines, for logs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING

from drsclient.watching._views import Urgency

if TYPE_CHECKING:
    from collections.abc import Hashable

    from drsclient.watching._views import Row, View


class Log:
    """Writes a line for each change, and now and then one that sums up."""

    def __init__(self, file: IO[str], *, summary_interval: float) -> None:
        self._file = file
        self._interval = timedelta(seconds=summary_interval)
        self._known: dict[Hashable, Hashable] = {}
        self._summed_up: datetime | None = None

    def show(self, view: View) -> None:
        """Write what has changed since the last view."""
        for row in view.news:
            key, status = (row.group, row.resource_id), _status(row)
            if self._known.get(key) != status:
                self._write(view.moment, f"{row.label}: {status}")
            self._known[key] = status
        self._summed_up = self._summed_up or view.moment
        if view.has_ended or view.moment - self._summed_up >= self._interval:
            self._write(view.moment, view.summary)
            self._summed_up = view.moment

    def finish(self) -> None:
        """Forget it all: what comes next is new."""
        self._known.clear()
        self._summed_up = None

    def _write(self, moment: datetime, text: str) -> None:
        self._file.write(f"{moment:%Y-%m-%dT%H:%M:%SZ} {text}\n")
        self._file.flush()


def _status(row: Row) -> str:
    words = [row.state]
    if row.urgency in (Urgency.DONE, Urgency.FAILED):
        word = row.urgency.name.lower()
        words += [] if word == row.state.lower() else [word]
    text = ", ".join(filter(None, words))
    return f"{text}: {row.why}" if row.why else text
