"""Display on a terminal: a table of all rows, redrawn for each view."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import attrs
from rich.cells import cell_len
from rich.console import Group
from rich.live import Live
from rich.text import Text

from drsclient.watching._views import (
    Urgency,
    format_duration,
    format_rate,
    format_sizes,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from rich.console import Console

    from drsclient.watching._views import ReplicationMetrics, Row, View

# The mark of a row in Unicode and in ASCII, and its color.
_MARKS: Final = {
    Urgency.FAILED: ("✗", "x", "red"),
    Urgency.STALLED: ("!", "!", "yellow"),
    Urgency.WAITING: (" ", " ", ""),
    Urgency.DONE: ("✓", "+", "green"),
}
_BARS: Final = ("━─", "#-")
# The columns of metrics, each with its minimum width.
_METRIC_COLUMNS: Final = {"COPIED": 13, "RATE": 10, "ETA": 6, "LAG": 3}
# The columns that a narrow terminal leaves out, in this order.
_OPTIONAL_COLUMNS: Final = ("LAG", "RATE", "ETA")
_GAP: Final = "  "
# Widths, in cells of the terminal.
_MAX_BAR: Final = 24
_MIN_BAR: Final = 6
_MIN_NAME: Final = 12
_MIN_REASON: Final = 30


class TerminalDisplay:
    """Draws the views of one wait or fleet, each over the last one."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._view: View | None = None

    def show(self, view: View) -> None:
        """Draw a view over the last one."""
        if view.is_first and self._view and self._view.summary:
            self.finish()
        self._view = view
        lines = _lines(view, self._console)
        if self._live is None and not lines:
            return
        with _broken_pipes_raised(self._console):
            if self._live is None:
                self._live = Live(
                    console=self._console,
                    auto_refresh=False,
                    vertical_overflow="crop",
                    # Output that the program redirects to a file stays in the file.
                    redirect_stdout=sys.stdout.isatty(),
                    redirect_stderr=sys.stderr.isatty(),
                )
                self._live.start()
            self._live.update(Group(*lines), refresh=True)
        if view.is_finished:
            self.finish()

    def finish(self) -> None:
        """Leave the last view on the terminal, and move the cursor below it."""
        live, self._live = self._live, None
        view, self._view = self._view, None
        if live is None:
            return
        with _broken_pipes_raised(self._console):
            if view and view.problems:
                # Nothing is retried anymore.
                view = attrs.evolve(view, problems=())
                live.update(Group(*_lines(view, self._console)))
            live.stop()


@contextmanager
def _broken_pipes_raised(console: Console) -> Generator[None]:
    """Let a console raise the error of a broken pipe, instead of exiting."""
    vars(console)["on_broken_pipe"] = _raise_broken_pipe
    try:
        yield
    finally:
        vars(console).pop("on_broken_pipe", None)  # another display may have done it


def _raise_broken_pipe() -> None:
    raise BrokenPipeError


def _lines(view: View, console: Console) -> list[Text]:
    """Return the lines of a view, cut to the height of the terminal."""
    # The titles, the summary, the cursor and each problem take a line.
    height = max(2, console.height - 3 - len(view.problems))
    shown, hidden = view.rows, view.rows[:0]
    if len(shown) > height:
        # One more line counts the hidden rows.
        sorted_rows = _most_urgent_first(shown)
        shown, hidden = sorted_rows[: height - 1], sorted_rows[height - 1 :]
    is_ascii = console.options.ascii_only
    problems = view.problems
    if is_ascii:
        shown = tuple(_escape_row(row, console.encoding) for row in shown)
        problems = tuple(_escape(one, console.encoding) for one in problems)
    lines = _Table(shown, console.width, is_ascii=is_ascii).lines()
    if hidden:
        lines.append(_line(f"  and {len(hidden)} more: {_count_urgencies(hidden)}"))
    if view.summary:
        lines.append(_line((view.summary, "bold")))
    for problem in problems:
        width = max(0, console.width - len("! ; retrying"))
        text = _fit(problem, width, is_ascii=is_ascii).rstrip()
        lines.append(_line((f"! {text}; retrying", "yellow")))
    for line in lines:
        line.overflow = "crop" if is_ascii else "ellipsis"
    return lines


def _escape_row(row: Row, encoding: str) -> Row:
    return attrs.evolve(
        row,
        name=_escape(row.name, encoding),
        state=_escape(row.state, encoding),
        reason=_escape(row.reason, encoding),
        current_step=_escape(row.current_step, encoding),
    )


def _escape(text: str, encoding: str) -> str:
    """Escape the characters that the encoding of a terminal does not have."""
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _most_urgent_first(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Sort rows by urgency, and keep those of a job together."""
    worst: dict[int, Urgency] = {}
    for row in rows:
        worst[row.group] = min(row.urgency, worst.get(row.group, row.urgency))

    def rank(row: Row) -> tuple[object, ...]:
        return worst[row.group], row.group, not row.is_heading, row.urgency

    return tuple(sorted(rows, key=rank))


def _count_urgencies(rows: Sequence[Row]) -> str:
    counts = Counter(row.urgency for row in rows)
    return ", ".join(f"{counts[one]} {one.name.lower()}" for one in sorted(counts))


class _Table:
    """
    Lays out rows in columns; a row with text has it instead of its metrics.

    Args:
        rows: The rows.
        width: The width of the terminal, in cells.
        is_ascii: Whether the terminal is limited to ASCII.
    """

    def __init__(self, rows: Sequence[Row], width: int, *, is_ascii: bool) -> None:
        self._rows = rows
        self._is_ascii = is_ascii
        members = [row for row in rows if not row.is_heading]
        self._indent = _GAP if len(members) < len(rows) else ""
        names = [cell_len(self._indent + row.name) for row in members]
        # IDs are never shortened, because people copy them.
        ids = [len(row.name) for row in members if row.name == row.resource_id]
        min_name = max([_MIN_NAME, *(len(self._indent) + id_ for id_ in ids)])
        metrics = [
            _format_metrics(row.metrics) for row in rows if row.metrics and not row.text
        ]
        self._titles = tuple(_METRIC_COLUMNS) if metrics else ()
        # An empty column is left out, with its title.
        self._columns = {
            title: max(_METRIC_COLUMNS[title], *map(len, texts))
            for title, *texts in zip(self._titles, *metrics, strict=True)
            if any(texts)
        }
        self._state = max([5, *(cell_len(row.state) for row in members)])
        # Names and bars share the width that the other columns leave.
        left = width - len("! ") - len(_GAP) - self._state
        left -= sum(column + len(_GAP) for column in self._columns.values())
        for title in _OPTIONAL_COLUMNS:
            if left < min_name and title in self._columns:
                left += self._columns.pop(title) + len(_GAP)
        other = len(_GAP) + _MIN_BAR if metrics else _MIN_REASON
        self._name = min(max([6, *names]), max(min_name, left - other))
        bar = min(_MAX_BAR, left - self._name - len(_GAP))
        self._bar = bar if bar >= _MIN_BAR else 0

    def lines(self) -> list[Text]:
        """Return a line for each row, below a line of titles if there are metrics."""
        lines = [self._row_line(row) for row in self._rows]
        if self._titles:
            name, state = (
                self._fit("SERVER", self._name),
                self._fit("STATE", self._state),
            )
            start = f"  {name}{_GAP}{state}"
            bar = [" " * self._bar] if self._bar else []
            titles = start + self._aligned(bar, self._titles)
            lines.insert(0, _line((titles, "bold")))
        return lines

    def _row_line(self, row: Row) -> Text:
        mark, ascii_mark, color = _MARKS[row.urgency]
        name, state = row.name, row.state
        if not row.is_heading:
            name = self._fit(self._indent + name, self._name)
            state = self._fit(state, self._state)
        if row.metrics and not row.text:
            rest = self._aligned(self._bars(row.metrics), _format_metrics(row.metrics))
        else:
            rest = _GAP + row.text
        return _line(
            (ascii_mark if self._is_ascii else mark, color),
            f" {name}{_GAP}",
            (state, color),
            rest,
        )

    def _bars(self, metrics: ReplicationMetrics) -> list[str]:
        if not self._bar:
            return []
        copied, rest = _BARS[self._is_ascii]
        done = min(self._bar, self._bar * metrics.copied // metrics.total)
        return [copied * done + rest * (self._bar - done)]

    def _fit(self, text: str, width: int) -> str:
        return _fit(text, width, is_ascii=self._is_ascii)

    def _aligned(self, bars: list[str], texts: Sequence[str]) -> str:
        cells = [
            text.rjust(self._columns[title])
            for title, text in zip(_METRIC_COLUMNS, texts, strict=True)
            if title in self._columns
        ]
        return "".join(_GAP + cell for cell in (*bars, *cells))


def _line(*parts: tuple[str, str] | str) -> Text:
    """Make one line of texts, with or without a style; what does not fit is cut off."""
    text = Text.assemble(*parts, no_wrap=True)
    text.rstrip()
    return text


def _fit(text: str, width: int, *, is_ascii: bool) -> str:
    fitting = Text(text)
    fitting.truncate(width, overflow="crop" if is_ascii else "ellipsis", pad=True)
    return fitting.plain


def _format_metrics(metrics: ReplicationMetrics) -> tuple[str, str, str, str]:
    rate, remaining, lag = metrics.rate, metrics.remaining, metrics.lag
    return (
        format_sizes(metrics.copied, metrics.total),
        "" if rate is None else format_rate(rate),
        "" if remaining is None else format_duration(remaining),
        "" if lag is None else format_duration(lag),
    )
