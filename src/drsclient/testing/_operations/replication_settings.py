"""Operations on replication settings of source servers and their templates."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from drsclient.testing._errors import invalid, quota_exceeded
from drsclient.testing._operations.pagination import paginate
from drsclient.testing._operations.source_servers import find_not_extended
from drsclient.testing._operations.tags import checked_tags
from drsclient.testing._records.replication import (
    LARGEST,
    ReplicationTemplate,
    default_replication_settings,
    optimized_staging_disk_type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_drs.type_defs import (
        CreateReplicationConfigurationTemplateRequestTypeDef,
        DeleteReplicationConfigurationTemplateRequestTypeDef,
        DescribeReplicationConfigurationTemplatesRequestTypeDef,
        GetReplicationConfigurationRequestTypeDef,
        UpdateReplicationConfigurationRequestTypeDef,
        UpdateReplicationConfigurationTemplateRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

_GP3_LIMITS: Final = {"iops": 80_000, "throughput": 2_000}
_FIXED_RULES: Final = {"MINUTE": (10, 60), "HOUR": (1, 24)}
_MAX_DAYS: Final = 365
# The parameters that are not settings.
_IDENTITY: Final = frozenset({"replicationConfigurationTemplateID", "arn", "tags"})


def get_replication_configuration(
    site: SiteState, parameters: GetReplicationConfigurationRequestTypeDef
) -> Wire:
    """Handle `GetReplicationConfiguration`; an extended server has its origin's."""
    server = site.source_servers.find(parameters["sourceServerID"])
    return _wire(site, server)


def update_replication_configuration(
    site: SiteState, parameters: UpdateReplicationConfigurationRequestTypeDef
) -> Wire:
    """Handle `UpdateReplicationConfiguration`, which keeps absent settings."""
    server = find_not_extended(
        site, parameters["sourceServerID"], "UpdateReplicationConfiguration"
    )
    configuration = server.replication_configuration
    changes: Wire = {**parameters}
    disks = _changed_disks(
        configuration["replicatedDisks"],
        server.disks,
        changes.pop("replicatedDisks", []),
    )
    server.replication_configuration = {
        **_changed(configuration, changes),
        "replicatedDisks": disks,
    }
    return _wire(site, server)


def create_template(
    site: SiteState, parameters: CreateReplicationConfigurationTemplateRequestTypeDef
) -> Wire:
    """Handle `CreateReplicationConfigurationTemplate`; new servers use the oldest."""
    limit = site.shared.quotas.replication_templates
    if len(site.replication_templates) >= limit:
        raise quota_exceeded(
            None, f"the quota of replication configuration templates is {limit}"
        )
    template = ReplicationTemplate(
        tags=checked_tags(parameters.get("tags", {})),
        settings=_changed(default_replication_settings(), parameters),
        number=site.shared.new_number(),
        template_id=site.shared.new_id("rct-"),
    )
    return site.replication_templates.add(template).wire(site)


def describe_templates(
    site: SiteState, parameters: DescribeReplicationConfigurationTemplatesRequestTypeDef
) -> Wire:
    """Handle `DescribeReplicationConfigurationTemplates`: all IDs must exist."""
    ids = parameters.get("replicationConfigurationTemplateIDs")
    page, more = paginate(
        site.replication_templates.select(ids), parameters, size=site.shared.page_size
    )
    return {"items": [template.wire(site) for template in page], **more}


def update_template(
    site: SiteState, parameters: UpdateReplicationConfigurationTemplateRequestTypeDef
) -> Wire:
    """Handle `UpdateReplicationConfigurationTemplate`; servers do not change."""
    template = site.replication_templates.find(
        parameters["replicationConfigurationTemplateID"]
    )
    template.settings = _changed(template.settings, parameters)
    return template.wire(site)


def delete_template(
    site: SiteState, parameters: DeleteReplicationConfigurationTemplateRequestTypeDef
) -> Wire:
    """Handle `DeleteReplicationConfigurationTemplate`; servers do not change."""
    template = site.replication_templates.find(
        parameters["replicationConfigurationTemplateID"]
    )
    site.replication_templates.remove(template)
    return {}


def _wire(site: SiteState, server: SourceServer) -> Wire:
    configuration = deepcopy(
        server.replicating_server(site)[1].replication_configuration
    )
    for disk in configuration["replicatedDisks"]:
        if disk["stagingDiskType"] == "AUTO":
            size = server.disks.get(disk["deviceName"], 0)
            disk.setdefault(
                "optimizedStagingDiskType",
                optimized_staging_disk_type(configuration, size),
            )
    return {**configuration, "sourceServerID": server.key}


def _changed(settings: Wire, changes: Mapping[str, object]) -> Wire:
    """
    Return settings with some of them replaced.

    Raises:
        FakeError: The service does not allow the combination.
    """
    changed: Wire = {
        **settings,
        **{name: value for name, value in changes.items() if name not in _IDENTITY},
    }
    if changed["ebsEncryption"] != "CUSTOM":
        changed.pop("ebsEncryptionKeyArn", None)
    elif "ebsEncryptionKeyArn" not in changed:
        raise invalid({"ebsEncryptionKeyArn": "is required for CUSTOM encryption"})
    changed["pitPolicy"] = _checked_pit_policy(changed["pitPolicy"])
    return changed


def _checked_pit_policy(policy: Sequence[Wire]) -> list[Wire]:
    rules = {
        rule["units"]: (rule["interval"], rule["retentionDuration"]) for rule in policy
    }
    interval, days = rules.pop("DAY", (0, 0))
    if len(policy) != len(rules) + 1 or rules != _FIXED_RULES or interval != 1:
        raise invalid(
            {
                "pitPolicy": "must have a rule of each unit: every 10 MINUTEs for 60,"
                " every HOUR for 24, and every DAY"
            }
        )
    if days > _MAX_DAYS:
        raise invalid({"pitPolicy": f"must keep at most {_MAX_DAYS} days, not {days}"})
    return [
        {"ruleID": number, "enabled": True, **rule}
        for number, rule in enumerate(policy, start=1)
    ]


def _changed_disks(
    disks: list[Wire], sizes: Mapping[str, int], changes: list[Wire]
) -> list[Wire]:
    changed = {disk["deviceName"]: disk for disk in disks}
    for change in changes:
        name: Any = change.get("deviceName")
        if name not in changed:
            raise invalid({"replicatedDisks": f"names no disk of the server: {name}"})
        disk = {**changed[name], **change}
        # Only the service chooses this type.
        disk.pop("optimizedStagingDiskType", None)
        if disk["stagingDiskType"] != "GP3" and "throughput" not in change:
            disk.pop("throughput", None)
        _check_disk(disk, sizes.get(name, 0))
        changed[name] = disk
    return list(changed.values())


def _check_disk(disk: Wire, size: int) -> None:
    """
    Check the settings of a disk.

    Raises:
        FakeError: The type of staging disk does not allow them.
    """
    name, disk_type = disk["deviceName"], disk["stagingDiskType"]
    if size > LARGEST and disk_type not in {"AUTO", "GP3"}:
        raise invalid(
            {"replicatedDisks": f"{name} is larger than 16 TiB, and needs type GP3"}
        )
    if disk_type == "GP3":
        for member, limit in _GP3_LIMITS.items():
            if disk.get(member, 0) > limit:
                raise invalid(
                    {"replicatedDisks": f"{name} can have at most {limit} {member}"}
                )
    elif "throughput" in disk:
        raise invalid(
            {"replicatedDisks": f"sets a throughput for {name}, which is not GP3"}
        )
