"""Who calls: the account and the Region in a request's signature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

# Signature Version 4 names the key, the day, the Region, the service and a fixed word.
_CREDENTIAL: Final = re.compile(
    r"AWS4-HMAC-SHA256\s.*?\bCredential="
    r"(?P<key>[^/,\s]+)/[^/,]*/(?P<region>[^/,\s]+)/[^/,]*/aws4_request"
)


@attrs.frozen
class Caller:
    """Who signed a request, and for which Region."""

    access_key_id: str
    region_name: str


def read_caller(headers: Mapping[str, str]) -> Caller | None:
    """
    Read who signed a request. The signature itself is not verified.

    Args:
        headers: The request's headers; names are in lower case.

    Returns:
        The caller; `None` if the request is unsigned or signed in another way.
    """
    match = _CREDENTIAL.match(headers.get("authorization", ""))
    return Caller(match["key"], match["region"]) if match else None
