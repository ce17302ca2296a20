"""The operations on tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drsclient.models import (
        HasArn,
    )


class TagOperations(OperationGroup):
    """The operations on tags."""

    __slots__ = ()

    def list_tags_for_resource(self, resource_arn: str | HasArn) -> Mapping[str, str]:
        """
        Return the tags of a resource.

        Models such as `SourceServer` already include the tags of their resource.

        Calls the API operation ListTagsForResource.

        Args:
            resource_arn: The resource, or its ARN, such as the `arn` of a source
                server.

        Returns:
            The tags, as a mapping from keys to values.

        Raises:
            DrsParameterError: The ARN is not valid; nothing was sent.
            ResourceNotFoundException: The resource does not exist.
        """
        return self._map(
            "tags", self._api.list_tags_for_resource, resourceArn=argument(resource_arn)
        )

    def tag_resource(
        self, resource_arn: str | HasArn, *, tags: Mapping[str, str]
    ) -> None:
        """
        Add tags to a resource, or change the values of tags that it has.

        Tags with other keys stay as they are. A resource can have at most 50 tags.

        Calls the API operation TagResource.

        Args:
            resource_arn: The resource, or its ARN, such as the `arn` of a source
                server.
            tags: The tags, as a mapping from keys to values, each of at most 256
                characters. A value can be empty.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The resource does not exist.
        """
        self._nothing(
            self._api.tag_resource, resourceArn=argument(resource_arn), tags=tags
        )

    def untag_resource(
        self, resource_arn: str | HasArn, *, tag_keys: Iterable[str]
    ) -> None:
        """
        Remove tags from a resource.

        Calls the API operation UntagResource.

        Args:
            resource_arn: The resource, or its ARN, such as the `arn` of a source
                server.
            tag_keys: The keys of the tags to remove, each at most 256 characters.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The resource does not exist.
        """
        self._nothing(
            self._api.untag_resource,
            resourceArn=argument(resource_arn),
            tagKeys=argument(tag_keys),
        )
