"""Operations on source networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import conflict, invalid, quota_exceeded, wrong_state
from drsclient.testing._life_cycles.source_networks import (
    PROTECTION,
    check_no_job,
    start_association_job,
    start_network_recovery_job,
)
from drsclient.testing._operations.pagination import matches_filter, paginate
from drsclient.testing._operations.tags import checked_tags
from drsclient.testing._records.record import Progress
from drsclient.testing._records.source_networks import SourceNetwork

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import (
        AssociateSourceNetworkStackRequestTypeDef,
        CreateSourceNetworkRequestTypeDef,
        DeleteSourceNetworkRequestTypeDef,
        DescribeSourceNetworksRequestFiltersTypeDef,
        DescribeSourceNetworksRequestTypeDef,
        ExportSourceNetworkCfnTemplateRequestTypeDef,
        StartSourceNetworkRecoveryRequestNetworkEntryTypeDef,
        StartSourceNetworkRecoveryRequestTypeDef,
        StartSourceNetworkReplicationRequestTypeDef,
        StopSourceNetworkReplicationRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState


def create_source_network(
    site: SiteState, parameters: CreateSourceNetworkRequestTypeDef
) -> Wire:
    """Handle `CreateSourceNetwork`: a VPC has one source network."""
    tags = checked_tags(parameters.get("tags", {}))
    for network in site.source_networks:
        if network.vpc_id == parameters["vpcID"]:
            raise conflict(
                "SourceNetwork",
                network.key,
                f"{network.vpc_id} already has SourceNetwork {network.key}",
            )
    if len(site.source_networks) >= site.shared.quotas.source_networks:
        raise quota_exceeded(
            "L-4B0323BD",
            f"at most {site.shared.quotas.source_networks} source networks can exist",
        )
    network = SourceNetwork(
        number=site.shared.new_number(),
        source_network_id=site.shared.new_id("sn-"),
        vpc_id=parameters["vpcID"],
        origin_account_id=parameters["originAccountID"],
        origin_region=parameters["originRegion"],
        tags=tags,
        protection=Progress(state=PROTECTION.initial, since=site.now),
    )
    site.source_networks.add(network)
    return {"sourceNetworkID": network.key}


def describe_source_networks(
    site: SiteState, parameters: DescribeSourceNetworksRequestTypeDef
) -> Wire:
    """Handle `DescribeSourceNetworks`: unknown IDs match nothing."""
    filters = parameters.get("filters", {})
    page, more = paginate(
        (network for network in site.source_networks if _matches(network, filters)),
        parameters,
        size=site.shared.page_size,
    )
    return {"items": [network.wire(site) for network in page], **more}


def delete_source_network(
    site: SiteState, parameters: DeleteSourceNetworkRequestTypeDef
) -> Wire:
    """Handle `DeleteSourceNetwork`: its replication must be stopped."""
    network = site.source_networks.find(parameters["sourceNetworkID"])
    if network.protection.state != "STOPPED":
        raise wrong_state(
            "SourceNetwork",
            network.key,
            network.protection.state,
            "DeleteSourceNetwork",
            needs="STOPPED",
        )
    check_no_job(site, network)
    site.source_networks.remove(network)
    for server in site.source_servers:
        if server.source_network_id == network.key:
            server.source_network_id = None
    return {}


def start_source_network_replication(
    site: SiteState, parameters: StartSourceNetworkReplicationRequestTypeDef
) -> Wire:
    """Handle `StartSourceNetworkReplication`."""
    network = site.source_networks.find(parameters["sourceNetworkID"])
    PROTECTION.trigger(site, network, "StartSourceNetworkReplication")
    return {"sourceNetwork": network.wire(site)}


def stop_source_network_replication(
    site: SiteState, parameters: StopSourceNetworkReplicationRequestTypeDef
) -> Wire:
    """Handle `StopSourceNetworkReplication`, which deletes the copy."""
    network = site.source_networks.find(parameters["sourceNetworkID"])
    PROTECTION.trigger(site, network, "StopSourceNetworkReplication")
    return {"sourceNetwork": network.wire(site)}


def start_source_network_recovery(
    site: SiteState, parameters: StartSourceNetworkRecoveryRequestTypeDef
) -> Wire:
    """Handle `StartSourceNetworkRecovery`: there is a job for all, or none."""
    tags = checked_tags(parameters.get("tags", {}))
    deploy_as_new = parameters.get("deployAsNew", False)
    wanted: dict[str, str] = {}
    for entry in parameters["sourceNetworks"]:
        network_id = entry["sourceNetworkID"]
        if network_id in wanted:
            raise invalid({"sourceNetworks": f"has {network_id} twice"})
        wanted[network_id] = _stack_name(site, entry, deploy_as_new=deploy_as_new)
    job = start_network_recovery_job(site, wanted, tags=tags)
    return {"job": job.wire(site)}


def associate_source_network_stack(
    site: SiteState, parameters: AssociateSourceNetworkStackRequestTypeDef
) -> Wire:
    """Handle `AssociateSourceNetworkStack`, for a stack of an earlier recovery."""
    network = site.source_networks.find(parameters["sourceNetworkID"])
    stack_name = parameters["cfnStackName"]
    if stack_name not in network.stacks:
        raise invalid({"cfnStackName": f"must be a stack of {network.key}"})
    return {"job": start_association_job(site, network.key, stack_name).wire(site)}


def export_template(
    site: SiteState, parameters: ExportSourceNetworkCfnTemplateRequestTypeDef
) -> Wire:
    """Handle `ExportSourceNetworkCfnTemplate`, to the account's bucket."""
    network = site.source_networks.find(parameters["sourceNetworkID"])
    bucket = _check_recoverable(site, network).rpartition(":")[2]
    return {"s3DestinationUrl": f"s3://{bucket}/{network.key}.json"}


def _stack_name(
    site: SiteState,
    entry: StartSourceNetworkRecoveryRequestNetworkEntryTypeDef,
    *,
    deploy_as_new: bool,
) -> str:
    """Return the name of the stack to deploy or update."""
    network_id = entry["sourceNetworkID"]
    # The operation declares no not-found error.
    network = site.source_networks.records.get(network_id)
    if network is None:
        raise conflict(
            "SourceNetwork", network_id, f"SourceNetwork {network_id} is unknown"
        )
    bucket = _check_recoverable(site, network)
    if bucket in site.shared.unversioned_buckets:
        raise conflict(
            "SourceNetwork", network.key, f"versioning of {bucket} must be enabled"
        )
    recommended = None if deploy_as_new else network.stack_name
    stack_name = entry.get("cfnStackName", recommended or network.new_stack_name)
    if deploy_as_new and stack_name in network.stacks:
        raise conflict(
            "SourceNetwork", network.key, f"stack {stack_name} already exists"
        )
    return stack_name


def _check_recoverable(site: SiteState, network: SourceNetwork) -> str:
    """Check that a network can be recovered; return the ARN of the export bucket."""
    template = next(iter(site.launch_templates), None)
    bucket: str | None = template.settings.get("exportBucketArn") if template else None
    if bucket is None:
        raise conflict(
            "SourceNetwork",
            network.key,
            "the launch configuration template has no exportBucketArn",
        )
    if not network.is_copied:
        raise conflict(
            "SourceNetwork",
            network.key,
            f"SourceNetwork {network.key} is {network.protection.state}, and has not"
            " been PROTECTED since its replication started",
        )
    return bucket


def _matches(
    network: SourceNetwork, filters: DescribeSourceNetworksRequestFiltersTypeDef
) -> bool:
    region = filters.get("originRegion", network.origin_region)
    account_id = filters.get("originAccountID", network.origin_account_id)
    return (
        matches_filter(network.key, filters.get("sourceNetworkIDs"))
        and region == network.origin_region
        and account_id == network.origin_account_id
    )
