"""The quotas of the fake."""

from __future__ import annotations

import attrs

from drsclient.testing._argument_checks import check_integer


@attrs.frozen(kw_only=True)
class Quotas:
    """
    The quotas of an account in a Region: the maximum number of each resource.

    Raises:
        ValueError: A quota is negative or not an integer.
    """

    concurrent_jobs: int = 20
    """Jobs that have not ended."""
    launch_actions: int = 200
    """Launch actions per source server or template."""
    launch_templates: int = 1
    """Launch configuration templates."""
    recovery_plans: int = 1000
    """Recovery plans."""
    replicating_servers: int = 300
    """Source servers whose replication is neither stopped nor disconnected."""
    replication_templates: int = 1
    """Replication configuration templates."""
    servers_in_a_job: int = 100
    """Servers per job."""
    servers_in_all_jobs: int = 500
    """Servers in progress in all jobs together."""
    source_networks: int = 100
    """Source networks."""
    source_servers: int = 4000
    """Source servers, including extended ones."""
    servers_in_a_plan: int = 100
    """Source servers per recovery plan, in all its steps."""
    steps_in_a_plan: int = 20
    """Steps per recovery plan."""

    def __attrs_post_init__(self) -> None:
        for name, quota in attrs.asdict(self).items():
            check_integer(name, quota, at_least=0)
