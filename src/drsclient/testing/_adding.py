"""Ways to add things to a site, and to look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from drsclient.testing._handle import SiteHandle
from drsclient.testing._http.checks import check_wire
from drsclient.testing._life_cycles.ec2 import EC2_INSTANCE
from drsclient.testing._life_cycles.recovery_instances import add_recovery_instance
from drsclient.testing._life_cycles.replication import place
from drsclient.testing._life_cycles.source_networks import PROTECTION
from drsclient.testing._operations.account import extend
from drsclient.testing._records.record import Progress
from drsclient.testing._records.replication import Replication
from drsclient.testing._records.settings import (
    launch_actions,
    launch_configuration,
    replication_configuration,
)
from drsclient.testing._records.source_networks import SourceNetwork
from drsclient.testing._records.source_server import SourceServer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_drs.literals import DataReplicationStateType, ReplicationStatusType
    from mypy_boto3_drs.type_defs import SourceServerTypeDef

    from drsclient.testing._world.site import Site

_GIB = 1024**3


class Adding(SiteHandle):
    """Ways to add things to one account in one Region."""

    def add_source_server(
        self,
        *,
        source_server_id: str | None = None,
        hostname: str = "server",
        state: DataReplicationStateType = "STOPPED",
        disks: Sequence[int] = (8 * _GIB,),
        tags: Mapping[str, str] | None = None,
        hardware_id: str | None = None,
        os: str = "Ubuntu 24.04 LTS",
        staging_account_id: str | None = None,
        origin_account_id: str | None = None,
        origin_region: str | None = None,
    ) -> str:
        """
        Add a source server, as installing the agent on a machine does.

        Args:
            source_server_id: Its ID; by default the next of `s-00000000000000001`,
                `s-00000000000000002` and so on.
            hostname: The machine's name.
            state: The state of its replication. `INITIATING`, `INITIAL_SYNC` and
                `CONTINUOUS` progress with the virtual time; the others stay.
            disks: The sizes of its disks, in bytes.
            tags: Its tags.
            hardware_id: An EC2 instance ID or a VMware UUID; by default an EC2
                instance ID.
            os: The operating system.
            staging_account_id: The account that it is extended from, if not the fake's
                own. The server that replicates is added there, with the same ID.
            origin_account_id: The account of its EC2 instance, if not the fake's own.
            origin_region: The Region of its EC2 instance, if not the fake's own.

        Returns:
            Its ID.

        Raises:
            ValueError: The ID is invalid or in use, or there is no such state.
        """
        with self._turn:
            site = self._site
            counted_id = site.world.new_id("s-")
            server_id = source_server_id or counted_id
            home = self._trust(staging_account_id) if staging_account_id else site
            if any(server_id in one.source_servers for one in (site, home)):
                raise ValueError(f"source server {server_id} already exists")
            server = SourceServer(
                number=site.world.new_number(),
                source_server_id=server_id,
                added=home.now,
                hostname=hostname,
                hardware_id=hardware_id or site.world.new_id("i-"),
                os=os,
                disks=list(disks),
                tags=dict(tags or {}),
                staging_account_id=home.account_id,
                replication=Replication(state="STOPPED", since=home.now),
                point_in_time=Progress(state="OFF", since=home.now),
                replication_configuration=replication_configuration(
                    home, server_id, disks
                ),
                launch_configuration=launch_configuration(home, server_id),
                launch_actions=launch_actions(home),
                origin_account_id=origin_account_id or home.account_id,
                origin_region=origin_region or home.region_name,
            )
            server.replication.state = state
            check_wire(server.wire(home), "SourceServer")
            home.source_servers.add(server)
            place(home, server, state)
            if home is not site:
                extend(site, home, server, server_id, server.tags)
            return server_id

    def add_recovery_instance(
        self, source_server_id: str, *, is_drill: bool = False
    ) -> str:
        """
        Add a running recovery instance of a source server, without a job.

        Returns:
            Its ID.

        Raises:
            KeyError: There is no such server.
        """
        with self._turn:
            instance = add_recovery_instance(
                self._site,
                self._site.source_servers.records[source_server_id],
                job_id=None,
                is_drill=is_drill,
                point_in_time=self._site.now,
            )
            EC2_INSTANCE.enter(self._site, instance, "RUNNING")
            return instance.key

    def add_source_network(
        self,
        *,
        vpc_id: str | None = None,
        state: ReplicationStatusType = "STOPPED",
        tags: Mapping[str, str] | None = None,
        source_server_ids: Sequence[str] = (),
    ) -> str:
        """
        Add a source network, as installing the agent on an EC2 instance does.

        Args:
            vpc_id: The VPC in the fake's own account and Region; by default the next
                of `vpc-00000000000000001`, `vpc-00000000000000002` and so on.
            state: The state of its replication. `IN_PROGRESS` progresses with the
                virtual time; the others stay.
            tags: Its tags.
            source_server_ids: The source servers in the VPC.

        Returns:
            Its ID.

        Raises:
            ValueError: An argument is invalid, or the VPC has a source network.
            KeyError: There is no such server.
        """
        with self._turn:
            site = self._site
            servers = [site.source_servers.records[key] for key in source_server_ids]
            network = SourceNetwork(
                number=site.world.new_number(),
                source_network_id=site.world.new_id("sn-"),
                vpc_id=vpc_id or site.world.new_id("vpc-"),
                origin_account_id=site.account_id,
                origin_region=site.region_name,
                tags=dict(tags or {}),
                protection=Progress(state=state, since=site.now),
                is_copied=state in {"PROTECTED", "ERROR"},
            )
            check_wire(network.wire(site), "SourceNetwork")
            if any(network.vpc_id == other.vpc_id for other in site.source_networks):
                raise ValueError(f"{vpc_id} has a source network already")
            site.source_networks.add(network)
            PROTECTION.follow(site, network)
            for server in servers:
                server.source_network_id = network.key
            return network.key

    def add_staging_account(self, account_id: str) -> None:
        """
        Let another account's source servers be extended into this one.

        That is what the role for staging accounts in the other account does.

        Args:
            account_id: The other account's ID.

        Raises:
            ValueError: The ID is invalid.
        """
        with self._turn:
            self._trust(account_id)

    def _trust(self, account_id: str) -> Site:
        check_wire({"accountID": account_id}, "Account")
        site = self._site
        if account_id not in {site.account_id, *site.staging_accounts}:
            site.staging_accounts.append(account_id)
        return site.world.site(account_id, site.region_name)

    def source_server(self, source_server_id: str) -> SourceServerTypeDef:
        """
        Return a source server as the service would describe it now, with wire names.

        Raises:
            KeyError: There is no such server.
        """
        with self._turn:
            wire = self._site.source_servers.records[source_server_id].wire(self._site)
        # The checks hold it against the service model.
        return cast("SourceServerTypeDef", wire)
