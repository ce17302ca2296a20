"""
The timeline of a failover, made from the logs of its jobs on FakeDrs.

The directive `failover-timeline` draws it.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Final

import attrs

from drsclient.testing import Durations, FakeDrs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from docutils.nodes import Node  # type: ignore[import-untyped] # it has no types
    from sphinx.application import Sphinx

    from drsclient import DrsClient, Job

# The minutes that the conversion and the launch of each server take.
_SERVERS: Final = {
    "web-1": (2.0, 3.5),
    "web-2": (2.5, 4.0),
    "web-3": (2.0, 3.5),
    "app-1": (3.5, 5.0),
    "app-2": (3.0, 4.5),
    "app-3": (3.5, 5.5),
    "db-1": (7.0, 6.0),
    "db-2": (8.5, 6.5),
}
_FAILING: Final = "app-2"
# The opacity of each phase, the event that begins it, and those that end it.
_PHASES: Final = {
    "snapshot": (0.3, "SNAPSHOT_START", ("CONVERSION_START",)),
    "conversion": (0.6, "CONVERSION_START", ("CONVERSION_END",)),
    "launch": (1.0, "LAUNCH_START", ("LAUNCH_END", "LAUNCH_FAILED")),
}
# In pixels.
_LEFT: Final = 60
_TOP: Final = 34
_ROW: Final = 26
_BAR: Final = 14
_MINUTE: Final = 25
_SVG: Final = """\
<div style="overflow-x: auto; margin: 1em 0">
<svg role="img" aria-label="Timeline of a failover" viewBox="0 0 {width} {height}"
 width="{width}" height="{height}" fill="currentColor"
 font-family="Helvetica, Arial, sans-serif" font-size="12.5">
{parts}
</svg>
</div>
"""


@attrs.frozen
class Bar:
    """A phase of the launch of a server, in minutes since the start of the failover."""

    hostname: str
    phase: str
    begin: float
    end: float
    end_event: str


def bars() -> list[Bar]:
    """Fail servers over, repeat the launch that fails, and return all phases."""
    with FakeDrs() as fake:
        names: dict[str, str] = {}
        for hostname, (conversion, launch) in _SERVERS.items():
            server_id = fake.add_source_server(hostname=hostname, state="CONTINUOUS")
            durations = Durations(
                snapshot=timedelta(seconds=30),
                conversion=timedelta(minutes=conversion),
                launch=timedelta(minutes=launch),
            )
            fake.set_durations(server_id, durations)
            names[server_id] = hostname
            if hostname == _FAILING:
                fake.fail_launch(server_id, reason="EBS_KEY_NOT_FOUND")
        begin, drs = fake.now, fake.client()
        first = drs.start_recovery_many(list(names), is_drill=False)
        failed = drs.wait_for_job(first, raise_on_failure=False).failed
        again = drs.start_recovery_many(failed, is_drill=False)
        drs.wait_for_job(again)
        return [
            bar
            for job in sorted(drs.describe_jobs(), key=lambda job: job.job_id)
            for bar in _bars_of(drs, job, begin, names)
        ]


def _bars_of(
    drs: DrsClient, job: Job, begin: datetime, names: dict[str, str]
) -> Iterator[Bar]:
    minutes: dict[tuple[str, str], float] = {}
    for item in drs.describe_job_log_items(job):
        data = item.event_data
        if data and data.source_server_id and item.event and item.log_date_time:
            key = names[data.source_server_id], item.event
            minutes[key] = (item.log_date_time - begin) / timedelta(minutes=1)
    for hostname in names.values():
        for phase, (_, start, ends) in _PHASES.items():
            for end in ends:
                if (hostname, end) in minutes:
                    span = minutes[hostname, start], minutes[hostname, end]
                    yield Bar(hostname, phase, *span, end)


def timeline() -> str:
    """Draw the phases of each server over the minutes, in the colors of the page."""
    found = bars()
    length = max(bar.end for bar in found)
    width, bottom = _LEFT + _MINUTE * length + 20, _TOP + _ROW * len(_SERVERS)
    parts: list[str] = []
    for number, (phase, (opacity, _, _)) in enumerate(_PHASES.items()):
        x = float(_LEFT + 100 * number)
        parts.append(_rect(x, 6, 14, opacity) + _text(x + 20, 17, phase))
    for minute in range(0, int(length) + 1, 5):
        x = _LEFT + _MINUTE * minute
        parts.append(
            f'<path d="M{x} {_TOP}V{bottom}" stroke="gray" stroke-opacity="0.4"/>'
            + _text(x, bottom + 16, str(minute), 'text-anchor="middle"')
        )
    label = "minutes since the start of the failover"
    parts.append(_text(_LEFT, bottom + 34, label))
    tops = {name: _TOP + _ROW * row + 6 for row, name in enumerate(_SERVERS)}
    parts += [_text(0, y + 11, hostname) for hostname, y in tops.items()]
    for bar in found:
        x, y = _LEFT + _MINUTE * bar.begin, tops[bar.hostname]
        opacity, *_ = _PHASES[bar.phase]
        parts.append(_rect(x, y, _MINUTE * (bar.end - bar.begin), opacity))
        if bar.end_event == "LAUNCH_FAILED":
            x = _LEFT + _MINUTE * bar.end + 4
            red = 'style="fill: var(--color-problematic)"'
            parts.append(_text(x, y + 11, f"✗ {bar.end_event}", red))
    return _SVG.format(width=round(width), height=bottom + 40, parts="\n".join(parts))


def _rect(x: float, y: float, width: float, opacity: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}"'
        f' style="fill: var(--color-brand-content); fill-opacity: {opacity}"/>'
    )


def _text(x: float, y: float, text: str, options: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y}" {options}>{escape(text)}</text>'


def setup(app: Sphinx) -> None:
    """Register the directive."""
    # Imported here, so that the other functions can be tested without Sphinx.
    from docutils.nodes import raw as Raw  # noqa: N812, PLC0415 - a class
    from sphinx.util.docutils import SphinxDirective  # noqa: PLC0415

    class FailoverTimeline(SphinxDirective):
        """Expands to the timeline of a failover."""

        def run(self) -> list[Node]:
            return [Raw("", timeline(), format="html")]

    # A dependency of furo makes Python log all from this level on.
    logging.getLogger("drsclient").setLevel(logging.WARNING)
    app.add_directive("failover-timeline", FailoverTimeline)
