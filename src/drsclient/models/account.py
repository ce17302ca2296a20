"""…"""

from collections.abc import Mapping

import attrs

from drsclient.models._model import EMPTY_MAP, Model, frozen_map


@attrs.frozen(kw_only=True)
class Account(Model):
    """…"""

    account_id: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class StagingSourceServer(Model):
    """…"""

    hostname: str | None = None
    """…"""
    arn: str | None = None
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
