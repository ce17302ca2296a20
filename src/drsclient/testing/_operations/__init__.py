"""
The operations: one module per resource, one handler function per operation.

To add an operation, write its handler and add it to `OPERATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from drsclient.testing._operations import (
    account,
    jobs,
    launch,
    launch_actions,
    recovery_instances as instances,
    recovery_plan_executions as executions,
    recovery_plans as plans,
    replication_settings as replication,
    source_networks,
    source_servers,
    tags,
)
from drsclient.testing._records.record import Wire
from drsclient.testing._state.site_state import SiteState

# Takes the parameters and returns the result, both with wire names.
Handler: TypeAlias = Callable[[SiteState, Any], Wire]

OPERATIONS: Final[dict[str, Handler]] = {
    "AssociateSourceNetworkStack": source_networks.associate_source_network_stack,
    "CancelRecoveryPlanExecution": executions.cancel_recovery_plan_execution,
    "CreateExtendedSourceServer": account.create_extended_source_server,
    "CreateLaunchConfigurationTemplate": launch.create_template,
    "CreateRecoveryPlan": plans.create_recovery_plan,
    "CreateRecoveryPlanStep": plans.create_recovery_plan_step,
    "CreateReplicationConfigurationTemplate": replication.create_template,
    "CreateSourceNetwork": source_networks.create_source_network,
    "DeleteJob": jobs.delete_job,
    "DeleteLaunchAction": launch_actions.delete_launch_action,
    "DeleteLaunchConfigurationTemplate": launch.delete_template,
    "DeleteRecoveryInstance": instances.delete_recovery_instance,
    "DeleteRecoveryPlan": plans.delete_recovery_plan,
    "DeleteRecoveryPlanExecution": executions.delete_recovery_plan_execution,
    "DeleteRecoveryPlanStep": plans.delete_recovery_plan_step,
    "DeleteReplicationConfigurationTemplate": replication.delete_template,
    "DeleteSourceNetwork": source_networks.delete_source_network,
    "DeleteSourceServer": source_servers.delete_source_server,
    "DescribeJobLogItems": jobs.describe_job_log_items,
    "DescribeJobs": jobs.describe_jobs,
    "DescribeLaunchConfigurationTemplates": launch.describe_templates,
    "DescribeRecoveryInstances": instances.describe_recovery_instances,
    "DescribeRecoverySnapshots": source_servers.describe_recovery_snapshots,
    "DescribeReplicationConfigurationTemplates": replication.describe_templates,
    "DescribeSourceNetworks": source_networks.describe_source_networks,
    "DescribeSourceServers": source_servers.describe_source_servers,
    "DisconnectRecoveryInstance": instances.disconnect_recovery_instance,
    "DisconnectSourceServer": source_servers.disconnect_source_server,
    "ExportSourceNetworkCfnTemplate": source_networks.export_template,
    "GetFailbackReplicationConfiguration": instances.get_failback_configuration,
    "GetLaunchConfiguration": launch.get_launch_configuration,
    "GetRecoveryPlan": plans.get_recovery_plan,
    "GetRecoveryPlanExecution": executions.get_recovery_plan_execution,
    "GetRecoveryPlanExecutionStep": executions.get_recovery_plan_execution_step,
    "GetRecoveryPlanStep": plans.get_recovery_plan_step,
    "GetReplicationConfiguration": replication.get_replication_configuration,
    "InitializeService": account.initialize_service,
    "ListExtensibleSourceServers": account.list_extensible_source_servers,
    "ListLaunchActions": launch_actions.list_launch_actions,
    "ListRecoveryPlanExecutionSteps": executions.list_recovery_plan_execution_steps,
    "ListRecoveryPlanExecutions": executions.list_recovery_plan_executions,
    "ListRecoveryPlanSteps": plans.list_recovery_plan_steps,
    "ListRecoveryPlans": plans.list_recovery_plans,
    "ListStagingAccounts": account.list_staging_accounts,
    "ListTagsForResource": tags.list_tags_for_resource,
    "PutLaunchAction": launch_actions.put_launch_action,
    "ReorderRecoveryPlanSteps": plans.reorder_recovery_plan_steps,
    "RetryDataReplication": source_servers.retry_data_replication,
    "RetryRecoveryPlanExecutionStep": executions.retry_recovery_plan_execution_step,
    "ReverseReplication": instances.reverse_replication,
    "StartFailbackLaunch": instances.start_failback_launch,
    "StartRecovery": source_servers.start_recovery,
    "StartRecoveryPlanExecution": executions.start_recovery_plan_execution,
    "StartReplication": source_servers.start_replication,
    "StartSourceNetworkRecovery": source_networks.start_source_network_recovery,
    "StartSourceNetworkReplication": source_networks.start_source_network_replication,
    "StopFailback": instances.stop_failback,
    "StopReplication": source_servers.stop_replication,
    "StopSourceNetworkReplication": source_networks.stop_source_network_replication,
    "TagResource": tags.tag_resource,
    "TerminateRecoveryInstances": instances.terminate_recovery_instances,
    "UntagResource": tags.untag_resource,
    "UpdateFailbackReplicationConfiguration": instances.update_failback_configuration,
    "UpdateLaunchConfiguration": launch.update_launch_configuration,
    "UpdateLaunchConfigurationTemplate": launch.update_template,
    "UpdateRecoveryPlan": plans.update_recovery_plan,
    "UpdateRecoveryPlanExecutionStep": executions.update_recovery_plan_execution_step,
    "UpdateRecoveryPlanStep": plans.update_recovery_plan_step,
    "UpdateReplicationConfiguration": replication.update_replication_configuration,
    "UpdateReplicationConfigurationTemplate": replication.update_template,
}
