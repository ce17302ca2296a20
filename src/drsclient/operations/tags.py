"""The operations on tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient._call import OperationGroup, id_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class TagOperations(OperationGroup):
    """What you can do with tags."""

    __slots__ = ()

    def list_tags_for_resource(self, resource_arn: str) -> Mapping[str, str]:
        """
        …

        Source: the API operation ListTagsForResource.

        Args:
            resource_arn: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._map(
            "tags", self._api.list_tags_for_resource, resourceArn=resource_arn
        )

    def tag_resource(self, resource_arn: str, *, tags: Mapping[str, str]) -> None:
        """
        …

        Source: the API operation TagResource.

        Args:
            resource_arn: …
            tags: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        self._nothing(self._api.tag_resource, resourceArn=resource_arn, tags=tags)

    def untag_resource(self, resource_arn: str, *, tag_keys: Iterable[str]) -> None:
        """
        …

        Source: the API operation UntagResource.

        Args:
            resource_arn: …
            tag_keys: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        self._nothing(
            self._api.untag_resource,
            resourceArn=resource_arn,
            tagKeys=id_list(tag_keys),
        )
