from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient import (
    AccessDeniedException,
    InternalServerException,
    ThrottlingException,
    UninitializedAccountException,
    ValidationException,
)
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient, DrsServiceError


def test_initialize_service() -> None:
    """An account that was not set up can be used from then on."""
    with FakeDrs(initialized=False) as fake:
        server_id = fake.add_source_server()
        drs = fake.client()
        with pytest.raises(UninitializedAccountException):
            drs.start_replication(server_id)
        initialize: Callable[[], object] = drs.initialize_service
        assert initialize() is None
        assert drs.start_replication(server_id).replication_state == "INITIATING"
        assert [request.parameters for request in fake.requests][1] == {}


def test_initializing_again_does_no_harm(drs_client: DrsClient) -> None:
    """A set-up script can run twice."""
    drs_client.initialize_service()
    drs_client.initialize_service()


@pytest.mark.parametrize(
    ("kind", "status_code"),
    [
        (AccessDeniedException, 403),
        (InternalServerException, 500),
        (ThrottlingException, 429),
        (ValidationException, 400),
    ],
)
def test_initialize_service_may_fail(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    kind: type[DrsServiceError],
    status_code: int,
) -> None:
    """Each error that the operation declares is an exception of its own."""
    fake_drs.fail("InitializeService", kind.__name__, message="not now")
    with pytest.raises(kind) as caught:
        drs_client.initialize_service()
    assert type(caught.value) is kind
    assert caught.value.operation_name == "InitializeService"
    assert caught.value.message == "not now"
    assert caught.value.status_code == status_code


def test_what_was_denied_has_a_finer_code(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The service's own code within the error is at hand."""
    fake_drs.fail("InitializeService", "AccessDeniedException", code="NO_IAM")
    with pytest.raises(AccessDeniedException) as caught:
        drs_client.initialize_service()
    assert caught.value.detail_code == "NO_IAM"
