"""Scenarios: their steps, and the function that runs them through an SDK."""

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
    """The result of a call, as plain JSON with wire names."""

    members: Json
    """The members of the response or of the error, other than its message."""
    code: str | None = None
    """The error code; `None` if the call succeeded."""
    message: str | None = None
    """The error's message; `None` if the call succeeded."""


@attrs.frozen
class Site:
    """An account in a Region."""

    account_id: str = "123456789012"
    region_name: str = "us-east-1"

    @property
    def access_key_id(self) -> str:
        """An access key ID that the fake accepts for the account."""
        return f"AKIA{self.account_id}"


DEFAULT_SITE = Site()


@attrs.frozen
class Limits:
    """The limitations of an SDK."""

    unknown_members: frozenset[str] = frozenset()
    """The members that the SDK does not know, because it is older than boto3."""
    shows_error_members: bool = True

    def shown(self, outcome: Outcome | None) -> Outcome | None:
        """Return the part of an outcome that the SDK shows."""
        if outcome is None:
            return None
        hidden = outcome.code and not self.shows_error_members
        members: Json = {} if hidden else self.known(outcome.members)
        return attrs.evolve(outcome, members=members)

    def known(self, members: Mapping[str, object]) -> Json:
        """Return the members of a structure that the SDK knows."""

        def pick(structure: Json) -> Json:
            return {
                name: value
                for name, value in structure.items()
                if name not in self.unknown_members
            }

        picked: Json = json.loads(json.dumps(members), object_hook=pick)
        return picked


class Sdk(Protocol):
    """An AWS SDK whose clients connect to one fake."""

    @property
    def limits(self) -> Limits:
        """The limitations of the SDK."""
        ...

    def call(
        self, operation: str, parameters: Json, site: Site = DEFAULT_SITE
    ) -> Outcome:
        """
        Call an operation once, without retries and without automatic paging.

        Raises:
            UnknownOperationError: This version of the SDK has no such operation.
            AssertionError: The SDK itself failed, or took too long.
        """
        ...


class UnknownOperationError(Exception):
    """The version of an SDK does not know an operation."""


@attrs.frozen
class OnFake:
    """A call of a method of the `FakeDrs`, such as `advance`."""

    method: str
    arguments: tuple[object, ...]
    options: Mapping[str, object]
    site: Site = DEFAULT_SITE

    def at(self, site: Site) -> OnFake:
        """Return the same step in another account or Region."""
        return attrs.evolve(self, site=site)


@attrs.frozen
class Call:
    """A call of an operation through the SDK."""

    operation: str
    parameters: Json
    fails_with: str | None = None
    """The error code that is expected; without it the call must succeed."""
    site: Site = DEFAULT_SITE

    def at(self, site: Site) -> Call:
        """Return the same step in another account or Region."""
        return attrs.evolve(self, site=site)


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
    """The steps to run on a new fake."""

    name: str
    fake: FakeOptions = attrs.field(factory=FakeOptions)
    steps: Sequence[OnFake | Call]
    is_about_parsing: bool = False
    """
    Whether it tests only the parsing of responses. The AWS CLI, which takes half a
    second per call, skips it, because botocore parses its responses as boto3's.
    """

    @property
    def calls(self) -> list[Call]:
        """The steps that go through the SDK."""
        return [step for step in self.steps if isinstance(step, Call)]


def run(
    scenario: Scenario, fake: FakeDrs, sdk: Sdk, fallback: Sdk | None = None
) -> list[Outcome | None]:
    """
    Run a scenario through an SDK.

    Args:
        scenario: The scenario.
        fake: The fake, fresh from `Scenario.fake`.
        sdk: The SDK, which talks to the fake.
        fallback: Another SDK for the operations that the first does not know, so that
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
            outcome = sdk.call(step.operation, parameters, step.site)
            outcomes.append(outcome)
        except UnknownOperationError:
            if fallback is None:
                raise
            outcome = fallback.call(step.operation, parameters, step.site)
            outcomes.append(None)
        if outcome.code is None:
            latest[step.operation] = outcome
    return outcomes


def _change(fake: FakeDrs, step: OnFake) -> None:
    target: object = fake
    if step.site != DEFAULT_SITE:
        target = fake.site(
            account_id=step.site.account_id, region_name=step.site.region_name
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
