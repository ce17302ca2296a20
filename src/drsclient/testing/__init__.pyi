from ._fake import FakeDrs as FakeDrs
from ._service import RecordedRequest as RecordedRequest

__all__ = ["FakeDrs", "RecordedRequest"]
