"""Log of progress: a plain line for each change, and regular summaries."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from drsclient.watching._views import Urgency

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

    from drsclient.watching._views import Row, View


class ProgressLog:
    """
    Writes a line for each row that changed, and a summary at regular intervals.

    Args:
        file: The file to write to.
        summary_interval: The time between two summaries, in seconds.
    """

    def __init__(self, file: IO[str], *, summary_interval: float) -> None:
        self._file = file
        self._interval = summary_interval
        self._known: dict[Hashable, Hashable] = {}
        self._last_summary: datetime | None = None

    def show(self, view: View) -> None:
        """Write the changes since the last view."""
        if view.message is not None:
            if view.message:
                self._write(view.date_time, view.message)
            return
        if view.is_first:
            self.finish()
        for row in view.changed_rows:
            key, status = (row.group, row.resource_id), _status(row)
            if self._known.get(key) != status:
                self._write(view.date_time, f"{row.log_name}: {status}")
            self._known[key] = status
        # The first summary is due one interval after the first view.
        self._last_summary = self._last_summary or view.date_time
        is_due = (view.date_time - self._last_summary).total_seconds() >= self._interval
        if view.is_finished or is_due:
            self._write(view.date_time, view.summary)
            self._last_summary = view.date_time
        if view.is_finished:
            self.finish()

    def finish(self) -> None:
        """Forget all rows, so that the next wait or fleet is logged in full."""
        self._known.clear()
        self._last_summary = None

    def _write(self, date_time: datetime, text: str) -> None:
        line = f"{date_time:%Y-%m-%dT%H:%M:%SZ} {text}\n"
        try:
            self._file.write(line)
        except UnicodeEncodeError:
            # Escapes tell names apart that the file's encoding does not have.
            self._file.write(line.encode("ascii", "backslashreplace").decode())
        self._file.flush()


def _status(row: Row) -> str:
    words = [row.state]
    if row.urgency in (Urgency.DONE, Urgency.FAILED):
        word = row.urgency.name.lower()
        words += [] if word == row.state.lower() else [word]
    text = ", ".join(filter(None, words))
    return f"{text}: {row.reason}" if row.reason else text
