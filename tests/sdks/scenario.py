"""What a scenario consists of, and how it runs through an SDK."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drsclient.testing import FakeDrs, Quotas

Json: TypeAlias = dict[str, object]


@attrs.frozen
class Outcome:
    """What an SDK returned from a call, as plain JSON with wire names."""

    members: Json
    """The members of the response or of the error, other than its message."""
    code: str | None = None
    """The error code; `None` if the call succeeded."""
    message: str | None = None
    """The error's message; `None` if the call succeeded."""


@attrs.frozen
class Place:
    """An account in a Region."""

    account_id: str = "123456789012"
    region_name: str = "us-east-1"

    @property
    def access_key_id(self) -> str:
        """An access key ID that the fake takes for the account's."""
        return f"AKIA{self.account_id}"


HERE = Place()


@attrs.frozen
class Limits:
    """What an SDK does not pass on."""

    lacks: frozenset[str] = frozenset()
    """The members that it does not know, because it is older than boto3."""
    shows_error_members: bool = True

    def shown(self, outcome: Outcome | None) -> Outcome | None:
        """Return what the SDK passes on of an outcome."""
        if outcome is None:
            return None
        hidden = outcome.code and not self.shows_error_members
        members: Json = {} if hidden else self.known(outcome.members)
        return attrs.evolve(outcome, members=members)

    def known(self, members: Mapping[str, object]) -> Json:
        """Return what the SDK knows of the members of a structure."""

        def pick(structure: Json) -> Json:
            return {
                name: value
                for name, value in structure.items()
                if name not in self.lacks
            }

        picked: Json = json.loads(json.dumps(members), object_hook=pick)
        return picked


class Sdk(Protocol):
    """An AWS SDK whose clients talk to one fake."""

    @property
    def limits(self) -> Limits:
        """What it does not pass on."""
        ...

    def call(self, operation: str, parameters: Json, place: Place = HERE) -> Outcome:
        """
        Call an operation once, without retries and without automatic paging.

        Raises:
            UnknownOperationError: This version of the SDK has no such operation.
            AssertionError: The SDK itself failed, or took too long.
        """
        ...


class UnknownOperationError(Exception):
    """An SDK whose version does not know an operation was to call it."""


@attrs.frozen
class OnFake:
    """A call of a method of the `FakeDrs`, such as `advance`."""

    method: str
    arguments: tuple[object, ...]
    options: Mapping[str, object]
    place: Place = HERE

    def at(self, place: Place) -> OnFake:
        """Return the same step in another account or Region."""
        return attrs.evolve(self, place=place)


@attrs.frozen
class Call:
    """A call of an operation through the SDK."""

    operation: str
    parameters: Json
    fails_with: str | None = None
    """The error code that is expected; without it the call must succeed."""
    place: Place = HERE

    def at(self, place: Place) -> Call:
        """Return the same step in another account or Region."""
        return attrs.evolve(self, place=place)


@attrs.frozen
class Earlier:
    """A parameter that is taken from the latest response of an operation."""

    operation: str
    path: tuple[str | int, ...]
    """The names and indexes that lead to the value."""


def on_fake(method: str, /, *arguments: object, **options: object) -> OnFake:
    """Describe a call of a method of the `FakeDrs`."""
    return OnFake(method, arguments, options)


def call(operation: str, /, **parameters: object) -> Call:
    """Describe a call of an operation that succeeds."""
    return Call(operation, parameters)


def refused(code: str, operation: str, /, **parameters: object) -> Call:
    """Describe a call of an operation that fails with an error code."""
    return Call(operation, parameters, fails_with=code)


def earlier(operation: str, /, *path: str | int) -> Earlier:
    """Describe a parameter that is taken from the latest response of an operation."""
    return Earlier(operation, path)


class FakeOptions(TypedDict, total=False):
    """The arguments of `FakeDrs`."""

    initialized: bool
    page_size: int
    quotas: Quotas


@attrs.frozen(kw_only=True)
class Scenario:
    """Steps on a fake of its own; pure data."""

    name: str
    fake: FakeOptions = attrs.field(factory=FakeOptions)
    steps: Sequence[OnFake | Call]
    is_about_parsing: bool = False
    """
    Whether it shows only how an SDK parses responses. For the AWS CLI, botocore does
    that as for boto3, so it is spared its half a second per call.
    """

    @property
    def calls(self) -> list[Call]:
        """The steps that go through the SDK."""
        return [step for step in self.steps if isinstance(step, Call)]


def run(
    scenario: Scenario, fake: FakeDrs, sdk: Sdk, stand_in: Sdk | None = None
) -> list[Outcome | None]:
    """
    Run a scenario through an SDK.

    Args:
        scenario: The scenario.
        fake: The fake, fresh from `Scenario.fake`.
        sdk: The SDK, which talks to the fake.
        stand_in: Another SDK, which carries out what the first does not know, so that
            the later steps find the same state.

    Returns:
        The outcome of each call; `None` where the SDK does not know the operation.
    """
    outcomes: list[Outcome | None] = []
    latest: dict[str, Outcome] = {}
    for step in scenario.steps:
        if isinstance(step, OnFake):
            _change(fake, step)
            continue
        parameters = _filled_in(step.parameters, latest)
        try:
            outcome = sdk.call(step.operation, parameters, step.place)
            outcomes.append(outcome)
        except UnknownOperationError:
            if stand_in is None:
                raise
            outcome = stand_in.call(step.operation, parameters, step.place)
            outcomes.append(None)
        if outcome.code is None:
            latest[step.operation] = outcome
    return outcomes


def _change(fake: FakeDrs, step: OnFake) -> None:
    target: object = fake
    if step.place != HERE:
        target = fake.site(
            account_id=step.place.account_id, region_name=step.place.region_name
        )
    getattr(target, step.method)(*step.arguments, **step.options)


def _filled_in(parameters: Json, latest: Mapping[str, Outcome]) -> Json:
    def value(earlier: object) -> object:
        assert isinstance(earlier, Earlier)
        found: Any = latest[earlier.operation].members
        for key in earlier.path:
            found = found[key]
        return found

    filled_in: Json = json.loads(json.dumps(parameters, default=value))
    return filled_in
