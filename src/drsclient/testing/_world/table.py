"""Tables of records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from drsclient.testing._errors import not_found
from drsclient.testing._records.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

R = TypeVar("R", bound=Record)


@attrs.define
class Table(Generic[R]):
    """The records of one kind, by key, in the order in which they were added."""

    kind: str
    """What errors call the kind, as `resourceType`."""
    records: dict[str, R] = attrs.field(factory=dict[str, R])

    def add(self, record: R) -> R:
        """Add a record, and return it."""
        self.records[record.key] = record
        return record

    def find(self, key: str) -> R:
        """
        Return the record with a key.

        Raises:
            FakeError: There is none.
        """
        if key not in self.records:
            raise not_found(self.kind, key)
        return self.records[key]

    def select(self, keys: Collection[str] | None) -> Iterable[R]:
        """
        Return the records with these keys, or all if no keys are given.

        Raises:
            FakeError: One of them does not exist.
        """
        if not keys:
            return self
        return sorted(
            (self.find(key) for key in set(keys)), key=lambda record: record.number
        )

    def remove(self, record: R) -> None:
        """Remove a record."""
        del self.records[record.key]

    def __contains__(self, key: object) -> bool:
        return key in self.records

    def __iter__(self) -> Iterator[R]:
        return iter(self.records.values())

    def __len__(self) -> int:
        return len(self.records)
