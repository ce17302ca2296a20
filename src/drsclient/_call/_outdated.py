"""What the installed botocore is too old for."""

from __future__ import annotations

import re
from typing import Final

from botocore import __version__

from drsclient.errors import DrsConfigurationError

# The first one with all the operations and arguments that botocore 1.40 lacks.
_COMPLETE: Final = "1.43.73"


def too_old(name: str) -> DrsConfigurationError:
    """Make the exception for an operation or argument that botocore does not know."""
    installed, complete = (_numbers(text) for text in (__version__, _COMPLETE))
    advice = (
        f"install boto3 {_COMPLETE} or later"
        if installed < complete
        else "a newer boto3 may"
    )
    return DrsConfigurationError(
        f"botocore {__version__} does not have {name}: {advice}"
    )


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:3]]
