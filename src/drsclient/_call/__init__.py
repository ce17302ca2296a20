"""The one place that talks to botocore: connect, check, call, page, translate."""

from drsclient._call._arguments import if_given
from drsclient._call._attempts import watched_by
from drsclient._call._calling import OperationGroup
from drsclient._call._connecting import adopt, connect, open_session, regions_of

__all__ = [
    "OperationGroup",
    "adopt",
    "connect",
    "if_given",
    "open_session",
    "regions_of",
    "watched_by",
]
