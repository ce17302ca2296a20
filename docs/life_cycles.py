"""
The diagrams and tables of the life cycles in FakeDrs.

Run as a program, it regenerates them in life-cycles.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from drsclient.testing._life_cycles import LIFE_CYCLES
from drsclient.testing._life_cycles.life_cycle import PREVIOUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition

MARK: Final = "<!--- From here on: python -m docs.life_cycles -->"
"""The line above the generated part of life-cycles.md."""

_JOB_PART: Final = "the job's ID, a slash and the ID of what takes part in it"
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
        "The agent on a recovery instance, without which replication is not reversed.",
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

# The number of arrows that a frame around states must save.
_MIN_ARROWS_SAVED: Final = 3
_FRAME: Final = "any_of_these"


def page_body() -> str:
    """Return a section for each life cycle, in Markdown."""
    return "\n\n".join(_section(life_cycle) for life_cycle in LIFE_CYCLES.values())


def _section(life_cycle: LifeCycle[Any]) -> str:
    name = life_cycle.name
    about, key = _ABOUT[name]
    if name == "launch":
        about += " The service shows `PENDING` until `LAUNCH`, and then `IN_PROGRESS`."
    elif life_cycle.table == "participants":
        about += " Between its first and last state, the service shows `IN_PROGRESS`."
    diagram = "\n".join(_diagram(life_cycle))
    table = "\n".join(_table(life_cycle))
    return (
        f"## {name[0].upper()}{name[1:]}\n\n{fill(about, 88)}\n\n"
        f"```mermaid\n{diagram}\n```\n\n{table}\n\n`trigger` takes {key}."
    )


def _table(life_cycle: LifeCycle[Any]) -> Iterator[str]:
    yield "| State | Event | Next state | By itself after |"
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


def _diagram(life_cycle: LifeCycle[Any]) -> Iterator[str]:
    framed = _best_frame(life_cycle)
    yield "stateDiagram-v2"
    for state in life_cycle.states:
        if _name(state) != state:
            yield f'    state "{state}" as {_name(state)}'
    if framed:
        yield "    direction LR"
        yield f'    state "any of these" as {_FRAME} {{'
        yield from (f"        {_name(s)}" for s in life_cycle.states if s in framed)
        yield "    }"
    yield f"    [*] --> {_name(life_cycle.initial)}"
    for (source, target), labels in _arrows(life_cycle, framed).items():
        yield f"    {source} --> {target}: {'<br/>'.join(labels)}"


def _best_frame(life_cycle: LifeCycle[Any]) -> frozenset[str]:
    """Return the states whose frame saves the most arrows, if it saves enough."""
    sources: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in life_cycle.transitions:
        sources[row.event, row.target].add(row.source)
    frames = [frozenset[str](), *(frozenset(states) for states in sources.values())]
    counts = {frame: len(_arrows(life_cycle, frame)) for frame in frames}
    best = min(frames, key=lambda frame: counts[frame])
    saved = counts[frozenset()] - counts[best]
    return best if saved >= _MIN_ARROWS_SAVED else frozenset()


def _arrows(
    life_cycle: LifeCycle[Any], framed: frozenset[str]
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
        end = _name(target)
        begins = [_name(state) for state in states]
        # An arrow from a frame to a state in it would look like an arrow inside.
        if framed and framed.issubset(states) and target not in framed:
            begins = [_FRAME, *(_name(s) for s in states if s not in framed)]
        for begin in begins:
            arrows[begin, end].append(label)
    # Two arrows between the same states, back and forth, would overlap.
    for row in life_cycle.transitions:
        if row.target == PREVIOUS:
            back = next(arrow for arrow in arrows if arrow[1] == _name(row.source))
            arrows[back].append(f"({row.event} leads back)")
    return arrows


def _name(state: str) -> str:
    return re.sub(r"\W", "_", state)


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


def main() -> None:
    """Regenerate the life cycles in life-cycles.md."""
    page = Path(__file__).with_name("life-cycles.md")
    above, mark, _ = page.read_text().partition(MARK)
    page.write_text(f"{above}{mark}\n\n{page_body()}\n")


if __name__ == "__main__":
    main()
