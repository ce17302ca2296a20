from __future__ import annotations

import copy
import json
import pickle

import pytest

from drsclient.models import (
    DataReplicationState,
    OpenEnum as ExportedOpenEnum,
    SourceServerArchitecture,
)

KNOWN = DataReplicationState.CONTINUOUS
UNKNOWN = DataReplicationState("TELEPORTING")

either = pytest.mark.parametrize("state", [KNOWN, UNKNOWN], ids=["known", "unknown"])
every_protocol = pytest.mark.parametrize(
    "protocol", range(pickle.HIGHEST_PROTOCOL + 1), ids="protocol {}".format
)


def test_known_text_is_its_member() -> None:
    """The text of a member returns the member itself."""
    assert DataReplicationState("CONTINUOUS") is KNOWN
    assert KNOWN.is_known


def test_unknown_text_is_kept() -> None:
    """Text that is not listed becomes a value of the enum with that text."""
    assert type(UNKNOWN) is DataReplicationState
    assert not UNKNOWN.is_known
    assert (UNKNOWN.name, UNKNOWN.value) == ("TELEPORTING", "TELEPORTING")


def test_empty_text_is_kept() -> None:
    """Even empty text is a value, not an absent one."""
    assert DataReplicationState("") == ""
    assert not DataReplicationState("").is_known


@either
def test_a_value_is_its_text(state: DataReplicationState) -> None:
    """A value prints, formats, compares and sorts as its text."""
    text = state.value
    assert type(text) is str
    assert (str(state), f"{state}") == (text, text)
    assert state == text
    assert sorted([state, "A", "Z"]) == ["A", text, "Z"]


@either
def test_values_with_the_same_text_are_equal(state: DataReplicationState) -> None:
    """Values with the same text are equal and have the hash of the text."""
    again = DataReplicationState(state.value)
    assert again == state
    assert hash(again) == hash(state) == hash(state.value)
    assert {state: 1}[again] == {state.value: 1}[state] == 1


def test_values_with_different_texts_differ() -> None:
    """Two unknown values differ if their texts differ."""
    assert DataReplicationState("SLEEPING") != UNKNOWN
    assert KNOWN != UNKNOWN


@either
@every_protocol
def test_a_value_survives_pickling(state: DataReplicationState, protocol: int) -> None:
    """A value is the same after pickling, and keeps its class."""
    again: object = pickle.loads(pickle.dumps(state, protocol))  # noqa: S301 - our own
    assert again == state
    assert type(again) is DataReplicationState
    assert again.is_known == state.is_known


@either
def test_a_value_survives_copying(state: DataReplicationState) -> None:
    """A copy and a deep copy are equal to the value and keep its class."""
    for again in (copy.copy(state), copy.deepcopy(state)):
        assert again == state
        assert type(again) is DataReplicationState


@either
def test_a_value_is_written_to_json_as_its_text(state: DataReplicationState) -> None:
    """The json module writes a value as its text, even if it is a key."""
    assert json.dumps({state: [state]}) == f'{{"{state.value}": ["{state.value}"]}}'


def test_iteration_yields_only_the_listed_members() -> None:
    """Reading an unknown value does not add it to the enum."""
    assert UNKNOWN not in list(DataReplicationState)
    assert len(list(DataReplicationState)) == len(DataReplicationState.__members__)
    assert all(member.is_known for member in DataReplicationState)


def test_a_members_name_is_not_its_text() -> None:
    """If a member's name and text differ, only the text returns the member."""
    wrong_case = SourceServerArchitecture("X86_64")
    assert not wrong_case.is_known
    assert wrong_case != SourceServerArchitecture.X86_64
    assert wrong_case.value == "X86_64"
    assert SourceServerArchitecture("x86_64") is SourceServerArchitecture.X86_64


@every_protocol
def test_text_like_a_members_name_survives_pickling(protocol: int) -> None:
    """Unknown text that equals a member's name does not turn into that member."""
    wrong_case = SourceServerArchitecture("X86_64")
    for value in (wrong_case, SourceServerArchitecture.X86_64):
        again: object = pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - our own
        assert again == value
    assert copy.deepcopy(wrong_case) == wrong_case


def test_a_member_hashes_like_its_text() -> None:
    """A member is found under its text, not under its name."""
    assert {"x86_64": 1}[SourceServerArchitecture.X86_64] == 1


@pytest.mark.parametrize("value", [None, 5, 1.5, b"STOPPED", ["STOPPED"]], ids=repr)
def test_anything_but_text_is_refused(value: object) -> None:
    """Only text can be a value of an open enum."""
    with pytest.raises(ValueError, match="is not a valid DataReplicationState"):
        DataReplicationState(value)  # type: ignore[arg-type]  # deliberately wrong


def test_the_base_is_exported_with_the_models() -> None:
    """Users can check whether a value is an open enum."""
    assert isinstance(UNKNOWN, ExportedOpenEnum)
    assert isinstance(UNKNOWN, str)
