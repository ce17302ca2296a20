"""One entity by its ID: found with one call, or an error that says what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest

from drsclient import DrsError, DrsNotFoundError, DrsParameterError, to_wire
from drsclient.errors import JobNotFoundError, ResourceNotFoundException
from drsclient.testing import FakeDrs, Quotas
from tests.behaviour.entities import ACCEPTED, EXAMPLES

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
    """The kind of ID that it takes, which is its parameter."""
    operation: str
    """The API operation that lists the entities."""
    add: Callable[[FakeDrs], str]
    """Add one to the fake, and return its ID."""
    missing: str
    """An ID that nothing has."""

    @property
    def name(self) -> str:
        """The name of the method."""
        return f"get_{self.resource}".replace(" ", "_")

    @property
    def resource(self) -> str:
        """What it finds, in words."""
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
    """Not another one of its kind, and with one call."""
    with FakeDrs(quotas=Quotas(launch_templates=3)) as fake:
        _, wanted, _ = (lookup.add(fake) for _ in range(3))
        before = len(fake.requests)
        found = lookup(fake.client(), wanted)
        assert getattr(found, lookup.kind) == wanted
        (request,) = fake.requests[before:]
        assert request.operation == lookup.operation


@each_lookup
def test_an_entity_is_found_again(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup
) -> None:
    """What was found before is looked up as it is now."""
    first = lookup(drs_client, lookup.add(fake_drs))
    fake_drs.advance(minutes=1)
    again = lookup(drs_client, first)
    assert type(again) is type(first)
    assert getattr(again, lookup.kind) == getattr(first, lookup.kind)


@each_lookup
def test_what_does_not_exist_is_an_error(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup
) -> None:
    """It says what was looked for, after one call, whatever else there is."""
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
def test_what_is_no_id_is_refused_by_the_name_it_has_here(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup, given: object
) -> None:
    """Not by that of the list which the API operation takes."""
    with pytest.raises(DrsParameterError) as caught:
        lookup(drs_client, given)
    assert caught.value.parameter == lookup.kind
    assert caught.value.value is given
    assert caught.value.expected.startswith(f"a {lookup.resource} ID (")
    assert fake_drs.requests == ()


@each_lookup
def test_any_entity_that_has_the_id_is_taken(
    fake_drs: FakeDrs, drs_client: DrsClient, lookup: Lookup
) -> None:
    """The others are refused before anything is sent."""
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
def test_one_handler_catches_whatever_was_not_found(
    drs_client: DrsClient, method: str, resource_id: str, kind: type[DrsError]
) -> None:
    """A lookup's error, that of a wait, and that of the service itself."""
    with pytest.raises(DrsNotFoundError) as caught:
        getattr(drs_client, method)(resource_id)
    assert type(caught.value) is kind
    assert caught.value.resource_id == resource_id


def test_a_job_goes_from_one_method_to_the_next(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """What a method returns needs no ID to be read from it."""
    found = drs_client.get_job(job(fake_drs))
    assert drs_client.wait_for_job(found).is_success
    assert list(drs_client.describe_job_log_items(found))
    drs_client.delete_job(found)
    with pytest.raises(DrsNotFoundError):
        drs_client.get_job(found)


def test_an_answer_about_something_else_is_not_taken_for_it(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Whoever acts on what was found must not act on another server."""
    one, two = fake_drs.add_source_server(), fake_drs.add_source_server()
    other = to_wire(drs_client.get_source_server(two))
    fake_drs.answer("DescribeSourceServers", json={"items": [other]})
    with pytest.raises(DrsNotFoundError) as caught:
        drs_client.get_source_server(one)
    assert caught.value.resource_id == one
