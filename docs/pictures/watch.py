"""
The picture of `Watch` on a terminal, made from a drill on FakeDrs.

Run as a program, it draws watch.svg.
"""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from drsclient.testing import Durations, FakeDrs
from drsclient.watching import Watch

if TYPE_CHECKING:
    from drsclient import JobOutcome, ReplicationOutcome

PICTURE: Final = Path(__file__).with_suffix(".svg")
_COLUMNS: Final = 92
# The minutes that the disks of each server take to be copied, and to be converted.
_SERVERS: Final = {
    "web-1": (16, 2),
    "web-2": (21, 3),
    "web-3": (12, 2),
    "app-1": (28, 2),
    "db-1": (39, 7),
    "db-2": (52, 9),
}
_BYTES_PER_MINUTE: Final = 3 * 1024**3
# How rich moves the cursor to draw over the last view.
_CURSOR: Final = re.compile(r"\r|\x1b\[\d*[AK]|\x1b\[\?25[hl]")
# The views that the animation shows, and for how many seconds.
_REPLICATION_VIEWS: Final = (2, 9, 18, 28, 40)
_DRILL_VIEWS: Final = (2, 8, 13, 16, -1)
_SECONDS: Final = 1.5
_LAST_SECONDS: Final = 5
# How rich draws an SVG, in pixels.
_CHAR_WIDTH: Final = 12
_LINE_HEIGHT: Final = 24.4
# The frames are below each other, and the terminal shows one of them: to people who
# prefer no motion, the one in which the first job has ended. The fonts are those of the
# reader's system, because a page must not load any from another host.
_SVG: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<title>The terminal during a drill: a line for each server and each job</title>
<style>
text {{ font: 20px ui-monospace, Menlo, Consolas, monospace }}
.title {{ font: 16px system-ui, sans-serif; fill: #c5c8c6; text-anchor: middle }}
{styles}
@keyframes play {{
{keyframes}
}}
@media (prefers-reduced-motion: no-preference) {{
.frames {{ animation: play {seconds}s step-end infinite }}
}}
</style>
<rect width="{width}" height="{height}" rx="8" fill="#292929"/>
<circle cx="26" cy="22" r="7" fill="#ff5f57"/>
<circle cx="48" cy="22" r="7" fill="#febc2e"/>
<circle cx="70" cy="22" r="7" fill="#28c840"/>
<text class="title" x="50%" y="27">python drill.py</text>
<svg x="10" y="40" width="{screen_width}" height="{screen_height}">
<g class="frames" transform="translate(0 {still})">
{frames}
</g>
</svg>
</svg>
"""


def watch_svg() -> str:
    """Return an animation of the terminal during a drill."""
    frames = [frame.splitlines() for frame in _frames()]
    lines = max(map(len, frames))
    console = Console(
        file=StringIO(), record=True, width=_COLUMNS, force_terminal=True, _environ={}
    )
    for frame in frames:
        for line in [*frame, *[""] * (lines - len(frame))]:
            console.print(Text.from_ansi(line))
    styles, _, texts = console.export_svg(
        code_format="{styles}\0{matrix}", font_aspect_ratio=0.6, unique_id="watch"
    ).partition("\0")
    # Each text is clipped to its line, which nothing here exceeds.
    texts = re.sub(r' clip-path=".*?"', "", texts).replace("<text", "\n<text").strip()

    screen_height = lines * _LINE_HEIGHT
    offsets = [f"{-screen_height * n:.1f}" for n in range(len(frames))]
    seconds = _SECONDS * (len(frames) - 1) + _LAST_SECONDS
    keyframes = [
        f"{100 * _SECONDS * n / seconds:.1f}% {{ transform: translateY({offset}px) }}"
        for n, offset in enumerate(offsets)
    ]
    return _SVG.format(
        width=_COLUMNS * _CHAR_WIDTH + 20,
        height=f"{screen_height + 54:.1f}",
        screen_width=_COLUMNS * _CHAR_WIDTH,
        screen_height=f"{screen_height:.1f}",
        styles=styles,
        keyframes="\n".join(keyframes),
        seconds=seconds,
        still=offsets[-2],
        frames=texts,
    )


def _frames() -> list[str]:
    """Protect and launch servers, and return what is on the terminal meanwhile."""
    screen = StringIO()
    console = Console(
        file=screen, width=_COLUMNS, height=40, force_terminal=True, _environ={}
    )
    views: list[str] = []
    with FakeDrs() as fake, Watch(console=console, clock=fake) as watch:

        def show(outcome: ReplicationOutcome | JobOutcome) -> None:
            watch(outcome)
            drawn = [part for part in _CURSOR.split(screen.getvalue()) if part.strip()]
            views.append(drawn[-1].strip("\n"))

        drs = fake.client()
        server_ids = _add_servers(fake)
        drs.wait_for_replication(server_ids, on_progress=show)
        replication, views = views, []
        started = drs.start_recovery_many(server_ids, is_drill=True, servers_per_job=3)
        drs.wait_for_job(started, on_progress=show, raise_on_failure=False)
    return [
        *(replication[n] for n in _REPLICATION_VIEWS),
        *(f"{replication[-1]}\n{views[n]}" for n in _DRILL_VIEWS),
    ]


def _add_servers(fake: FakeDrs) -> list[str]:
    """Add the servers, one of which cannot be launched."""
    server_ids: list[str] = []
    for hostname, (copying, converting) in _SERVERS.items():
        disks = [_BYTES_PER_MINUTE * copying]
        server_id = fake.add_source_server(
            hostname=hostname, state="INITIATING", disks=disks
        )
        durations = Durations(
            initial_sync=timedelta(minutes=copying),
            conversion=timedelta(minutes=converting),
        )
        fake.set_durations(server_id, durations)
        server_ids.append(server_id)
    fake.fail_launch(server_ids[1], reason="EBS_KEY_NOT_FOUND")
    return server_ids


def main() -> None:
    """Draw the picture."""
    PICTURE.write_text(watch_svg(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
