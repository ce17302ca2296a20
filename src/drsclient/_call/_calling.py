"""Calling operations of a boto3 client, and what comes of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Protocol, TypeVar, cast

import attrs

from drsclient._call._arguments import batches, check, check_as_botocore, given
from drsclient._call._exchange import Exchange, current
from drsclient._call._translating import translate
from drsclient._convert import structure
from drsclient.errors import DrsConfigurationError, DrsResponseError
from drsclient.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.client import BaseClient
    from botocore.model import OperationModel, StructureShape
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient._call._connecting import Connection

_logger: Final = logging.getLogger("drsclient")

P = ParamSpec("P")
ModelT = TypeVar("ModelT", bound=Model)

# With this one, all operations are there that botocore 1.40 lacks.
_BOTO3_WITH_ALL_OPERATIONS: Final = "1.43.80"


class _Method(Protocol[P]):
    """A method of the typed boto3 client, which mypy checks each argument against."""

    __name__: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Mapping[str, Any]: ...


@attrs.frozen
class Answer:
    """A success that the service reported, as botocore parsed it."""

    exchange: Exchange
    parsed: Mapping[str, Any]

    def entity(self, model: type[ModelT], member: str | None = None) -> ModelT:
        """
        Read the entity that the answer is, or that a member of it holds.

        Raises:
            DrsResponseError: The answer does not hold the entity.
        """
        wire = self.parsed.get(member) if member else _without_metadata(self.parsed)
        if not wire:
            raise self._without(member or model.__name__)
        return self._read(model, wire, member or model.__name__)

    def entities(self, model: type[ModelT], member: str) -> Iterator[ModelT]:
        """
        Read the entities of a list in the answer, one as it is asked for.

        Raises:
            DrsResponseError: The answer does not hold the list.
        """
        items: list[object] = self.parsed.get(member) or []
        if not items and not self._has_list(member):
            raise self._without(member)
        for index, wire in enumerate(items):
            path = f"{member}[{index}]"
            if wire:
                yield self._read(model, wire, path)
            else:
                _logger.warning("%s: left out, as there is nothing in it", path)

    def nothing(self) -> None:
        """
        See that the answer says nothing, as it should.

        Raises:
            DrsResponseError: The answer is a page of something else.
        """
        problem = self.exchange.body_problem()
        if self.exchange.raw and self.exchange.raw["body"] and problem:
            raise self.exchange.unexpected(problem)

    def _has_list(self, member: str) -> bool:
        # botocore takes anything empty for an empty list. A stub's answer is not raw.
        answer = self.exchange.members() if self.exchange.raw else self.parsed
        return isinstance(answer.get(member), list)

    def _read(self, model: type[ModelT], wire: object, path: str) -> ModelT:
        try:
            return structure(model, wire, path)
        except DrsResponseError as error:
            raise self.exchange.unexpected(
                str(error), path=error.path, value=error.value
            ) from error

    def _without(self, name: str) -> DrsResponseError:
        problem = self.exchange.body_problem() or f"the answer holds no {name}"
        return self.exchange.unexpected(problem)


@attrs.frozen(eq=False)
class OperationGroup:
    """The base of the operations: a connection, and the ways to call over it."""

    _connection: Connection

    @property
    def _api(self) -> Boto3DrsClient:
        # Typed as what it stands for, so that each call is checked against that.
        return cast("Boto3DrsClient", _Operations(self._connection.boto3_client))

    def _call(self, method: _Method[P], /, *_: P.args, **kwargs: P.kwargs) -> Answer:
        """
        Call an operation once its arguments have been checked.

        Raises:
            DrsError: Whatever went wrong.
        """
        operation = self._operation(method)
        arguments = given(kwargs)
        check(arguments, _input_shape(operation))
        return self._send(method, operation, arguments)

    def _list(
        self,
        model: type[ModelT],
        member: str,
        method: _Method[P],
        /,
        *_: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[ModelT]:
        """
        Call an operation that answers in pages, and go over all items of all pages.

        The arguments are checked at once. A call is made when its first item is asked
        for; there are several where a list is longer than the service takes at once.

        Raises:
            DrsError: Whatever went wrong.
        """
        operation = self._operation(method)
        arguments = given(kwargs)
        check(arguments, _input_shape(operation), limit_lists=False)
        check_as_botocore(arguments, _input_shape(operation))
        return (
            entity
            for batch in batches(arguments, operation.input_shape)
            for answer in self._pages(method, operation, batch)
            for entity in answer.entities(model, member)
        )

    def _pages(
        self, method: _Method[...], operation: OperationModel, arguments: dict[str, Any]
    ) -> Iterator[Answer]:
        token: str | None = None
        while True:
            page = {**arguments, "nextToken": token} if token else arguments
            answer = self._send(method, operation, page)
            yield answer
            following: object = answer.parsed.get("nextToken")
            if not following:
                return
            if following == token or not isinstance(following, str):
                raise answer.exchange.unexpected(
                    f"nextToken {following!r} leads to no other page",
                    path="nextToken",
                    value=following,
                )
            token = following

    def _operation(self, method: _Method[...]) -> OperationModel:
        meta = self._connection.boto3_client.meta
        name = meta.method_to_api_mapping[method.__name__]
        return meta.service_model.operation_model(name)

    def _send(
        self, method: _Method[...], operation: OperationModel, arguments: dict[str, Any]
    ) -> Answer:
        exchange = Exchange(operation, arguments)
        previous = current.set(exchange)
        try:
            parsed = method(**arguments)
        except Exception as error:
            translated = translate(error, exchange)
            if translated is None:
                raise
            raise translated from error
        finally:
            current.reset(previous)
        return Answer(exchange, parsed)


def _input_shape(operation: OperationModel) -> StructureShape:
    # Every operation of this service has one, be it empty; not so in other services.
    return cast("StructureShape", operation.input_shape)


class _Operations:
    """The boto3 client's methods, and a word on those that it is too old to have."""

    __slots__ = ("_boto3",)

    def __init__(self, boto3_client: BaseClient) -> None:
        self._boto3 = boto3_client

    def __getattr__(self, name: str) -> object:
        try:
            return getattr(self._boto3, name)
        except AttributeError as error:
            from botocore import __version__  # noqa: PLC0415 - see `connect`

            message = (
                f"botocore {__version__} does not know {name}: "
                f"install boto3 {_BOTO3_WITH_ALL_OPERATIONS} or later"
            )
            raise DrsConfigurationError(message) from error


def _without_metadata(parsed: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in parsed.items() if k != "ResponseMetadata"}
