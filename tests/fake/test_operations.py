from __future__ import annotations

from drsclient.testing._operations import OPERATIONS
from drsclient.testing._service_model import service_model


def test_operations_are_those_of_the_service() -> None:
    """A name with a typo would never be called; old botocores lack recovery plans."""
    unknown = OPERATIONS.keys() - set(service_model().operation_names)
    assert all("RecoveryPlan" in name for name in unknown)
