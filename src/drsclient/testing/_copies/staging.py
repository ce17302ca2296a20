"""Copy the staging accounts of extended source servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zlib import crc32

from drsclient.testing._copies.replication import schedule_copied_replication
from drsclient.testing._copies.source_servers import described_server
from drsclient.testing._records.launch import launch_configuration
from drsclient.testing._records.replication import named_disks
from drsclient.testing._records.source_servers import AGENT_VERSION, new_source_server

if TYPE_CHECKING:
    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

_DISK: Final = 8 * 1024**3


def link_staging_servers(copy: SiteCopy) -> None:
    """Connect extended source servers to those in staging accounts, or to stand-ins."""
    site = copy.site
    lists = copy.answers.responses.get("ListExtensibleSourceServers", {})
    used = {
        server.staging_account_id
        for server in site.source_servers
        if server.staging_arn is not None
    }
    for account in copy.answers.items("ListStagingAccounts"):
        account_id: str = account["accountID"]
        # The service refuses the list to an account without access.
        if lists.get(account_id):
            _trust(site, account_id)
        if account_id not in used:
            copy.skip(f"staging account {account_id}", "no server is extended from it")
    for wire in copy.answers.items("DescribeSourceServers"):
        server = site.source_servers.find(wire["sourceServerID"])
        status = wire.get("stagingArea", {}).get("status")
        if server.staging_arn is not None and status == "EXTENDED":
            _trust(site, server.staging_account_id)
            _add_staging_server(copy, server, server.staging_arn, wire)
    for account_id in site.staging_accounts:
        for item in copy.answers.items("ListExtensibleSourceServers", account_id):
            _add_extensible_server(copy, item)


def _trust(site: SiteState, account_id: str) -> None:
    if account_id not in site.staging_accounts:
        site.staging_accounts.append(account_id)


def _place(copy: SiteCopy, arn: str) -> tuple[SiteState, str]:
    """Return the site and the ID in the ARN of a source server."""
    _, _, _, region_name, account_id, _ = arn.split(":", 5)
    return copy.site.shared.site(account_id, region_name), arn.rpartition("/")[2]


def _add_staging_server(
    copy: SiteCopy, server: SourceServer, arn: str, wire: Wire
) -> None:
    """Add the server that an extended one is extended from, if it was not copied."""
    staging_site, server_id = _place(copy, arn)
    if server_id in staging_site.source_servers:
        return
    stand_in = described_server(
        copy,
        wire,
        staging_site,
        server_id,
        launch_configuration=launch_configuration(staging_site, server_id),
        shared_since=None,
    )
    staging_site.source_servers.add(stand_in)
    schedule_copied_replication(staging_site, stand_in)
    copy.skip(
        f"{arn}, which {server.key} is extended from",
        "its account was not copied; its stand-in has the data of the extended one",
    )


def _add_extensible_server(copy: SiteCopy, item: Wire) -> None:
    """Add a server that can be extended, if it was not copied."""
    staging_site, server_id = _place(copy, item["arn"])
    if server_id in staging_site.source_servers:
        return
    stand_in = new_source_server(
        staging_site,
        server_id,
        hostname=item.get("hostname", ""),
        # No counted ID begins so.
        hardware_id=f"i-f{crc32(server_id.encode()):016x}",
        os="",
        agent_version=AGENT_VERSION,
        disks=named_disks([_DISK]),
        tags=item.get("tags", {}),
        origin_account_id=staging_site.account_id,
        origin_region=staging_site.region_name,
    )
    staging_site.source_servers.add(stand_in)
    copy.skip(
        item["arn"],
        "its account was not copied; its stand-in is stopped and has one disk",
    )
