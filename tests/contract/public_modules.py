"""The modules whose names users import."""

from __future__ import annotations

from typing import Final

import drsclient
from drsclient import (
    aio,
    errors,
    events,
    fleet,
    models,
    outcomes,
    testing,
    waiting,
    watching,
)

PUBLIC_MODULES: Final = (
    drsclient,
    aio,
    errors,
    events,
    fleet,
    models,
    outcomes,
    testing,
    waiting,
    watching,
)
