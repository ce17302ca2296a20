"""The pictures in the documentation, against what the programs next to them draw."""

from __future__ import annotations

import re

import pytest

from docs import failover_timeline
from docs.pictures import watch

pytestmark = pytest.mark.no_cover


def words(svg: str) -> str:
    """Return the text of a picture without spaces, as any version of rich draws it."""
    return "".join(re.findall("<text.*?>(.*?)</text>", svg)).replace("&#160;", "")


def test_the_picture_of_watch_shows_a_drill_as_it_is() -> None:
    """The committed picture has the text that `Watch` shows during a drill today."""
    picture = watch.PICTURE.read_text(encoding="utf-8")
    is_current = words(picture) == words(watch.watch_svg())
    assert is_current, "run `python -m docs.pictures.watch`"


def test_the_picture_of_watch_loads_nothing() -> None:
    """No font and nothing else comes from another host."""
    picture = watch.PICTURE.read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\"]+", picture) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in picture


def test_the_timeline_shows_a_failover_with_a_repeated_launch() -> None:
    """Each server is launched in the end, after a failure or in one go."""
    last: dict[str, str] = {}
    bars = failover_timeline.bars()
    for bar in bars:
        assert 0 < bar.begin < bar.end
        last[bar.hostname] = bar.end_event
    assert set(last.values()) == {"LAUNCH_END"}
    (failed,) = [bar for bar in bars if bar.end_event == "LAUNCH_FAILED"]
    phases = [bar.phase for bar in bars if bar.hostname == failed.hostname]
    assert phases == ["snapshot", "conversion", "launch"] * 2
    svg = failover_timeline.timeline()
    assert svg.count("<rect") == len(bars) + 3  # in the legend
