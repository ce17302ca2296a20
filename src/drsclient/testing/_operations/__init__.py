"""
What the operations do: one module per resource, one function per operation.

To add an operation, write its function and add it to `OPERATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from drsclient.testing._operations import (
    account,
    failback,
    jobs,
    recovery_instances,
    source_servers,
)
from drsclient.testing._records.record import Wire
from drsclient.testing._world.site import Site

# Takes the parameters and returns the result, both with wire names.
Handler: TypeAlias = Callable[[Site, Any], Wire]

OPERATIONS: Final[dict[str, Handler]] = {
    "DeleteJob": jobs.delete_job,
    "DeleteRecoveryInstance": recovery_instances.delete_recovery_instance,
    "DeleteSourceServer": source_servers.delete_source_server,
    "DescribeJobLogItems": jobs.describe_job_log_items,
    "DescribeJobs": jobs.describe_jobs,
    "DescribeRecoveryInstances": recovery_instances.describe_recovery_instances,
    "DescribeRecoverySnapshots": source_servers.describe_recovery_snapshots,
    "DescribeSourceServers": source_servers.describe_source_servers,
    "DisconnectRecoveryInstance": recovery_instances.disconnect_recovery_instance,
    "DisconnectSourceServer": source_servers.disconnect_source_server,
    "GetFailbackReplicationConfiguration": failback.get_failback_configuration,
    "InitializeService": account.initialize_service,
    "RetryDataReplication": source_servers.retry_data_replication,
    "ReverseReplication": failback.reverse_replication,
    "StartFailbackLaunch": failback.start_failback_launch,
    "StartRecovery": source_servers.start_recovery,
    "StartReplication": source_servers.start_replication,
    "StopFailback": failback.stop_failback,
    "StopReplication": source_servers.stop_replication,
    "TerminateRecoveryInstances": recovery_instances.terminate_recovery_instances,
    "UpdateFailbackReplicationConfiguration": failback.update_failback_configuration,
}
