"""The whole world as JSON and back."""

from __future__ import annotations

from typing import Final

import attrs
from cattrs.preconf.json import make_converter

from drsclient.testing._world.site import Site
from drsclient.testing._world.world import World

# The site's module cannot import the world's.
attrs.resolve_types(Site, localns={"World": World})
# Whoever saves a world loads it with the same version, or gets an error.
_converter: Final = make_converter(forbid_extra_keys=True)


def save(world: World) -> str:
    """Return a world as JSON."""
    return _converter.dumps(world, indent=1)


def load(text: str, world: World) -> None:
    """
    Make a world the one that JSON describes.

    Raises:
        ValueError: It does not describe a world of this version.
    """
    try:
        loaded = _converter.loads(text, World)
    except Exception as error:
        raise ValueError(
            f"this is not a state that this version of FakeDrs saved: {error}"
        ) from error
    for field in attrs.fields(World):
        setattr(world, field.name, getattr(loaded, field.name))
    for site in world.sites.values():
        site.world = world
