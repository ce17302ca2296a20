"""Benchmarks of the conversion of source servers to models, and of their memory."""

from __future__ import annotations

import gc
import tracemalloc
from time import perf_counter
from typing import TYPE_CHECKING

from comparison import Comparison, compare
from pydantic_models import pydantic_model
from servers import page, parse, server_shape
from service import SERVERS

from drsclient import from_wire, to_wire
from drsclient.models import SourceServer

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_same(servers: Sequence[object], wires: Sequence[object]) -> None:
    """
    Check that source servers, models or dicts, have the values of wire dicts.

    Raises:
        AssertionError: They have other values.
    """
    kind = pydantic_model(server_shape())
    for server, wire in zip(servers, wires, strict=True):
        values = to_wire(server) if isinstance(server, SourceServer) else server
        assert kind.model_validate(values) == kind.model_validate(wire)


class Page:
    """A page of source servers with all members, which benchmarks convert."""

    def __init__(self) -> None:
        self._body = page(SERVERS)
        self._pydantic_model = pydantic_model(server_shape())
        wires = parse(self._body)
        check_same([from_wire(SourceServer, wire) for wire in wires], wires)

    def against_pydantic(self) -> Comparison:
        """Compare drsclient's conversion of the dicts with pydantic's."""
        return compare(self._drsclient, self._pydantic, rounds=60)

    # Every sample converts newly parsed dicts, as every call does: Python caches the
    # hash of a string, for example, which would make the next sample faster.

    def _drsclient(self) -> float:
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
    Compare the memory of 1,000 source servers, in bytes, with that of their dicts.

    The dicts are freed before the models are measured, so that the objects that both
    share count as the models'.
    """
    body = page(1000)
    first = [from_wire(SourceServer, wire) for wire in parse(body)]
    del first  # they import cattrs, which is not weighed
    gc.collect()
    tracemalloc.start()
    try:
        items = parse(body)
        dicts = _traced_bytes()
        servers = [from_wire(SourceServer, wire) for wire in items]
        del items
        models = _traced_bytes()
        assert len(servers) == 1000  # noqa: PLR2004 - the number above
    finally:
        tracemalloc.stop()
    return Comparison(candidate=(models,), baseline=(dicts,))


def _traced_bytes() -> int:
    gc.collect()
    in_use, _ = tracemalloc.get_traced_memory()
    return in_use
