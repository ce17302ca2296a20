"""How long it takes to make models of a page of source servers, and what they weigh."""

from __future__ import annotations

import gc
import tracemalloc
from time import perf_counter

from full_servers import page, parse, server_shape
from measuring import Comparison, compare, timed
from pydantic_models import pydantic_model

from drsclient import from_wire, to_wire
from drsclient.models import SourceServer


class Page:
    """A page of 500 full source servers, and who can read it."""

    def __init__(self) -> None:
        self._body = page(500)
        self._pydantic_model = pydantic_model(server_shape())
        for wire in parse(self._body):
            ours = self._pydantic_model.model_validate(
                to_wire(from_wire(SourceServer, wire))
            )
            theirs = self._pydantic_model.model_validate(wire)
            assert ours == theirs, "the models do not hold the same"

    def against_botocore(self) -> Comparison:
        """Compare our conversion with what botocore does before it: JSON to dicts."""
        return compare(self._ours, timed(lambda: parse(self._body)), rounds=60)

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
    from_wire(SourceServer, parse(body)[0])
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
