"""How long it takes to make models of source servers, and what they weigh."""

from __future__ import annotations

import gc
import tracemalloc
from time import perf_counter
from typing import TYPE_CHECKING

from measuring import Comparison, compare
from pydantic_models import pydantic_model
from servers import page, parse, server_shape
from service import SERVERS

from drsclient import from_wire, to_wire
from drsclient.models import SourceServer

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_same(servers: Sequence[object], wires: Sequence[object]) -> None:
    """
    Check that source servers, models or not, hold what is in dicts of the wire.

    Raises:
        AssertionError: They do not.
    """
    kind = pydantic_model(server_shape())
    for server, wire in zip(servers, wires, strict=True):
        held = to_wire(server) if isinstance(server, SourceServer) else server
        assert kind.model_validate(held) == kind.model_validate(wire)


class Page:
    """A page of full source servers, and who can read it."""

    def __init__(self) -> None:
        self._body = page(SERVERS)
        self._pydantic_model = pydantic_model(server_shape())
        wires = parse(self._body)
        check_same([from_wire(SourceServer, wire) for wire in wires], wires)

    def against_pydantic(self) -> Comparison:
        """Compare our conversion of the dicts with pydantic's."""
        return compare(self._ours, self._pydantic, rounds=60)

    # Every sample reads dicts that were parsed for it, as every call does: what Python
    # remembers of a text it has seen before, such as its hash, would help the next.

    def _ours(self) -> float:
        items = parse(self._body)
        start = perf_counter()
        servers = [from_wire(SourceServer, wire) for wire in items]
        seconds = perf_counter() - start
        assert len(servers) == len(items)
        return seconds

    def _pydantic(self) -> float:
        items = parse(self._body)
        validate = self._pydantic_model.model_validate
        start = perf_counter()
        servers = [validate(wire) for wire in items]
        seconds = perf_counter() - start
        assert len(servers) == len(items)
        return seconds


def memory() -> Comparison:
    """
    Compare the bytes of 1,000 source servers with those of the dicts they came from.

    The dicts are gone when the models are weighed, so that what both held in common
    counts as the models'.
    """
    body = page(1000)
    first = [from_wire(SourceServer, wire) for wire in parse(body)]
    del first  # they import cattrs, which is not weighed
    gc.collect()
    tracemalloc.start()
    try:
        items = parse(body)
        dicts = _weigh()
        servers = [from_wire(SourceServer, wire) for wire in items]
        del items
        models = _weigh()
        assert len(servers) == 1000  # noqa: PLR2004 - as many as above
    finally:
        tracemalloc.stop()
    return Comparison(ours=(models,), theirs=(dicts,))


def _weigh() -> int:
    gc.collect()
    in_use, _ = tracemalloc.get_traced_memory()
    return in_use
