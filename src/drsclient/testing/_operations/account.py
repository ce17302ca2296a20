"""Operations on the account: initialization, staging accounts, extended servers."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from drsclient.testing._errors import (
    access_denied,
    invalid,
    not_found,
    quota_exceeded,
)
from drsclient.testing._operations.pagination import paginate
from drsclient.testing._operations.tags import checked_tags
from drsclient.testing._records.launch import launch_actions, launch_configuration
from drsclient.testing._records.record import Progress
from drsclient.testing._records.replication import Replication
from drsclient.testing._records.source_servers import ObservedServer, SourceServer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_drs.type_defs import (
        CreateExtendedSourceServerRequestTypeDef,
        ListExtensibleSourceServersRequestTypeDef,
        ListStagingAccountsRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState


def initialize_service(site: SiteState, _: object) -> Wire:
    """Handle `InitializeService`; calling it again does no harm."""
    site.initialized = True
    return {}


def create_extended_source_server(
    site: SiteState, parameters: CreateExtendedSourceServerRequestTypeDef
) -> Wire:
    """Handle `CreateExtendedSourceServer`, for a server that is extensible."""
    arn = parameters["sourceServerArn"]
    tags = checked_tags(parameters.get("tags", {}))
    _, _, _, region_name, account_id, _ = arn.split(":", 5)
    if region_name != site.region_name:
        raise invalid({"sourceServerArn": f"is of a server in {region_name}"})
    staging_site = _staging_site(site, account_id)
    staging = staging_site.source_servers.records.get(arn.rpartition("/")[2])
    if staging is None:
        raise not_found("SourceServer", arn)
    if not _is_extensible(site, staging_site, staging):
        raise invalid({"sourceServerArn": "is extended, or of an extended server"})
    if staging.replication_configuration["ebsEncryption"] == "DEFAULT":
        raise invalid(
            {"sourceServerArn": "is of a server that uses the default EBS key"}
        )
    if len(site.source_servers) >= site.shared.quotas.source_servers:
        raise quota_exceeded(
            "L-E28BE5E0",
            f"at most {site.shared.quotas.source_servers} source servers can exist in"
            " an account",
        )
    server = extend_source_server(
        site, staging_site, staging, site.shared.new_id("s-"), tags
    )
    return {"sourceServer": server.wire(site)}


def list_extensible_source_servers(
    site: SiteState, parameters: ListExtensibleSourceServersRequestTypeDef
) -> Wire:
    """Handle `ListExtensibleSourceServers`, which needs access to the account."""
    staging_site = _staging_site(site, parameters["stagingAccountID"])
    page, more = paginate(
        (
            server
            for server in staging_site.source_servers
            if _is_extensible(site, staging_site, server)
        ),
        parameters,
        size=site.shared.page_size,
    )
    items = [
        {
            "hostname": server.hostname,
            "arn": server.arn(staging_site),
            "tags": dict(server.tags),
        }
        for server in page
    ]
    return {"items": items, **more}


def list_staging_accounts(
    site: SiteState, parameters: ListStagingAccountsRequestTypeDef
) -> Wire:
    """Handle `ListStagingAccounts`: the accounts of the extended servers."""
    # One server stands for its account, because pages need a number for each item.
    servers: dict[str, SourceServer] = {}
    for server in site.source_servers:
        if server.staging_arn is not None:
            servers.setdefault(server.staging_account_id, server)
    page, more = paginate(servers.values(), parameters, size=site.shared.page_size)
    accounts = [{"accountID": server.staging_account_id} for server in page]
    return {"accounts": accounts, **more}


def extend_source_server(
    site: SiteState,
    staging_site: SiteState,
    staging: SourceServer,
    source_server_id: str,
    tags: Mapping[str, str],
    *,
    ec2_launch_template_id: str | None = None,
) -> SourceServer:
    """Extend a source server of another account into this one."""
    server = SourceServer(
        number=site.shared.new_number(),
        source_server_id=source_server_id,
        added=site.now,
        hostname=staging.hostname,
        hardware_id=staging.hardware_id,
        machine=staging.machine,
        os=staging.os,
        agent_version=staging.agent_version,
        disks=dict(staging.disks),
        tags=dict(tags),
        staging_account_id=staging.staging_account_id,
        staging_arn=staging.arn(staging_site),
        replication=Replication(state="DISCONNECTED", since=site.now),
        point_in_time=Progress(state="OFF", since=site.now),
        replication_configuration=deepcopy(staging.replication_configuration),
        launch_configuration=launch_configuration(
            site, source_server_id, ec2_launch_template_id=ec2_launch_template_id
        ),
        launch_actions=launch_actions(site),
        origin_account_id=staging.origin_account_id,
        origin_region=staging.origin_region,
        origin_zone=staging.origin_zone,
        observed=ObservedServer(
            properties=staging.observed.properties,
            source_outpost_arn=staging.observed.source_outpost_arn,
        ),
    )
    return site.source_servers.add(server)


def _staging_site(site: SiteState, account_id: str) -> SiteState:
    if account_id not in site.staging_accounts:
        raise access_denied("Access is denied")
    return site.shared.site(account_id, site.region_name)


def _is_extensible(
    site: SiteState, staging_site: SiteState, server: SourceServer
) -> bool:
    arn = server.arn(staging_site)
    return server.staging_arn is None and all(
        other.staging_arn != arn for other in site.source_servers
    )
