"""Rows laid out for the width of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from drsclient.watching._texts import duration_text, rate_text, sizes_text
from drsclient.watching._views import Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.watching._views import Figures, Row

# How a row begins, in Unicode and in ASCII, and its color.
_MARKS: Final = {
    Urgency.FAILED: ("✗", "x", "red"),
    Urgency.STALLED: ("!", "!", "yellow"),
    Urgency.WAITING: (" ", " ", ""),
    Urgency.DONE: ("✓", "+", "green"),
}
_BARS: Final = ("━─", "#-")
# The columns of figures, each with the width that it has at least.
_FIGURES: Final = {"COPIED": 13, "RATE": 10, "ETA": 6, "LAG": 3}
# What a terminal can do without if it is too narrow, the first of them first.
_DISPENSABLE: Final = ("LAG", "RATE", "ETA")
_GAP: Final = "  "
# Widths, in cells of the terminal.
_LONGEST_BAR: Final = 24
_SHORTEST_BAR: Final = 6
_SHORTEST_NAME: Final = 12
_REASON: Final = 30


class Table:
    """
    Rows in columns; a row without figures has text in place of them.

    Args:
        rows: The rows.
        width: The width of the terminal, in cells.
        is_ascii: Whether the terminal has only ASCII.
    """

    def __init__(self, rows: Sequence[Row], width: int, *, is_ascii: bool) -> None:
        self._rows = rows
        self._is_ascii = is_ascii
        members = [row for row in rows if not row.is_heading]
        self._indent = _GAP if len(members) < len(rows) else ""
        names = [cell_len(self._indent + row.name) for row in members]
        # An ID is not shortened: it is there to be copied.
        ids = [len(row.name) for row in members if row.name == row.resource_id]
        shortest = max([_SHORTEST_NAME, *(len(self._indent) + id_ for id_ in ids)])
        figures = [
            _figure_texts(row.figures) for row in rows if row.figures and not row.text
        ]
        self._titles = tuple(_FIGURES) if figures else ()
        # A column with nothing in it is left out, with its title.
        self._columns = {
            title: max(_FIGURES[title], *map(len, texts))
            for title, *texts in zip(self._titles, *figures, strict=True)
            if any(texts)
        }
        self._state = max([5, *(cell_len(row.state) for row in members)])
        # Names and bars share what the other columns leave them.
        left = width - len("! ") - len(_GAP) - self._state
        left -= sum(column + len(_GAP) for column in self._columns.values())
        for title in _DISPENSABLE:
            if left < shortest and title in self._columns:
                left += self._columns.pop(title) + len(_GAP)
        other = len(_GAP) + _SHORTEST_BAR if figures else _REASON
        self._name = min(max([6, *names]), max(shortest, left - other))
        bar = min(_LONGEST_BAR, left - self._name - len(_GAP))
        self._bar = bar if bar >= _SHORTEST_BAR else 0

    def lines(self) -> list[Text]:
        """Return a line for each row, below one for the titles if there are figures."""
        lines = [self._line(row) for row in self._rows]
        if self._titles:
            start = f"  {_fit('SERVER', self._name)}{_GAP}{_fit('STATE', self._state)}"
            bar = [" " * self._bar] if self._bar else []
            lines.insert(0, line((start + self._aligned(bar, self._titles), "bold")))
        return lines

    def _line(self, row: Row) -> Text:
        mark, ascii_mark, color = _MARKS[row.urgency]
        name, state = row.name, row.state
        if not row.is_heading:
            name = _fit(self._indent + name, self._name)
            state = _fit(state, self._state)
        if row.figures and not row.text:
            rest = self._aligned(self._bars(row.figures), _figure_texts(row.figures))
        else:
            rest = _GAP + row.text
        return line(
            (ascii_mark if self._is_ascii else mark, color),
            f" {name}{_GAP}",
            (state, color),
            rest,
        )

    def _bars(self, figures: Figures) -> list[str]:
        if not self._bar:
            return []
        copied, rest = _BARS[self._is_ascii]
        done = min(self._bar, self._bar * figures.copied // figures.total)
        return [copied * done + rest * (self._bar - done)]

    def _aligned(self, bars: list[str], texts: Sequence[str]) -> str:
        cells = [
            text.rjust(self._columns[title])
            for title, text in zip(_FIGURES, texts, strict=True)
            if title in self._columns
        ]
        return "".join(_GAP + cell for cell in (*bars, *cells))


def line(*parts: tuple[str, str] | str) -> Text:
    """Make a line of texts, some of them with a style; what does not fit is cut off."""
    text = Text.assemble(*parts, no_wrap=True, overflow="ellipsis")
    text.rstrip()
    return text


def _fit(text: str, width: int) -> str:
    fitting = Text(text)
    fitting.truncate(width, overflow="ellipsis", pad=True)
    return fitting.plain


def _figure_texts(figures: Figures) -> tuple[str, str, str, str]:
    rate, left, lag = figures.rate, figures.left, figures.lag
    return (
        sizes_text(figures.copied, figures.total),
        "" if rate is None else rate_text(rate),
        "" if left is None else duration_text(left),
        "" if lag is None else duration_text(lag),
    )
