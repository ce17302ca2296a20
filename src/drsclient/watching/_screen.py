"""A picture on a terminal, which is drawn again and again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Group
from rich.live import Live

from drsclient.watching._table import Table, line
from drsclient.watching._views import Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from drsclient.watching._views import Row, View


class Screen:
    """Draws each view in place of the last one, as long as they are of one wait."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None

    def show(self, view: View) -> None:
        """Draw a view."""
        if self._live is None:
            self._live = Live(
                console=self._console,
                auto_refresh=False,
                # What is printed into a file must not come out here.
                redirect_stdout=sys.stdout.isatty(),
                redirect_stderr=sys.stderr.isatty(),
            )
            self._live.start()
        self._live.update(Group(*_draw(view, self._console)), refresh=True)

    def finish(self) -> None:
        """Leave the last picture where it is, and put the cursor below it."""
        if self._live is not None:
            self._live.stop()
            self._live = None


def _draw(view: View, console: Console) -> list[Text]:
    # The titles, the line that sums up, and the one of the cursor are there as well.
    room = max(2, console.height - 3)
    shown, hidden = view.rows, view.rows[:0]
    if len(shown) > room:
        # One more line says what is left out.
        sorted_rows = _most_urgent_first(shown)
        shown, hidden = sorted_rows[: room - 1], sorted_rows[room - 1 :]
    table = Table(shown, console.width, is_ascii=console.options.ascii_only)
    lines = table.lines()
    if hidden:
        lines.append(line(f"  and {len(hidden)} more: {_counts(hidden)}"))
    return [*lines, line((view.summary, "bold"))]


def _most_urgent_first(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Sort rows, but leave together what is in one job."""
    worst: dict[int, Urgency] = {}
    for row in rows:
        worst[row.group] = min(row.urgency, worst.get(row.group, row.urgency))
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                worst[row.group],
                row.group,
                not row.is_heading,
                row.urgency,
            ),
        )
    )


def _counts(rows: Sequence[Row]) -> str:
    urgencies = [row.urgency for row in rows]
    return ", ".join(
        f"{urgencies.count(urgency)} {urgency.name.lower()}"
        for urgency in Urgency
        if urgency in urgencies
    )
