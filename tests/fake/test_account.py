from __future__ import annotations

import pytest

from drsclient.testing import FakeDrs


def test_an_account_has_to_be_initialized_once() -> None:
    """Until then, all other calls are refused; a second time does no harm."""
    with FakeDrs(initialized=False) as fake:
        drs = fake.boto3_client()
        server_id = fake.add_source_server()
        with pytest.raises(drs.exceptions.UninitializedAccountException):
            drs.describe_source_servers()
        with pytest.raises(drs.exceptions.UninitializedAccountException):
            drs.start_replication(sourceServerID=server_id)
        for _ in range(2):
            response = drs.initialize_service()
            assert response["ResponseMetadata"]["HTTPStatusCode"] == 204
            assert len(drs.describe_source_servers()["items"]) == 1
