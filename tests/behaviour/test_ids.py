"""Methods that take IDs or what has them: which IDs they see, and what they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsParameterError
from drsclient._ids import ids_of
from drsclient.models import Job, SourceServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE = "expected an ID or an entity that has one"


def server(server_id: str | None) -> SourceServer:
    """Make a source server with an ID."""
    return SourceServer(source_server_id=server_id)


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("s-1", ("s-1",)),
        (server("s-1"), ("s-1",)),
        ([], ()),
        (["s-2", "s-1"], ("s-2", "s-1")),
        (("s-2", server("s-1")), ("s-2", "s-1")),
        (["s-2", "s-1", "s-2", server("s-1")], ("s-2", "s-1")),
        ({"s-1"}, ("s-1",)),
        ({"s-2": "web", "s-1": "db"}, ("s-2", "s-1")),
        ((f"s-{number}" for number in (2, 1, 2)), ("s-2", "s-1")),
        (iter([server("s-1")]), ("s-1",)),
    ],
    ids=repr,
)
def test_each_id_is_taken_once(given: Any, ids: tuple[str, ...]) -> None:  # noqa: ANN401 - many types
    """From one or many, in the order in which they come first."""
    assert ids_of("source_servers", given, "source_server_id") == ids


@pytest.mark.parametrize(
    ("given", "parameter", "shown"),
    [
        (None, "source_servers", "None"),
        (5, "source_servers", "5"),
        (b"s-1", "source_servers", "b's-1'"),
        (object, "source_servers", "<class 'object'>"),
    ],
    ids=repr,
)
def test_what_has_no_items_is_refused_as_a_whole(
    given: Any,  # noqa: ANN401 - deliberately wrong
    parameter: str,
    shown: str,
) -> None:
    """The message also says that there may be several."""
    with pytest.raises(DrsParameterError) as caught:
        ids_of("source_servers", given, "source_server_id")
    assert str(caught.value) == (
        f"{parameter}={shown} is not valid: {ONE}, or an iterable of these"
    )
    assert caught.value.value is given


@pytest.mark.parametrize(
    ("given", "index", "wrong"),
    [
        (server(None), "", server(None)),
        (["s-1", None], "[1]", None),
        (["s-1", server(None)], "[1]", server(None)),
        ([["s-1"]], "[0]", ["s-1"]),
        (["s-1", b"s-2", 3], "[1]", b"s-2"),
        (iter([Job(job_id="drsjob-1")]), "[0]", Job(job_id="drsjob-1")),
    ],
    ids=repr,
)
def test_what_has_no_id_is_refused_with_its_place(
    given: Any,  # noqa: ANN401 - deliberately wrong
    index: str,
    wrong: object,
) -> None:
    """A single one has none."""
    with pytest.raises(DrsParameterError) as caught:
        ids_of("source_servers", given, "source_server_id")
    assert caught.value.parameter == f"source_servers{index}"
    assert caught.value.value == wrong
    assert str(caught.value).startswith(f"source_servers{index}=")
    assert str(caught.value).endswith(f" is not valid: {ONE}")


def test_an_iterable_that_fails_fails_as_it_does() -> None:
    """Its error is not taken for a wrong argument, whatever its type."""

    def ids() -> Iterator[str]:
        yield "s-1"
        raise TypeError("defect")

    with pytest.raises(TypeError, match="defect"):
        ids_of("source_servers", ids(), "source_server_id")
