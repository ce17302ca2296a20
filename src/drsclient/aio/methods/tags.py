"""The async methods of `TagOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drsclient.models import HasArn


class AsyncTagOperations(AsyncMethods):
    """The methods of `TagOperations`, for async programs."""

    __slots__ = ()

    async def list_tags_for_resource(
        self, resource_arn: str | HasArn
    ) -> Mapping[str, str]:
        """
        Return the tags of a resource.

        See `DrsClient.list_tags_for_resource`.
        """
        return await self._call(self._drs.list_tags_for_resource, resource_arn)

    async def tag_resource(
        self, resource_arn: str | HasArn, *, tags: Mapping[str, str]
    ) -> None:
        """
        Add tags to a resource, or change the values of tags that it has.

        See `DrsClient.tag_resource`.
        """
        await self._call(self._drs.tag_resource, resource_arn, tags=tags)

    async def untag_resource(
        self, resource_arn: str | HasArn, *, tag_keys: Iterable[str]
    ) -> None:
        """
        Remove tags from a resource.

        See `DrsClient.untag_resource`.
        """
        await self._call(self._drs.untag_resource, resource_arn, tag_keys=tag_keys)
