"""One account in one Region of the fake: seeding, events and clients."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, cast

from drsclient.testing._argument_checks import (
    check_integer,
    check_items,
    check_text,
    check_types,
)
from drsclient.testing._clients import access_key_id
from drsclient.testing._launch_failures import DEFAULT_RAW_ERROR, requested_failure
from drsclient.testing._life_cycles import trigger
from drsclient.testing._life_cycles.recovery_instances import (
    AGENT,
    EC2_INSTANCE,
    add_recovery_instance,
    launch_instance,
)
from drsclient.testing._life_cycles.replication import plan_stall, seed_replication
from drsclient.testing._life_cycles.source_networks import PROTECTION
from drsclient.testing._operations.account import extend_source_server
from drsclient.testing._records.record import Progress
from drsclient.testing._records.replication import PlannedStall, named_disks
from drsclient.testing._records.source_networks import SourceNetwork
from drsclient.testing._records.source_servers import (
    AGENT_VERSION,
    new_source_server,
)
from drsclient.testing._service_model import partition_of
from drsclient.testing._state.durations import Durations
from drsclient.testing._validation import check_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from botocore.config import Config
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import DataReplicationStateType, ReplicationStatusType
    from mypy_boto3_drs.type_defs import SourceServerTypeDef

    from drsclient.aio import AsyncDrsClient
    from drsclient.client import DrsClient
    from drsclient.testing._clients import Clients
    from drsclient.testing._launch_failures import LaunchPhase
    from drsclient.testing._records.launch import LaunchFailureReason
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.shared_state import SharedState
    from drsclient.testing._state.site_state import SiteState

_GIB = 1024**3


class FakeSite:
    """
    One account in one Region of a `FakeDrs`, as `FakeDrs.site` returns it.

    Its resources exist only here, and its clients see no others.
    """

    def __init__(
        self,
        state: SharedState,
        lock: AbstractContextManager[object],
        *,
        account_id: str,
        region_name: str,
        clients: Clients,
        find_url: Callable[[], str],
    ) -> None:
        self._state = state
        self._lock = lock
        self._account_id = account_id
        self._region_name = region_name
        self._clients = clients
        self._find_url = find_url

    @property
    def account_id(self) -> str:
        """The account's ID."""
        return self._account_id

    @property
    def region_name(self) -> str:
        """The Region's name."""
        return self._region_name

    @property
    def environment(self) -> dict[str, str]:
        """
        The environment variables that point any AWS SDK to this account and Region.

        Use them for code that creates its own clients::

            for name, text in fake.environment.items():
                monkeypatch.setenv(name, text)

        Raises:
            RuntimeError: The fake is not running.
        """
        return {
            "AWS_ACCESS_KEY_ID": access_key_id(self._account_id),
            "AWS_DEFAULT_REGION": self._region_name,
            "AWS_ENDPOINT_URL_DRS": self._find_url(),
            "AWS_REGION": self._region_name,
            "AWS_SECRET_ACCESS_KEY": "testing",
        }

    def boto3_client(self, *, config: Config | None = None) -> Boto3DrsClient:
        """
        Create a plain boto3 client for this account and Region.

        It needs no credentials, and ignores the environment and all AWS config files.
        It makes one attempt per call, so that a test sees each error and never sleeps.
        Closing the fake closes the client.

        Args:
            config: Settings that override these defaults, such as
                `Config(retries=...)`.

        Raises:
            RuntimeError: The fake is not running.
        """
        url = self._find_url()
        with self._lock:
            return self._clients.create(
                url,
                account_id=self._account_id,
                region_name=self._region_name,
                config=config,
            )

    def client(self, *, config: Config | None = None) -> DrsClient:
        """
        Create a `DrsClient` for this account and Region.

        It uses a `boto3_client`. Its waits use the fake's virtual time: they take no
        real time, and advance the virtual time.

        Args:
            config: See `boto3_client`.

        Raises:
            RuntimeError: The fake is not running.
        """
        # Imported late, because the rest of the fake does not need what it tests.
        from drsclient.client import DrsClient  # noqa: PLC0415

        return DrsClient(
            client=self.boto3_client(config=config), clock=self._clients.clock
        )

    def async_client(self, *, config: Config | None = None) -> AsyncDrsClient:
        """
        Create an `AsyncDrsClient` for this account and Region.

        It uses a `boto3_client`. Its waits use the fake's virtual time, which they
        advance only while all async waits of the fake sleep. So use all async clients
        of a fake in one event loop at a time. Closing the fake ends their threads.

        Args:
            config: See `boto3_client`.

        Raises:
            ModuleNotFoundError: The extra `aio` (anyio) is not installed.
            RuntimeError: The fake is not running.
        """
        boto3_client = self.boto3_client(config=config)
        with self._lock:
            return self._clients.create_async(boto3_client)

    @property
    def _site(self) -> SiteState:
        # Looked up each time, because `load` replaces the sites.
        return self._state.site(self._account_id, self._region_name)

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
        agent_version: str = AGENT_VERSION,
        staging_account_id: str | None = None,
        origin_account_id: str | None = None,
        origin_region: str | None = None,
        ec2_launch_template_id: str | None = None,
    ) -> str:
        """
        Add a source server, as if the agent had been installed on a machine.

        Args:
            source_server_id: Its ID; by default the next of `s-00000000000000001`,
                `s-00000000000000002` and so on.
            hostname: The machine's name.
            state: The state of its replication. `INITIATING`, `INITIAL_SYNC` and
                `CONTINUOUS` progress with the virtual time; other states do not change.
            disks: The sizes of its disks, in bytes. DRS replicates disks of up to
                64 TiB.
            tags: Its tags.
            hardware_id: An EC2 instance ID or a VMware UUID; by default an EC2
                instance ID.
            os: The operating system.
            agent_version: The version of its agent, such as `6.42.19`. DRS also
                includes the build time, as the default does.
            staging_account_id: The account that it is extended from, if not the fake's
                own. The original server is added there, with its own ID and with a KMS
                key of that account for its disks.
            origin_account_id: The account of its EC2 instance, if not the fake's own.
            origin_region: The Region of its EC2 instance, if not the fake's own.
            ec2_launch_template_id: Its launch template in EC2; by default a new one.

        Returns:
            Its ID.

        Raises:
            ValueError: An ID is invalid or in use, or the state does not exist.
        """
        check_types(
            str, hostname=hostname, state=state, os=os, agent_version=agent_version
        )
        check_types(
            str | None,
            source_server_id=source_server_id,
            hardware_id=hardware_id,
            staging_account_id=staging_account_id,
            origin_account_id=origin_account_id,
            origin_region=origin_region,
        )
        check_items(int, disks=disks)
        check_types(Mapping | None, tags=tags)
        with self._lock:
            site = self._site
            counted_id = site.shared.new_id("s-")
            server_id = source_server_id or counted_id
            check_wire({"sourceServerID": server_id}, "SourceServer")
            home = self._home_of(staging_account_id) if staging_account_id else site
            home_id = server_id if home is site else site.shared.new_id("s-")
            if server_id in site.source_servers or home_id in home.source_servers:
                raise ValueError(f"source server {server_id} already exists")
            server = new_source_server(
                home,
                home_id,
                hostname=hostname,
                hardware_id=hardware_id or site.shared.new_id("i-"),
                os=os,
                agent_version=agent_version,
                disks=named_disks(disks),
                tags=tags or {},
                origin_account_id=origin_account_id or home.account_id,
                origin_region=origin_region or home.region_name,
                ec2_launch_template_id=ec2_launch_template_id if home is site else None,
            )
            server.replication.state = state
            check_wire(server.wire(home), "SourceServer")
            # Nothing is added unless all arguments are valid.
            if home is not site:
                server.replication_configuration |= {
                    "ebsEncryption": "CUSTOM",
                    "ebsEncryptionKeyArn": (
                        f"arn:{partition_of(home.region_name)}:kms:{home.region_name}"
                        f":{home.account_id}:key/staging"
                    ),
                }
                extend_source_server(
                    site,
                    home,
                    server,
                    server_id,
                    server.tags,
                    ec2_launch_template_id=ec2_launch_template_id,
                )
                self._trust_account(home)
            home.source_servers.add(server)
            seed_replication(home, server, state)
            return server_id

    def add_recovery_instance(
        self, source_server_id: str, *, is_drill: bool = False
    ) -> str:
        """
        Add a running recovery instance of a source server, without a job.

        Its agent is initialized, so its replication can be reversed immediately. If the
        fake has `Ec2Hooks`, they launch the instance, and this method raises their
        exceptions.

        Returns:
            Its ID.

        Raises:
            KeyError: There is no such server.
            ValueError: An argument has the wrong type.
        """
        check_types(bool, is_drill=is_drill)
        with self._lock:
            site = self._site
            server = self._find_server(source_server_id)
            instance = add_recovery_instance(
                site,
                server,
                instance_id=launch_instance(
                    site, server, job_id=None, is_drill=is_drill
                ),
                job_id=None,
                is_drill=is_drill,
                point_in_time=site.now,
            )
            EC2_INSTANCE.enter(site, instance, "RUNNING")
            AGENT.trigger(site, instance, "initialize agent")
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
        Add a source network, as if the agent had been installed on an EC2 instance.

        Args:
            vpc_id: The VPC in the fake's own account and Region; by default the next
                of `vpc-00000000000000001`, `vpc-00000000000000002` and so on.
            state: The state of its replication. `IN_PROGRESS` progresses with the
                virtual time; other states do not change.
            tags: Its tags.
            source_server_ids: The source servers in the VPC.

        Returns:
            Its ID.

        Raises:
            ValueError: An argument is invalid, or the VPC already has a source network.
            KeyError: There is no such server.
        """
        check_types(str, state=state)
        check_types(str | None, vpc_id=vpc_id)
        check_types(Mapping | None, tags=tags)
        check_items(str, source_server_ids=source_server_ids)
        with self._lock:
            site = self._site
            servers = [self._find_server(key) for key in source_server_ids]
            network = SourceNetwork(
                number=site.shared.new_number(),
                source_network_id=site.shared.new_id("sn-"),
                vpc_id=vpc_id or site.shared.new_id("vpc-"),
                origin_account_id=site.account_id,
                origin_region=site.region_name,
                tags=dict(tags or {}),
                protection=Progress(state=state, since=site.now),
                is_copied=state in {"PROTECTED", "ERROR"},
            )
            check_wire(network.wire(site), "SourceNetwork")
            if any(network.vpc_id == other.vpc_id for other in site.source_networks):
                raise ValueError(f"{vpc_id} already has a source network")
            site.source_networks.add(network)
            PROTECTION.schedule_timed_events(site, network)
            for server in servers:
                server.source_network_id = network.key
            return network.key

    def add_staging_account(self, account_id: str) -> None:
        """
        Allow source servers of another account to be extended into this one.

        In AWS, a role for staging accounts in the other account grants this access.

        Args:
            account_id: The other account's ID.

        Raises:
            ValueError: The ID is invalid.
        """
        with self._lock:
            self._trust_account(self._home_of(account_id))

    def remove_staging_account(self, account_id: str) -> None:
        """
        Revoke the access to another account that `add_staging_account` granted.

        Source servers that were extended from that account have an extension error
        until `add_staging_account` grants access again.

        Args:
            account_id: The other account's ID.

        Raises:
            ValueError: There is no access to the account.
        """
        check_types(str, account_id=account_id)
        with self._lock:
            if account_id not in self._site.staging_accounts:
                raise ValueError(f"{account_id!r} is not a staging account")
            self._site.staging_accounts.remove(account_id)

    def _home_of(self, account_id: str) -> SiteState:
        """Return the site in this Region of an account."""
        check_wire({"accountID": account_id}, "Account")
        return self._state.site(account_id, self._region_name)

    def _trust_account(self, home: SiteState) -> None:
        site = self._site
        if home.account_id not in {site.account_id, *site.staging_accounts}:
            site.staging_accounts.append(home.account_id)

    def set_bucket_versioning(self, bucket_arn: str, *, enabled: bool) -> None:
        """
        Turn versioning of an S3 bucket on or off.

        It is on for every bucket by default. Source networks can be recovered only if
        it is on for the bucket that the launch configuration template names.

        Args:
            bucket_arn: The bucket's ARN, as in `exportBucketArn`.
            enabled: Whether versioning is on.

        Raises:
            ValueError: The ARN is invalid, or `enabled` is not a bool.
        """
        check_types(bool, enabled=enabled)
        check_wire({"exportBucketArn": bucket_arn}, "LaunchConfigurationTemplate")
        with self._lock:
            others = set(self._state.unversioned_buckets) - {bucket_arn}
            self._state.unversioned_buckets = sorted(
                others if enabled else {*others, bucket_arn}
            )

    def source_server(self, source_server_id: str) -> SourceServerTypeDef:
        """
        Return a source server as DRS would describe it now, with wire names.

        Raises:
            KeyError: There is no such server.
            ValueError: The ID is not a string.
        """
        with self._lock:
            wire = self._find_server(source_server_id).wire(self._site)
        # Responses with it are validated against the service model.
        return cast("SourceServerTypeDef", deepcopy(wire))

    def _find_server(self, source_server_id: str) -> SourceServer:
        check_types(str, source_server_id=source_server_id)
        server = self._site.source_servers.records.get(source_server_id)
        if server is None:
            raise self._site.missing(source_server_id)
        return server

    def trigger(self, resource_id: str, event: str) -> None:
        """
        Trigger an event of a resource.

        The documentation of the life cycles lists the events, such as `stall` and
        `recover` of a source server's replication. You can trigger a scheduled event
        early. You cannot trigger events that are named after operations, or events that
        follow from other events (in parentheses).

        Args:
            resource_id: The resource's ID, or its ARN if it has no ID.
            event: The event's name.

        Raises:
            KeyError: There is no such resource in this account and Region.
            ValueError: The event is not possible in the resource's state.
        """
        check_text("resource_id", resource_id)
        check_text("event", event)
        with self._lock:
            trigger(self._site, resource_id, event)

    def stall_replication(
        self,
        source_server_id: str,
        *,
        at: float | None = None,
        error: str | None = None,
        raw_error: str | None = None,
    ) -> None:
        """
        Stall the replication of a source server, now or during its initial sync.

        `trigger(source_server_id, "recover")` ends the stall.

        Args:
            source_server_id: The server's ID.
            at: The share of the current or next initial sync after which replication
                stalls, such as 0.4. By default, it stalls now. With 0, it stalls before
                the first byte; an error that belongs to a step of the initiation then
                occurs at that step.
            error: The error in `dataReplicationError`. The default is
                `FAILED_TO_AUTHENTICATE_WITH_SERVICE` before the first byte was copied,
                and `AGENT_NOT_SEEN` afterwards.
            raw_error: The details of the error; by default a text that fits the error.

        Raises:
            KeyError: There is no such source server.
            ValueError: An argument is invalid, or the replication cannot stall now.
        """
        wire = {"error": error, "rawError": raw_error}
        check_wire(
            {name: text for name, text in wire.items() if text is not None},
            "DataReplicationError",
        )
        check_types(int | float | None, at=at)
        if at is not None and not 0 <= at < 1:
            raise ValueError(f"at must be at least 0 and less than 1, not {at}")
        with self._lock:
            server = self._find_server(source_server_id)
            if at is None:
                self.trigger(source_server_id, "stall")
                server.replication.error = error
                server.replication.raw_error = raw_error
            else:
                # An integer would be saved without a fraction, and loaded with one.
                stall = PlannedStall(at=float(at), error=error, raw_error=raw_error)
                plan_stall(self._site, server, stall)

    def set_durations(self, source_server_id: str, durations: Durations | None) -> None:
        """
        Set how long the phases of a source server's replication and launches take.

        Phases that have begun keep their durations.

        Args:
            source_server_id: The server's ID.
            durations: Its durations, or `None` to use those of the fake.

        Raises:
            KeyError: There is no such server.
            ValueError: An argument has the wrong type.
        """
        check_types(Durations | None, durations=durations)
        with self._lock:
            self._find_server(source_server_id).durations = durations

    def fail_launch(
        self,
        source_server_id: str,
        raw_error: str | None = DEFAULT_RAW_ERROR,
        *,
        at: LaunchPhase | None = None,
        reason: LaunchFailureReason | None = None,
        times: int = 1,
    ) -> None:
        """
        Make the next launches of a source server fail.

        The job still completes; its log and its servers show the failure.

        Args:
            source_server_id: The server's ID.
            raw_error: The error in the job's log. With `None`, the log contains no
                error: the job simply ends, as happens on AWS.
            at: The phase that fails. The default is `LAUNCH`, or, without an error,
                `SNAPSHOT`; the failure then comes after the snapshot. A launch has the
                phase `SNAPSHOT` only if no snapshot was chosen, and the phase
                `CONVERSION` only if its recovery mode is not `FAST`. Other launches do
                not fail.
            reason: A documented reason, instead of `raw_error` and `at`. It also fails
                only launches that have its phase.
            times: The number of launches that fail.

        Raises:
            KeyError: There is no such server.
            ValueError: An argument is invalid.
        """
        check_types(str | None, at=at, reason=reason)
        check_integer("times", times, at_least=1)
        failure = requested_failure(raw_error, at, reason)
        with self._lock:
            server = self._find_server(source_server_id)
            server.launch_failures += [failure] * times

    def fail_launch_action(
        self,
        source_server_id: str,
        action: str,
        reason: str = "the action failed, as requested with FakeDrs.fail_launch_action",
        *,
        times: int = 1,
    ) -> None:
        """
        Make the next runs of a source server's post-launch action fail.

        The instance keeps running, but unless the action is optional, its launch counts
        as failed. The job's `launchActionsStatus` shows the failure.

        Args:
            source_server_id: The server's ID.
            action: The action's ID or name.
            reason: The `failureReason` of the runs.
            times: The number of runs that fail.

        Raises:
            KeyError: There is no such server, or it has no such action.
            ValueError: An argument is invalid.
        """
        check_text("action", action)
        check_integer("times", times, at_least=1)
        check_wire({"failureReason": reason}, "LaunchActionRun")
        if not reason:
            raise ValueError("reason must not be empty")
        with self._lock:
            server = self._find_server(source_server_id)
            for one in server.launch_actions.values():
                if action in {one.action_id, one.settings["name"]}:
                    failures = server.launch_action_failures
                    failures.setdefault(one.action_id, []).extend([reason] * times)
                    return
        raise KeyError(f"{source_server_id} has no launch action {action!r}")
