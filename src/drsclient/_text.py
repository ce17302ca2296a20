"""Texts for people: one line each, whatever comes from outside."""

from __future__ import annotations


def printable(text: str) -> str:
    """Replace what would move the cursor, begin a line or change colors."""
    return "".join(char if char.isprintable() else " " for char in text)


def subject(name: object, *ids: object) -> str:
    """Name a thing by its name and its IDs, as far as they are known."""
    known = " as ".join(str(one) for one in ids if one)
    return f"{name} ({known})" if name and known else str(name or known)


def one_line(name: object, identifier: object, *facts: object) -> str:
    """Describe an entity by its name and ID, and by the facts that are known."""
    known = ", ".join(str(fact) for fact in facts if fact)
    who = subject(name, identifier)
    return printable(f"{who}: {known}" if known else who)
