"""Operations on the tags of all resources with an ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.testing._errors import invalid, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_drs.type_defs import (
        ListTagsForResourceRequestTypeDef,
        TagResourceRequestTypeDef,
        UntagResourceRequestTypeDef,
    )

    from drsclient.testing._records.record import Resource, Wire
    from drsclient.testing._state.site_state import SiteState

_LIMIT: Final = 50


def tag_resource(site: SiteState, parameters: TagResourceRequestTypeDef) -> Wire:
    """Handle `TagResource`, which replaces the values of existing keys."""
    resource = _find(site, parameters["resourceArn"])
    resource.tags = checked_tags({**resource.tags, **parameters["tags"]})
    return {}


def untag_resource(site: SiteState, parameters: UntagResourceRequestTypeDef) -> Wire:
    """Handle `UntagResource`; keys that the resource does not have do no harm."""
    resource = _find(site, parameters["resourceArn"])
    for key in parameters["tagKeys"]:
        resource.tags.pop(key, None)
    return {}


def list_tags_for_resource(
    site: SiteState, parameters: ListTagsForResourceRequestTypeDef
) -> Wire:
    """Handle `ListTagsForResource`."""
    return {"tags": dict(_find(site, parameters["resourceArn"]).tags)}


def checked_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """
    Check that a resource can have these tags, and return a copy.

    Raises:
        FakeError: There are too many.
    """
    if len(tags) > _LIMIT:
        raise invalid(
            {"tags": f"would be {len(tags)}, but a resource can have at most {_LIMIT}"}
        )
    return dict(tags)


def _find(site: SiteState, arn: str) -> Resource:
    resource = site.resource(arn)
    if resource is None:
        raise not_found("Resource", arn)
    return resource
