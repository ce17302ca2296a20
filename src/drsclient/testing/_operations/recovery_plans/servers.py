"""The source servers that a caller puts into a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import invalid, not_found
from drsclient.testing._records.recovery_plans import PlanServer, resource_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mypy_boto3_drs.type_defs import RecoveryPlanServerTypeDef

    from drsclient.testing._world.site import Site


def plan_servers(
    site: Site, wanted: Iterable[RecoveryPlanServerTypeDef], others: Sequence[str]
) -> list[PlanServer]:
    """
    Return the servers of a step.

    Args:
        site: The account in the Region.
        wanted: The servers that the caller asks for.
        others: The ARNs of the servers in the other steps.

    Raises:
        FakeError: A server does not exist, or is in the plan already, or there are too
            many.
    """
    servers: list[PlanServer] = []
    taken = set(others)
    for server in wanted:
        arn = server["serverArn"]
        server_id = resource_id(arn)
        if arn != site.arn(f"source-server/{server_id}"):
            raise invalid({"servers": f"have one of another account or Region: {arn}"})
        if server_id not in site.source_servers:
            raise not_found("SourceServer", arn)
        if arn in taken:
            raise invalid({"servers": f"have one that is in the plan already: {arn}"})
        taken.add(arn)
        impact_level = server.get("impactLevel", "CRITICAL")
        servers.append(PlanServer(arn=arn, impact_level=impact_level))
    most = site.world.quotas.servers_in_a_plan
    if len(taken) > most:
        raise invalid({"servers": f"would be more than {most} in the plan"})
    return servers
