"""
The tables and diagrams of the life cycles in FakeDrs.

Run as a program, it regenerates the tables in life-cycles.md. Its directive
`life-cycle` NAME draws a life cycle, or the life of a `source server` as a whole.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
from collections import defaultdict
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from drsclient.testing._life_cycles import LIFE_CYCLES
from drsclient.testing._life_cycles.life_cycle import PREVIOUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node  # type: ignore[import-untyped] # it has no types
    from sphinx.application import Sphinx

    from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition

MARK: Final = "<!--- From here on: python -m docs.life_cycles -->"
"""The line above the generated part of life-cycles.md."""

_JOB_PART: Final = "the job's ID, a slash and the ID of the server, instance or network"
_ABOUT: Final = {
    "replication": ("The replication of a source server.", "the source server's ID"),
    "point in time snapshots": (
        "The snapshots that the point-in-time policy takes of a source server.",
        "the source server's ID",
    ),
    "job": ("A job of any kind.", "the job's ID"),
    "launch": (
        "The launch of a source server by a job: a drill or a recovery.",
        _JOB_PART,
    ),
    "launch action run": (
        "The run of a launch action after the launch of a source server.",
        f"{_JOB_PART}, another slash and the action's ID",
    ),
    "converted snapshot": (
        "The conversion of a snapshot for the launch of an extended source server.",
        _JOB_PART,
    ),
    "termination": (
        "The termination of a recovery instance by a job.",
        _JOB_PART,
    ),
    "EC2 instance": (
        "The EC2 instance behind a recovery instance.",
        "the recovery instance's ID",
    ),
    "agent": (
        "The agent on a recovery instance. Replication cannot be reversed without it.",
        "the recovery instance's ID",
    ),
    "protection": (
        "The replication of a source network's configuration.",
        "the source network's ID",
    ),
    "network recovery": (
        "The recovery of a source network by a job, or its association with a stack.",
        _JOB_PART,
    ),
    "failback": (
        "The failback of a recovery instance: to a failback client, or within AWS.",
        "the recovery instance's ID",
    ),
    "failback launch": (
        "The launch of the machine outside AWS that a recovery instance fails back to.",
        _JOB_PART,
    ),
    "recovery plan execution": (
        "The execution of a recovery plan.",
        "the execution's ARN",
    ),
    "recovery plan execution step": (
        "A step of the execution of a recovery plan.",
        "the step's ARN",
    ),
}
"""A description of each life cycle, and the key that `trigger` takes."""

# The number of arrows that a group of states must save.
_MIN_ARROWS_SAVED: Final = 3
_GROUP: Final = "any of these"

_START: Final = 'start [shape=circle label="" fixedsize=true width=0.15 height=0.15]'
_SOURCE_SERVER: Final = f"""
{_START}
start -> "initial sync" [label=" install \\n the agent "]
"initial sync" -> protected [label=" all data \\n is copied "]
protected -> "not protected" [label=" stop_ \\n replication "]
"not protected" -> "initial sync" [label=" start_ \\n replication "]
protected -> drill [label=" start_recovery \\n is_drill=True "]
drill -> protected [label=" terminate_ \\n recovery_instances "]
protected -> "failed over" [label=" start_recovery \\n is_drill=False "]
"failed over" -> "failing back" [label=" reverse_ \\n replication "]
"failing back" -> "failed back" [label=" start_recovery in \\n the source Region "]
"failed back" -> protected [label=" reverse_ \\n replication "]
"""
"""The states of a source server that matter to its owner."""
# The width of the text on a page, in pixels.
_PAGE_WIDTH: Final = 720
_STYLE: Final = (
    *("-Gbgcolor=transparent", "-Granksep=0.25", "-Gnodesep=0.1"),
    *("-Nshape=box", "-Nstyle=rounded,filled", "-Nfillcolor=white"),
    *("-Nfontname=Helvetica", "-Nfontsize=13", "-Nmargin=0.12,0.06", "-Nheight=0.35"),
    *("-Efontname=Helvetica", "-Efontsize=11.5", "-Ecolor=gray", "-Earrowsize=0.7"),
)


def page_body() -> str:
    """Return a section for each life cycle, in Markdown."""
    return "\n\n".join(_section(life_cycle) for life_cycle in LIFE_CYCLES.values())


def graph(name: str) -> str:
    """Return a life cycle as a graph, in the language of Graphviz."""
    if name == "source server":
        return f"digraph {{{_SOURCE_SERVER}}}"
    return "\n".join(["digraph {", *_statements(LIFE_CYCLES[name]), "}"])


def diagram(name: str) -> str:
    """Draw a life cycle in the colors of the page: in a row if it fits, or downward."""
    dot = shutil.which("graphviz-pure", path=sysconfig.get_path("scripts"))
    svg = ""
    for direction in ("LR", "TB"):
        svg = subprocess.run(  # noqa: S603 - a command of ours
            [dot or "graphviz-pure", "-Tsvg", f"-Grankdir={direction}", *_STYLE],
            input=graph(name),
            stdout=subprocess.PIPE,
            check=True,
            encoding="utf-8",
        ).stdout
        _, _, svg = svg.partition("<svg")
        width = re.search(r'width="(\d+)pt"', svg)
        if width and int(width[1]) <= _PAGE_WIDTH:
            break
    svg = re.sub(r' id=".*?"|<title>.*?</title>\n|<!--.*?-->\n', "", svg)
    svg = re.sub(r'="(\d+)pt"', r'="\1"', svg, count=2)
    svg = svg.replace('"black"', '"currentColor"')
    svg = svg.replace('"white"', '"var(--color-background-secondary)"')
    label = f'role="img" aria-label="Life cycle: {name}" fill="currentColor"'
    return f'<div style="overflow-x: auto; margin: 1em 0"><svg {label}{svg}</div>'


def _section(life_cycle: LifeCycle[Any]) -> str:
    name = life_cycle.name
    about, key = _ABOUT[name]
    if name == "launch":
        about += " The service shows `PENDING` until `LAUNCH`, and then `IN_PROGRESS`."
    elif life_cycle.table == "participants":
        about += " Between its first and last state, the service shows `IN_PROGRESS`."
    table = "\n".join(_table(life_cycle))
    return (
        f"## {name[0].upper()}{name[1:]}\n\n{fill(about, 88)}\n\n"
        f"```{{life-cycle}} {name}\n```\n\n{table}\n\n`trigger` takes {key}."
    )


def _table(life_cycle: LifeCycle[Any]) -> Iterator[str]:
    yield "| State | Event | Next state | Automatically after |"
    yield "|---|---|---|---|"
    sources: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in life_cycle.transitions:
        event = row.event if row.event == row.event.lower() else f"`{row.event}`"
        sources[event, row.target, _after(row)].append(f"`{row.source}`")
    events: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for (event, target, after), states in sources.items():
        events[", ".join(states), target, after].append(event)
    for (states_text, target, after), names in events.items():
        following = target if target == PREVIOUS else f"`{target}`"
        yield f"| {states_text} | {', '.join(names)} | {following} | {after} |"


def _statements(life_cycle: LifeCycle[Any]) -> Iterator[str]:
    grouped = _best_group(life_cycle)
    yield f'{_START} start -> "{life_cycle.initial}"'
    if grouped:
        names = [state for state in life_cycle.states if state in grouped]
        label = "\n".join([f"{_GROUP}:", *names])
        yield f'"{_GROUP}" [label={json.dumps(label)} style="rounded,dashed"]'
    for (source, target), labels in _arrows(life_cycle, grouped).items():
        # The spaces keep the text off the arrow.
        text = " \n ".join(labels).replace(" after ", " \n after ")
        label = json.dumps(f" {text} ")
        yield f'"{source}" -> "{target}" [label={label}]'


def _best_group(life_cycle: LifeCycle[Any]) -> frozenset[str]:
    """Return the states that save the most arrows as a group, if they save enough."""
    sources: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in life_cycle.transitions:
        sources[row.event, row.target].add(row.source)
    groups = [frozenset[str](), *(frozenset(states) for states in sources.values())]
    counts = {group: len(_arrows(life_cycle, group)) for group in groups}
    best = min(groups, key=lambda group: counts[group])
    saved = counts[frozenset()] - counts[best]
    return best if saved >= _MIN_ARROWS_SAVED else frozenset()


def _arrows(
    life_cycle: LifeCycle[Any], grouped: frozenset[str]
) -> dict[tuple[str, str], list[str]]:
    """Return the labels of the arrows by their ends."""
    sources: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in life_cycle.transitions:
        if row.target == PREVIOUS:
            continue
        label = row.event + (f" after {time}" if (time := _short(row)) else "")
        sources[row.target, label, row.event].append(row.source)
    arrows: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (target, label, _), states in sources.items():
        begins = states
        # An arrow from a group to a state in it would be one from that state to itself.
        if grouped and grouped.issubset(states) and target not in grouped:
            begins = [_GROUP, *(state for state in states if state not in grouped)]
        for begin in begins:
            arrows[begin, target].append(label)
    # No arrow can end at whichever state was before.
    for row in life_cycle.transitions:
        if row.target == PREVIOUS:
            back = next(arrow for arrow in arrows if arrow[1] == row.source)
            arrows[back].append(f"({row.event} leads back)")
    return arrows


def _after(row: Transition) -> str:
    """Return the time after which a transition happens by itself, with conditions."""
    text = f"{_short(row)} {row.note or ''}".strip()
    return text.replace(" at once", ", at once")


def _short(row: Transition) -> str:
    """Return the time after which a transition happens by itself."""
    if row.after is None:
        return ""
    minutes, seconds = divmod(int(row.after.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = {"hour": hours, "minute": minutes, "second": seconds}
    return " and ".join(f"{n} {u}{'s' * (n > 1)}" for u, n in parts.items() if n)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    # Imported here, so that the other functions can be tested without Sphinx.
    from docutils.nodes import raw as Raw  # noqa: N812, PLC0415 - a class
    from sphinx.util.docutils import SphinxDirective  # noqa: PLC0415

    class LifeCycleDiagram(SphinxDirective):
        """Expands to the diagram of a life cycle."""

        required_arguments = 1
        final_argument_whitespace = True

        def run(self) -> list[Node]:
            return [Raw("", diagram(self.arguments[0]), format="html")]

    app.add_directive("life-cycle", LifeCycleDiagram)


def main() -> None:
    """Regenerate the life cycles in life-cycles.md."""
    page = Path(__file__).with_name("life-cycles.md")
    above, mark, _ = page.read_text().partition(MARK)
    page.write_text(f"{above}{mark}\n\n{page_body()}\n")


if __name__ == "__main__":
    main()
