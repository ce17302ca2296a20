"""Where an argument is and what would be valid, in words for error messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from botocore import xform_name

from drsclient._call._arguments import FLATTENED, Key
from drsclient._call._shapes import (
    NUMBERS,
    SNAPSHOT,
    entity_kind,
    is_enum,
    is_identifier,
    is_time,
    only_identifier,
)
from drsclient._ids import ENTITIES, or_entity
from drsclient._json import is_list, is_object
from drsclient._text import with_article

if TYPE_CHECKING:
    from drsclient._call._arguments import Path


def python_path(path: Path) -> str:
    """Write a path in Python's names, such as `source_servers[0].source_server_id`."""
    return "".join(map(_step, path)).removeprefix(".")


def _step(step: str | int) -> str:
    if isinstance(step, Key | int):
        return f"[{step}]"
    return _PYTHON_NAMES.get(step, f".{xform_name(step)}")


def expected(value: Any, wire: Any, shape: Any, path: Path) -> str:
    """
    Say what would be valid in place of a value that is not.

    Args:
        value: The value as the caller gave it.
        wire: The value in the form of the wire.
        shape: Its shape in the service model.
        path: Where it is.
    """
    if isinstance(wire, str) and any(map(_is_half_a_character, wire)):
        return "text that UTF-8 can encode"
    kind = shape.type_name
    if kind == "list" and not is_list(wire):
        words = entity_kind(path).split("_")[:-1]
        is_known = entity_kind(path) in ENTITIES
        return describe(shape) + (f" or {' '.join(words)}s" if is_known else "")
    if kind != "list" and not (kind == "map" and is_object(wire)):
        name = only_identifier(shape) if kind == "structure" else None
        is_choice = kind == "structure" and SNAPSHOT in shape.members
        return describe(shape) + or_entity(
            value,
            xform_name(name) if name else entity_kind(path),
            ", or a recovery snapshot" if is_choice else "",
        )
    count: int = len(wire)
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    limit = f"{least} or more" if count < least else f"at most {most}"
    limit = f"exactly {most}" if least == most else limit
    return f"{limit} items, not {count}"


def _is_half_a_character(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def describe(shape: Any) -> str:
    """Describe a valid value of a shape, in the words of a person."""
    if shape.type_name == "boolean":
        return "True or False"
    noun = _noun(shape)
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.type_name == "list":
        return f"a list or another iterable of {_plural(shape.member)}"
    if shape.type_name == "map":
        return f"a mapping of strings to {_plural(shape.value)}"
    if shape.type_name == "structure" and (name := only_identifier(shape)):
        return f"{with_article(noun)} or {describe(shape.members[name])}"
    if shape.type_name in NUMBERS:
        noun += f" of at least {least}" if most is None else f" from {least} to {most}"
    elif is_identifier(shape):
        length = f"{least} to {most}" if least else f"at most {most}"
        length = str(most) if least == most else length
        characters = f"{length} characters " if most else ""
        noun += (
            f" ({characters}matching {re.sub('[$^]', '', shape.metadata['pattern'])})"
        )
    elif is_enum(shape):
        noun += f" (one of {', '.join(shape.enum)})"
    elif least and noun == "string":
        noun += f" of {least} or more characters"
    return with_article(noun)


def _noun(shape: Any) -> str:
    """Name the values of a shape; those of `SourceServerID` are source server IDs."""
    if is_time(shape):
        return "datetime with a UTC offset"
    if shape.type_name == "structure" and shape.is_tagged_union:
        return " or ".join(member.name for member in shape.members.values())
    if shape.type_name == "structure" or is_enum(shape):
        return str(shape.name)
    if not is_identifier(shape):
        kind: str = shape.type_name
        return _NOUNS.get(kind, kind)
    name = shape.name.removeprefix("Strict")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=(ID|ARN)$)", " ", name)
    return " ".join(
        _ACRONYMS.get(word) or (word if word.isupper() else word.lower())
        for word in words.split()
    )


def _plural(shape: Any) -> str:
    if shape.type_name != "structure":
        return f"{_noun(shape)}s"
    name = only_identifier(shape)
    others = [f"{_noun(shape.members[name])}s"] if name else []
    if name and xform_name(name) in ENTITIES:
        others.append(" ".join(xform_name(name).split("_")[:-1]) + "s")
    others += ["recovery snapshots"] if SNAPSHOT in shape.members else []
    return " or ".join([f"{_noun(shape)} objects", *others])


_PYTHON_NAMES: Final = {**dict.fromkeys(FLATTENED, ""), "maxResults": ".page_size"}
_ACRONYMS: Final = {"Arn": "ARN", "Ebs": "EBS", "Id": "ID", "Vpc": "VPC"}
_NOUNS: Final = {"long": "integer"}
