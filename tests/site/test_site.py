"""
The built site works offline, its links lead somewhere, and its pages can be found.

`nox -s docs` builds it in docs/_build/html before it runs these tests.
"""

from __future__ import annotations

import os.path
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

import pytest

SITE: Final = Path(__file__).parents[2] / "docs/_build/html"
# Sphinx makes these pages by itself.
GENERATED: Final = {"genindex.html", "search.html"}
# What a browser does not load from a `<link>`.
NAMED: Final = {"author", "canonical", "index", "next", "prev", "search"}
# How stylesheets, scripts and pictures load something from another host.
ELSEWHERE: Final = re.compile(
    r"""(?:url\(|\bimport\b\s*\(?|\bfrom\b|\bfetch\(|\b(?:href|src)=)"""
    r"""\s*["'`]?(?:https?:)?//"""
)


def files(*suffixes: str) -> list[str]:
    """List the files of the site with one of the suffixes."""
    found = (path for path in SITE.rglob("*") if path.suffix in suffixes)
    return sorted(path.relative_to(SITE).as_posix() for path in found)


PAGES: Final = files(".html")
ARTICLES: Final = [page for page in PAGES if page not in GENERATED]


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self.feed((SITE / path).read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note the text that follows the start of an element."""
        tag = self.elements[-1][0] if self.elements else ""
        self.texts[tag] = self.texts.get(tag, "") + data

    def values(self, tag: str, name: str) -> list[str]:
        """List the values of an attribute of the elements with a tag."""
        return [a[name] for found, a in self.elements if found == tag and name in a]

    def meta(self, kind: str, name: str) -> list[str]:
        """List the contents of the metadata with a name."""
        return [a["content"] for _, a in self.elements if a.get(kind) == name]


@cache
def parse(path: str) -> Page:
    """Read a page."""
    return Page(path)


@cache
def anchors(path: str) -> frozenset[str]:
    """Return the IDs of the elements of a page."""
    return frozenset(attrs.get("id", "") for _, attrs in parse(path).elements)


def test_the_site_is_built() -> None:
    """There are pages, which the tests below check one by one."""
    assert "index.html" in PAGES, "nox -s docs builds the site"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_another_host(path: str) -> None:
    """Images, scripts and stylesheets of a page are part of the site."""
    page = parse(path)
    loaded = [
        value
        for tag, attrs in page.elements
        if tag != "a" and not NAMED.intersection(attrs.get("rel", "").split())
        for name, value in attrs.items()
        if name in {"data", "href", "poster", "src", "srcset", "xlink:href"}
    ]
    assert loaded
    assert not [value for value in loaded if urlsplit(value.strip()).netloc]
    texts = [page.texts.get("script", ""), page.texts.get("style", "")]
    styles = [attrs.get("style", "") for _, attrs in page.elements]
    assert not [text for text in [*texts, *styles] if ELSEWHERE.search(text)]


@pytest.mark.parametrize("path", files(".css", ".js", ".svg"))
def test_a_file_loads_nothing_from_another_host(path: str) -> None:
    """Stylesheets, scripts and pictures load nothing from outside the site."""
    assert not ELSEWHERE.search((SITE / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES)
def test_the_links_of_a_page_lead_somewhere(path: str) -> None:
    """Each link within the site leads to a file and, if it names one, to an anchor."""
    broken: list[str] = []
    for link in parse(path).values("a", "href"):
        url = urlsplit(urljoin(path, link))
        if url.scheme or url.netloc:
            continue
        target, anchor = os.path.normpath(unquote(url.path)), unquote(url.fragment)
        is_page = (SITE / target).is_file()
        if not is_page or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("path", ARTICLES)
def test_a_page_describes_itself(path: str) -> None:
    """Search engines and chats find a title and a description of a page."""
    page = parse(path)
    assert [tag for tag, _ in page.elements].count("h1") == 1
    (title,) = page.meta("property", "og:title")
    assert title
    assert page.texts["title"].startswith(title)
    (description,) = page.meta("name", "description")
    assert len(description) >= 40


@pytest.mark.parametrize("path", ARTICLES)
def test_diagrams_are_drawn_in_the_build(path: str) -> None:
    """No page has a diagram as text that a script would draw."""
    classes = " ".join(attrs.get("class", "") for _, attrs in parse(path).elements)
    assert "mermaid" not in classes


def test_a_command_of_several_lines_is_copied_whole() -> None:
    """The copy button takes the lines after a backslash, which have no prompt."""
    script = (SITE / "_static/copybutton.js").read_text(encoding="utf-8")
    assert r"true, true, true, true, '\\', ''" in script


def test_the_sidebar_has_each_page() -> None:
    """The sidebar leads to each page."""
    # The page of the search has no other links.
    links = parse("search.html").values("a", "href")
    reached = {urlsplit(link).path for link in links}
    assert sorted({*ARTICLES} - reached) == []
