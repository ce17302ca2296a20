"""The one place that talks to botocore: connect, check, call, page, translate."""

from drsclient._call._arguments import id_list, if_given, untyped
from drsclient._call._attempts import watched_by
from drsclient._call._calling import OperationGroup
from drsclient._call._connecting import adopt, connect, open_session, regions_of

__all__ = [
    "OperationGroup",
    "adopt",
    "connect",
    "id_list",
    "if_given",
    "open_session",
    "regions_of",
    "untyped",
    "watched_by",
]
