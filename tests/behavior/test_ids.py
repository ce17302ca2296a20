"""IDs and ARNs as arguments: accepted values, as text or entities, and their IDs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsParameterError
from drsclient._ids import ENTITIES, by_id, chosen_snapshot, id_of, ids_of, own_id
from drsclient.models import (
    HasSourceServerId,
    Job,
    ParticipatingServer,
    SourceServer,
)
from tests.behavior.entities import (
    ACCEPTED,
    EXAMPLES,
    NOUNS,
    SERVER_ARN,
    SERVER_ID,
    SNAPSHOT_ID,
    SNAPSHOTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.models import Model

JOB = Job(job_id="drsjob-1", arn="a")

each_kind = pytest.mark.parametrize("kind", ENTITIES)


def server(server_id: str) -> SourceServer:
    """Make a source server with an ID."""
    return SourceServer(source_server_id=server_id, arn="a")


def others(kind: str) -> list[Model]:
    """List an entity of each class that does not have a kind of ID as its own."""
    return [e for name, e in EXAMPLES.items() if name not in ACCEPTED[kind]]


def refusal(values: object, kind: str) -> DrsParameterError:
    """Return the error for a value that is not accepted as a kind of ID."""
    with pytest.raises(DrsParameterError) as caught:
        ids_of("given", values, kind)
    return caught.value


def test_every_kind_is_tested() -> None:
    """The tables of the tests have each kind of ID that the library knows."""
    assert ACCEPTED.keys() == NOUNS.keys() == ENTITIES.keys()


@each_kind
def test_an_entity_is_accepted_as_its_id(kind: str) -> None:
    """Each class with the ID as its own is accepted, alone or in a list, like text."""
    accepted = {n: a for n, a in ACCEPTED[kind].items() if n in EXAMPLES}
    for name, attribute in accepted.items():
        entity: Model = EXAMPLES[name]
        own = getattr(entity, attribute)
        assert own
        assert own_id(entity, kind) == id_of("given", entity, kind) == own
        assert ids_of("given", entity, kind) == (own,)
        assert ids_of("given", [entity, own, "another"], kind) == (own, "another")


@each_kind
def test_any_other_entity_is_refused(kind: str) -> None:
    """Even an entity that has the ID among others is refused with advice."""
    identifier, noun = NOUNS[kind]
    for entity in others(kind):
        error = refusal(["text", entity], kind)
        assert error.parameter == "given[1]"
        assert error.value is entity
        assert f"expected {identifier}, or {noun}" in str(error)
        assert own_id(entity, kind) is None


@each_kind
def test_any_other_single_entity_is_refused(kind: str) -> None:
    """The error for a single entity has no index of a list."""
    for entity in others(kind):
        error = refusal(entity, kind)
        assert error.parameter == "given"
        assert error.value is entity
        assert str(error).startswith(f"given=<{type(entity).__name__}> is not valid")


def label(value: object) -> str:
    """Return an ID of a test case that is the same in every run."""
    return re.sub(r" at 0x\w+", "", repr(value))


@pytest.mark.parametrize(
    ("name", "kind", "attribute"),
    [
        ("LaunchConfiguration", "source_server_id", "source_server_id"),
        ("RecoveryInstance", "source_server_id", "source_server_id"),
        ("RecoverySnapshot", "source_server_id", "source_server_id"),
        ("ReplicationConfiguration", "source_server_id", "source_server_id"),
        ("SourceServer", "recovery_instance_id", "recovery_instance_id"),
        ("StagingSourceServer", "resource_arn", "arn"),
        ("StartRecoveryRequestSourceServer", "source_server_id", "source_server_id"),
    ],
)
def test_an_entity_with_the_id_of_another_is_refused(
    name: str, kind: str, attribute: str
) -> None:
    """The error names the attribute to pass for the ID alone."""
    expected = refusal([EXAMPLES[name]], kind).expected
    assert f"{name} has more than its {attribute}: pass only" in expected


@pytest.mark.parametrize(
    ("entity", "kind"),
    [
        (ParticipatingServer(source_server_id="s-1"), "recovery_instance_id"),
        (EXAMPLES["NetworkOutcome"], "recovery_instance_id"),
        (EXAMPLES["NetworkOutcome"], "source_server_id"),
    ],
    ids=["server", "network for instance", "network for server"],
)
def test_an_entity_without_its_id_is_refused(entity: Model, kind: str) -> None:
    """The error says that a participant that was not launched has no instance."""
    error = refusal([entity], kind)
    assert error.parameter == "given[0]"
    assert f"this {type(entity).__name__} has no {kind}" in error.expected
    assert refusal(entity, kind).parameter == "given"


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("s-1", ("s-1",)),
        (server("s-1"), ("s-1",)),
        ([], ()),
        (["s-2", "s-1"], ("s-2", "s-1")),
        (("s-2", server("s-1")), ("s-2", "s-1")),
        (["s-2", "s-1", "s-2", server("s-1")], ("s-2", "s-1")),
        ({"s-1"}, ("s-1",)),
        ({"s-2": "web", "s-1": "db"}, ("s-2", "s-1")),
        ((f"s-{number}" for number in (2, 1, 2)), ("s-2", "s-1")),
        (iter([server("s-1")]), ("s-1",)),
    ],
    ids=label,
)
def test_duplicate_ids_are_dropped(given: Any, ids: tuple[str, ...]) -> None:  # noqa: ANN401 - many types
    """Duplicate IDs are dropped, and the others keep their order."""
    assert ids_of("source_servers", given, "source_server_id") == ids


@pytest.mark.parametrize(
    ("given", "parameter", "shown"),
    [
        (None, "source_servers", "None"),
        (5, "source_servers", "5"),
        (b"s-1", "source_servers", "<bytes of 3 bytes>"),
        (object, "source_servers", "<type>"),
    ],
    ids=label,
)
def test_a_value_that_is_no_iterable_is_refused(
    given: Any,  # noqa: ANN401 - deliberately wrong
    parameter: str,
    shown: str,
) -> None:
    """The message says that an iterable is also accepted."""
    with pytest.raises(DrsParameterError) as caught:
        ids_of("source_servers", given, "source_server_id")
    assert str(caught.value) == (
        f"{parameter}={shown} is not valid: expected a source server ID, or a source"
        " server, or an iterable of these"
    )
    assert caught.value.value is given


@pytest.mark.parametrize(
    ("given", "index", "wrong"),
    [
        (["s-1", None], "[1]", None),
        ([["s-1"]], "[0]", ["s-1"]),
        (["s-1", b"s-2", 3], "[1]", b"s-2"),
        (iter([JOB]), "[0]", JOB),
    ],
    ids=label,
)
def test_an_invalid_item_is_refused_with_its_index(
    given: Any,  # noqa: ANN401 - deliberately wrong
    index: str,
    wrong: object,
) -> None:
    """The error has the item, and its index in the iterable."""
    with pytest.raises(DrsParameterError) as caught:
        ids_of("source_servers", given, "source_server_id")
    assert caught.value.parameter == f"source_servers{index}"
    assert caught.value.value == wrong
    assert str(caught.value).startswith(f"source_servers{index}=")
    assert str(caught.value).endswith(
        " is not valid: expected a source server ID, or a source server"
    )


def test_an_error_of_an_iterable_propagates() -> None:
    """The error of an iterable is not reported as an invalid argument."""

    def ids() -> Iterator[str]:
        yield "s-1"
        raise TypeError("defect")

    with pytest.raises(TypeError, match="defect"):
        ids_of("source_servers", ids(), "source_server_id")


def test_a_class_that_looks_like_an_entity_is_refused() -> None:
    """Entities are recognized by their class, not by the name of an attribute."""

    class Lookalike:
        source_server_id = "s-1"

    assert "source_server_id" in refusal([Lookalike()], "source_server_id").expected
    assert own_id(Lookalike(), "source_server_id") is None


def test_a_subclass_is_accepted() -> None:
    """A user's subclass of `SourceServer` is accepted as a source server."""

    class Mine(SourceServer):
        pass

    mine = Mine(source_server_id="s-1", arn="a")
    assert ids_of("source_servers", mine, "source_server_id") == ("s-1",)


def test_a_class_with_the_marker_is_accepted() -> None:
    """A class that derives from the public marker class and has the ID is accepted."""

    class Machine(HasSourceServerId):
        source_server_id = "s-1"

    assert ids_of("source_servers", [Machine(), "s-2"], "source_server_id") == (
        "s-1",
        "s-2",
    )


@pytest.mark.parametrize("name", [name for name in SNAPSHOTS if name in EXAMPLES])
def test_a_snapshot_is_selected_with_its_server(name: str) -> None:
    """Each class that selects a recovery snapshot has both IDs."""
    assert chosen_snapshot(EXAMPLES[name]) == (SERVER_ID, SNAPSHOT_ID)


def test_no_other_entity_selects_a_snapshot() -> None:
    """Other entities, such as source servers, are launched from their latest data."""
    chosen = {name for name, e in EXAMPLES.items() if chosen_snapshot(e)}
    assert chosen == {*SNAPSHOTS} & EXAMPLES.keys()


OWN_IDS = {
    name: getattr(EXAMPLES[name], attribute)
    for kind, attributes in ACCEPTED.items()
    if kind not in {"resource_arn", "server_arn", "source_server_arn"}
    for name, attribute in attributes.items()
    if name in EXAMPLES
} | {"StagingSourceServer": SERVER_ARN, "ParticipatingServer": SERVER_ID}
"""The ID by which each class of entities is identified or, without one, its ARN."""


def test_entities_are_identified_by_their_own_id() -> None:
    """A participating server is identified by its source server's ID, for example."""
    for name, own in OWN_IDS.items():
        entity = EXAMPLES[name]
        assert by_id("ids", entity) == {own: entity}, name
        assert by_id("ids", ["text", entity, entity]) == {"text": "text", own: entity}


def test_an_entity_without_an_id_of_its_own_is_refused() -> None:
    """An entity that only selects a server, such as a snapshot, is refused."""
    for name in EXAMPLES.keys() - OWN_IDS.keys():
        with pytest.raises(DrsParameterError) as caught:
            by_id("ids", ["text", EXAMPLES[name]])
        assert caught.value.parameter == "ids[1]"
        assert caught.value.value is EXAMPLES[name]
        assert "an object that has one" in caught.value.expected


def test_two_entities_cannot_have_the_same_id() -> None:
    """Different entities with the same ID are refused, as results are keyed by ID."""
    one, equal = server("s-1"), server("s-1")
    assert by_id("ids", [one, equal]) == {"s-1": one}
    participant = ParticipatingServer(source_server_id="s-1")
    for other in (participant, "s-1"):
        with pytest.raises(DrsParameterError, match="the ID s-1") as caught:
            by_id("ids", [one, other])
        assert caught.value.parameter == "ids[1]"
        assert caught.value.value is other
