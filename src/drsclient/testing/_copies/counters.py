"""Counters of IDs: a copy gives no ID that the account has given already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drsclient.testing._copies.answers import Answers
    from drsclient.testing._state.shared_state import SharedState

# IDs of DRS and EC2 are random. A fake counts them, and those of its instances.
_COUNTED: Final = re.compile(r"\b([a-z]+-(?:d(?=0))?)(0{8}[0-9a-f]{8,9})\b")
# Most texts are without it, and this is faster to see.
_ZEROS: Final = "0" * 8


def set_counters(state: SharedState, answers: Iterable[Answers]) -> None:
    """Count on from the highest number of each kind of ID in the answers of a fake."""
    counters = dict[str, int]()
    for one in answers:
        for _, text in one.texts():
            if _ZEROS in text:
                for prefix, number in _COUNTED.findall(text):
                    counters[prefix] = max(counters.get(prefix, 0), int(number, 16))
    # Sorted, so that a copy of the copy has the same text.
    state.counters.update(sorted(counters.items()))
