"""Operation groups: calls of the boto3 client, one method for each kind of result."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import attrs
from botocore import xform_name

from drsclient._botocore.errors import translate
from drsclient._botocore.hooks import current_call
from drsclient._botocore.messages import advise_on_arguments, unsupported_error
from drsclient._botocore.pagination import PagedIterator
from drsclient._botocore.request import prepare, split_arguments
from drsclient._botocore.response import Call
from drsclient._ids import own_id
from drsclient._options import check_clock
from drsclient.errors import DrsNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import ParamSpec, Protocol, TypeVar

    from botocore.client import BaseClient
    from botocore.model import OperationModel
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient._clock import Clock
    from drsclient.models import Model

    P = ParamSpec("P")
    T = TypeVar("T")
    ModelT = TypeVar("ModelT", bound=Model)

    class _Method(Protocol[P]):
        """A method of the typed boto3 client, which has its arguments checked."""

        __name__: str

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Mapping[str, Any]: ...


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OperationGroup:
    """
    The base class of the operations: a boto3 client, and the methods that call it.

    `_one`, `_paginate` and the others take the model to read, the response's member
    that has it, the method of the boto3 client, and its arguments by wire name. They
    check the arguments before they send anything, and raise a `DrsError` for any error
    of botocore or of the service.
    """

    _boto3_client: Boto3DrsClient = attrs.field(alias="boto3_client")
    _owned: bool = attrs.field(alias="owned")
    """Whether the boto3 client is ours to close."""

    _clock: Clock = attrs.field(default=time, alias="clock")
    """The clock of waits and fleets."""

    _api: Boto3DrsClient = attrs.field(init=False)
    """The boto3 client; a method that an old boto3 lacks is a configuration error."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Add advice on boto3's argument names to the public methods."""
        super().__init_subclass__(**kwargs)
        if cls.__module__.partition(".")[0] == __name__.partition(".")[0]:
            advise_on_arguments(cls)

    def __attrs_post_init__(self) -> None:
        check_clock(self._clock)
        # Typed as the boto3 client, so that type checkers check each call.
        api = cast("Boto3DrsClient", _Boto3Methods(self._boto3_client))
        object.__setattr__(self, "_api", api)  # as attrs does it

    @property
    def boto3_client(self) -> Boto3DrsClient:
        """
        The underlying boto3 client.

        Use it for an operation that this version of the library does not have. It
        returns boto3's dicts and raises botocore's exceptions.
        """
        return self._boto3_client

    def _one(
        self,
        model: type[ModelT],
        member: str | None,
        method: _Method[P],
        /,
        *_: P.args,
        **kwargs: P.kwargs,
    ) -> ModelT:
        """Return the entity in a member; with `None`, the response is the entity."""
        entity: ModelT = self._call(method, kwargs).value(model, member)
        return entity

    def _paginate(
        self,
        model: type[ModelT],
        member: str,
        method: _Method[P],
        /,
        *_: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[ModelT]:
        """
        Iterate over the entities in a member of all pages, lazily.

        The arguments are checked at once, and each call is made when its first item is
        needed. A list in the arguments that is longer than the service takes in one
        call is split into several. After an error, the iteration can continue.
        """
        operation = self._operation(method)
        arguments = prepare(kwargs, operation.input_shape, limit_lists=False)
        return PagedIterator(
            send=lambda page: self._send(method, operation, page),
            read=lambda call: call.items(model, member),
            pending=deque(split_arguments(arguments, operation.input_shape)),
        )

    def _find(
        self,
        shape_name: str,
        identifier: object,
        describe: Callable[[str], Iterator[ModelT]],
    ) -> ModelT:
        """
        Return the one entity that has an ID.

        Args:
            shape_name: The shape of the ID in the service model.
            identifier: The ID, or an entity that has it.
            describe: Lists the entities that have an ID.

        Raises:
            DrsNotFoundError: There is none.
        """
        shape = self._boto3_client.meta.service_model.shape_for(shape_name)
        key = prepare(identifier, shape, (shape_name[0].lower() + shape_name[1:],))
        kind = xform_name(shape_name)
        for entity in describe(key):
            if own_id(entity, kind) == key:
                return entity
        raise DrsNotFoundError(shape_name.removesuffix("ID"), key)

    def _list(
        self,
        model: type[ModelT],
        member: str,
        method: _Method[P],
        /,
        *_: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[ModelT, ...]:
        """Return the entities in a member of a response that has no pages."""
        return tuple(self._call(method, kwargs).items(model, member))

    def _text(
        self, member: str, method: _Method[P], /, *_: P.args, **kwargs: P.kwargs
    ) -> str:
        """Return the text in a member."""
        text: str = self._call(method, kwargs).value(str, member)
        return text

    def _map(
        self, member: str, method: _Method[P], /, *_: P.args, **kwargs: P.kwargs
    ) -> Mapping[str, str]:
        """Return the map of texts in a member."""
        texts = Mapping[str, str]
        items: Mapping[str, str] = self._call(method, kwargs).value(texts, member)
        return items

    def _nothing(self, method: _Method[P], /, *_: P.args, **kwargs: P.kwargs) -> None:
        """Make a call whose response has no members."""
        self._call(method, kwargs).expect_empty()

    def _split(
        self, method: _Method[...], member: str, items: Iterable[T], max_length: int
    ) -> list[list[T]]:
        """Split items into lists of up to a length, which the service takes at once."""
        shape: Any = self._operation(method).input_shape  # every operation has one
        lists: list[list[T]] = split_arguments(items, shape.members[member], max_length)
        return lists

    def _call(self, method: _Method[...], kwargs: Mapping[str, Any]) -> Call:
        operation = self._operation(method)
        arguments = prepare(kwargs, operation.input_shape)
        return self._send(method, operation, arguments)

    def _operation(self, method: _Method[...]) -> OperationModel:
        meta = self._boto3_client.meta
        name = meta.method_to_api_mapping[method.__name__]
        return meta.service_model.operation_model(name)

    def _send(
        self, method: _Method[...], operation: OperationModel, arguments: dict[str, Any]
    ) -> Call:
        call = Call(operation, arguments)
        token = current_call.set(call)
        try:
            # The hooks find the call in `current_call`, and fill in its response.
            call.members = method(**arguments)
        except Exception as error:
            translated = translate(error, call)
            if translated is None:
                raise
            translated.may_have_taken_effect = call.may_have_taken_effect
            raise translated from error
        finally:
            current_call.reset(token)
        return call


class _Boto3Methods:
    """The boto3 client's methods, with an error where boto3 is too old to have one."""

    __slots__ = ("_boto3",)

    def __init__(self, boto3_client: BaseClient) -> None:
        self._boto3 = boto3_client

    def __getattr__(self, name: str) -> object:
        try:
            return getattr(self._boto3, name)
        except AttributeError as error:
            raise unsupported_error(name) from error
