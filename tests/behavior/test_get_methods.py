"""Methods that find one entity by its ID, with one call, or raise an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest

from drsclient import DrsError, DrsNotFoundError, DrsParameterError, to_wire
from drsclient.errors import JobNotFoundError, ResourceNotFoundException
from drsclient.testing import FakeDrs, Quotas
from tests.behavior.entities import ACCEPTED, EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient


def job(fake: FakeDrs) -> str:
    """Start a job."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    return fake.client().start_recovery([server_id], is_drill=True).job_id


def recovery_instance(fake: FakeDrs) -> str:
    """Add a recovery instance."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    return fake.add_recovery_instance(server_id)


def launch_configuration_template(fake: FakeDrs) -> str:
    """Create a launch configuration template."""
    template = fake.client().create_launch_configuration_template()
    return template.launch_configuration_template_id


def replication_configuration_template(fake: FakeDrs) -> str:
    """Create a replication configuration template, with the policy of a server."""
    drs = fake.client()
    settings = drs.get_replication_configuration(fake.add_source_server())
    return drs.create_replication_configuration_template(
        associate_default_security_group=True,
        bandwidth_throttling=0,
        create_public_ip=False,
        data_plane_routing="PRIVATE_IP",
        default_large_staging_disk_type="GP3",
        ebs_encryption="DEFAULT",
        pit_policy=settings.pit_policy,
        replication_server_instance_type="t3.small",
        replication_servers_security_groups_ids=[],
        staging_area_subnet_id="subnet-12345678",
        staging_area_tags={},
        use_dedicated_replication_server=False,
    ).replication_configuration_template_id


@attrs.frozen
class Lookup:
    """A method that finds one entity."""

    kind: str
    """The kind of ID that the method takes, which is its parameter."""
    operation: str
    """The API operation that lists the entities."""
    add: Callable[[FakeDrs], str]
    """Adds an entity to the fake, and returns its ID."""
    missing: str
    """The ID of no entity."""

    @property
    def name(self) -> str:
        """The name of the method."""
        return f"get_{self.resource}".replace(" ", "_")

    @property
    def resource(self) -> str:
        """The type of the entity, in words."""
        return self.kind.removesuffix("_id").replace("_", " ")

    def __call__(self, drs: DrsClient, given: object) -> Any:  # noqa: ANN401 - any entity
        """Call the method."""
        return getattr(drs, self.name)(given)


LOOKUPS = [
    Lookup(
        "source_server_id",
        "DescribeSourceServers",
        FakeDrs.add_source_server,
        "s-99999999999999999",
    ),
    Lookup(
        "recovery_instance_id",
        "DescribeRecoveryInstances",
        recovery_instance,
        "i-99999999999999999",
    ),
    Lookup("job_id", "DescribeJobs", job, "drsjob-99999999999999999"),
    Lookup(
        "source_network_id",
        "DescribeSourceNetworks",
        FakeDrs.add_source_network,
        "sn-99999999999999999",
    ),
    Lookup(
        "launch_configuration_template_id",
        "DescribeLaunchConfigurationTemplates",
        launch_configuration_template,
        "lct-99999999999999999",
    ),
    Lookup(
        "replication_configuration_template_id",
        "DescribeReplicationConfigurationTemplates",
        replication_configuration_template,
        "rct-99999999999999999",
    ),
]

each_lookup = pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda one: one.name)


@each_lookup
def test_an_entity_is_found_by_its_id(lookup: Lookup) -> None:
    """The method returns the right entity of several, with one call."""
    with FakeDrs(quotas=Quotas(launch_templates=3, replication_templates=3)) as fake:
        _, entity_id, _ = (lookup.add(fake) for _ in range(3))
        before = len(fake.requests)
        found = lookup(fake.client(), entity_id)
        assert getattr(found, lookup.kind) == entity_id
        (request,) = fake.requests[before:]
        assert request.operation == lookup.operation


@each_lookup
def test_an_entity_can_be_refreshed(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup
) -> None:
    """An entity as the argument returns its current state."""
    first = lookup(drs_client, lookup.add(fake_drs))
    fake_drs.advance(minutes=1)
    current = lookup(drs_client, first)
    assert type(current) is type(first)
    assert getattr(current, lookup.kind) == getattr(first, lookup.kind)


@each_lookup
def test_a_missing_entity_is_an_error(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup
) -> None:
    """The error names the missing entity, after one call, even if others exist."""
    lookup.add(fake_drs)
    before = len(fake_drs.requests)
    with pytest.raises(DrsNotFoundError) as caught:
        lookup(drs_client, lookup.missing)
    assert caught.value.resource_id == lookup.missing
    assert len(fake_drs.requests) == before + 1


@each_lookup
def test_an_empty_list_is_an_error(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup
) -> None:
    """The error names the type and the ID, as the service's own error does."""
    fake_drs.answer(lookup.operation, json={"items": []})
    with pytest.raises(DrsNotFoundError) as caught:
        lookup(drs_client, lookup.missing)
    error = caught.value
    kind = lookup.resource.title().replace(" ", "")
    assert (error.resource_type, error.resource_id) == (kind, lookup.missing)
    assert str(error) == f"there is no such {lookup.resource}: {lookup.missing}"
    assert len(fake_drs.requests) == 1


@each_lookup
@pytest.mark.parametrize("given", ["db-1", "", None, 5, b"s-1", ["s-1"]], ids=repr)
def test_an_invalid_id_is_refused_by_its_python_name(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup, given: object
) -> None:
    """The error names the method's parameter, not the list of the API operation."""
    with pytest.raises(DrsParameterError) as caught:
        lookup(drs_client, given)
    assert caught.value.parameter == lookup.kind
    assert caught.value.value is given
    assert caught.value.expected.startswith(f"a {lookup.resource} ID (")
    assert fake_drs.requests == ()


@each_lookup
def test_any_entity_with_the_id_is_accepted(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup
) -> None:
    """Other entities are refused before a request is sent."""
    accepted = ACCEPTED[lookup.kind]
    for name in accepted:
        fake_drs.answer(lookup.operation, json={"items": []})
        with pytest.raises(DrsNotFoundError) as missed:
            lookup(drs_client, EXAMPLES[name])
        assert missed.value.resource_id == getattr(EXAMPLES[name], lookup.kind)
    for name in EXAMPLES.keys() - accepted.keys():
        with pytest.raises(DrsParameterError) as refused:
            lookup(drs_client, EXAMPLES[name])
        assert refused.value.parameter == lookup.kind
    assert len(fake_drs.requests) == len(accepted)


@pytest.mark.parametrize(
    ("method", "resource_id", "kind"),
    [
        ("get_job", "drsjob-99999999999999999", DrsNotFoundError),
        ("wait_for_job", "drsjob-99999999999999999", JobNotFoundError),
        ("start_replication", "s-99999999999999999", ResourceNotFoundException),
    ],
)
def test_one_handler_catches_all_not_found_errors(
    drs_client: DrsClient, method: str, resource_id: str, kind: type[DrsError]
) -> None:
    """Lookups, waits and the service raise subclasses of `DrsNotFoundError`."""
    with pytest.raises(DrsNotFoundError) as caught:
        getattr(drs_client, method)(resource_id)
    assert type(caught.value) is kind
    assert caught.value.resource_id == resource_id


def test_a_job_is_accepted_by_other_methods(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A returned job can be passed on without reading its ID."""
    found = drs_client.get_job(job(fake_drs))
    assert drs_client.wait_for_job(found).is_success
    assert list(drs_client.describe_job_log_items(found))
    drs_client.delete_job(found)
    with pytest.raises(DrsNotFoundError):
        drs_client.get_job(found)


def test_a_response_with_another_entity_is_not_returned(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The wrong server is not returned, because the caller might act on it."""
    one, two = fake_drs.add_source_server(), fake_drs.add_source_server()
    other = to_wire(drs_client.get_source_server(two))
    fake_drs.answer("DescribeSourceServers", json={"items": [other]})
    with pytest.raises(DrsNotFoundError) as caught:
        drs_client.get_source_server(one)
    assert caught.value.resource_id == one
