from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient import UninitializedAccountException
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient


def test_initialize_service() -> None:
    """The account can be used afterwards."""
    with FakeDrs(initialized=False) as fake:
        server_id = fake.add_source_server()
        drs = fake.client()
        with pytest.raises(UninitializedAccountException):
            drs.start_replication(server_id)
        initialize: Callable[[], object] = drs.initialize_service
        assert initialize() is None
        assert drs.start_replication(server_id).replication_state == "INITIATING"


def test_initializing_again_is_harmless(drs_client: DrsClient) -> None:
    """A set-up script can run twice."""
    drs_client.initialize_service()
    drs_client.initialize_service()
