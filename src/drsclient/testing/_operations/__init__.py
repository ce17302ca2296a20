"""
What the operations do: one module per resource, one function per operation.

To add an operation, write its function and add it to `OPERATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from drsclient.testing._operations import account, source_servers
from drsclient.testing._records.record import Wire
from drsclient.testing._world.site import Site

# Takes the parameters and returns the result, both with wire names.
Handler: TypeAlias = Callable[[Site, Any], Wire]

OPERATIONS: Final[dict[str, Handler]] = {
    "DeleteSourceServer": source_servers.delete_source_server,
    "DescribeRecoverySnapshots": source_servers.describe_recovery_snapshots,
    "DescribeSourceServers": source_servers.describe_source_servers,
    "DisconnectSourceServer": source_servers.disconnect_source_server,
    "InitializeService": account.initialize_service,
    "RetryDataReplication": source_servers.retry_data_replication,
    "StartRecovery": source_servers.start_recovery,
    "StartReplication": source_servers.start_replication,
    "StopReplication": source_servers.stop_replication,
}
