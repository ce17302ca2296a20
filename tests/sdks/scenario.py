"""What a scenario consists of, and how it runs through an SDK."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drsclient.testing import FakeDrs

Json: TypeAlias = dict[str, object]


@attrs.frozen
class Answer:
    """What an SDK returned from a call, as plain JSON with wire names."""

    members: Json
    """The members of the response or of the error, other than its message."""
    code: str | None = None
    """The error code; `None` if the call succeeded."""
    message: str | None = None
    """The error's message; `None` if the call succeeded."""


class Sdk(Protocol):
    """An AWS SDK whose client talks to one fake."""

    def call(self, operation: str, parameters: Json) -> Answer:
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


@attrs.frozen
class Call:
    """A call of an operation through the SDK."""

    operation: str
    parameters: Json
    fails_with: str | None = None
    """The error code that is expected; without it the call must succeed."""


@attrs.frozen
class Earlier:
    """A parameter whose value is taken from the answer to an earlier call."""

    call: int
    """The number of the call, from 0; -1 is the last one before this."""
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


def earlier(*path: str | int, call: int = -1) -> Earlier:
    """Describe a parameter that is taken from the answer to an earlier call."""
    return Earlier(call, path)


class FakeOptions(TypedDict, total=False):
    """The arguments of `FakeDrs`."""

    region_name: str
    account_id: str
    initialized: bool
    page_size: int


@attrs.frozen(kw_only=True)
class Scenario:
    """Steps on a fake of its own; pure data."""

    name: str
    fake: FakeOptions = attrs.field(factory=FakeOptions)
    steps: Sequence[OnFake | Call]

    @property
    def calls(self) -> list[Call]:
        """The steps that go through the SDK."""
        return [step for step in self.steps if isinstance(step, Call)]


def run(
    scenario: Scenario, fake: FakeDrs, sdk: Sdk, stand_in: Sdk | None = None
) -> list[Answer | None]:
    """
    Run a scenario through an SDK.

    Args:
        scenario: The scenario.
        fake: The fake, fresh from `Scenario.fake`.
        sdk: The SDK, which talks to the fake.
        stand_in: Another SDK, which carries out what the first does not know, so that
            the later steps find the same state.

    Returns:
        The answer to each call; `None` where the SDK does not know the operation.
    """
    answers: list[Answer] = []
    unknown: set[int] = set()
    for step in scenario.steps:
        if isinstance(step, OnFake):
            getattr(fake, step.method)(*step.arguments, **step.options)
            continue
        parameters = _filled_in(step.parameters, answers)
        try:
            answer = sdk.call(step.operation, parameters)
        except UnknownOperationError:
            if stand_in is None:
                raise
            unknown.add(len(answers))
            answer = stand_in.call(step.operation, parameters)
        answers.append(answer)
    return [None if at in unknown else answer for at, answer in enumerate(answers)]


def _filled_in(parameters: Json, answers: Sequence[Answer]) -> Json:
    def value(earlier: object) -> object:
        assert isinstance(earlier, Earlier)
        found: Any = answers[earlier.call].members
        for key in earlier.path:
            found = found[key]
        return found

    filled_in: Json = json.loads(json.dumps(parameters, default=value))
    return filled_in
