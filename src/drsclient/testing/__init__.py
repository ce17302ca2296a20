"""
A DRS service for tests and demos: no AWS account, no network, no waiting.

`FakeDrs` is a real HTTP server on the loopback interface.
"""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from drsclient.testing._fake import FakeDrs as FakeDrs
    from drsclient.testing._faults import (
        Answer as Answer,
        Fault as Fault,
        Html as Html,
        Latency as Latency,
        Reset as Reset,
        ServiceError as ServiceError,
        Stall as Stall,
        Truncated as Truncated,
    )
    from drsclient.testing._happening import LaunchPhase as LaunchPhase
    from drsclient.testing._requests import RecordedRequest as RecordedRequest
    from drsclient.testing._site import FakeSite as FakeSite
    from drsclient.testing._world.quotas import Quotas as Quotas
else:
    # Lazy, because pytest loads the plugin of this package in every run. In code rather
    # than in a stub file, because packagers such as PyInstaller leave stub files out.
    # Hidden from type checkers, because a `__getattr__` makes every name valid to them.
    __getattr__, __dir__, __all__ = lazy_loader.attach(
        __name__,
        submod_attrs={
            "_fake": ["FakeDrs"],
            "_happening": ["LaunchPhase"],
            "_requests": ["RecordedRequest"],
            "_site": ["FakeSite"],
            "_world.quotas": ["Quotas"],
            "_faults": [
                "Answer",
                "Fault",
                "Html",
                "Latency",
                "Reset",
                "ServiceError",
                "Stall",
                "Truncated",
            ],
        },
    )
