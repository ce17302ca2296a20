"""The account: its ID, its Region, and whether it has been initialized."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from drsclient.testing._errors import FakeError

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.define(kw_only=True)
class Account:
    """An AWS account in one Region."""

    region_name: str
    account_id: str
    initialized: bool

    def initialize_service(self, _: object) -> Mapping[str, object]:
        """Handle `InitializeService`; calling it again does no harm."""
        self.initialized = True
        return {}

    def check_may_call(self, operation: str) -> None:
        """
        Refuse an operation while the account is not initialized.

        Raises:
            FakeError: It is not initialized, and the operation does not initialize it.
        """
        if not self.initialized and operation != "InitializeService":
            raise FakeError(
                "UninitializedAccountException",
                f"account {self.account_id} is not initialized in {self.region_name}",
            )

    def arn(self, resource: str, *, account_id: str | None = None) -> str:
        """Return the ARN of a resource, such as `job/drsjob-...`, in this Region."""
        owner = account_id or self.account_id
        return f"arn:aws:drs:{self.region_name}:{owner}:{resource}"
