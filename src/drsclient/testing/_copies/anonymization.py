"""Replace what is private in answers by consistent stand-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.testing._copies.answers import Answers


def anonymize_answers(answers: Sequence[Answers]) -> None:
    """Replace what is private in the answers of accounts by consistent stand-ins."""
