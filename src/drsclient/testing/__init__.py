"""
A fake DRS for tests and demos: no AWS account, no network, no waiting.

`FakeDrs` is a real HTTP server on the loopback interface.
"""

from typing import TYPE_CHECKING

from drsclient._lazy import lazy_names as _lazy_names

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
        UnknownMembers as UnknownMembers,
    )
    from drsclient.testing._launch_failures import LaunchPhase as LaunchPhase
    from drsclient.testing._records.launch import (
        LaunchFailureReason as LaunchFailureReason,
    )
    from drsclient.testing._service import RecordedRequest as RecordedRequest
    from drsclient.testing._site import FakeSite as FakeSite
    from drsclient.testing._state.assumptions import Assumptions as Assumptions
    from drsclient.testing._state.copy_report import (
        CopyReport as CopyReport,
        MeasuredDuration as MeasuredDuration,
        NotCopied as NotCopied,
    )
    from drsclient.testing._state.durations import Durations as Durations
    from drsclient.testing._state.ec2_hooks import (
        Ec2Hooks as Ec2Hooks,
        InstanceAction as InstanceAction,
        InstanceLaunch as InstanceLaunch,
        InstanceStateChange as InstanceStateChange,
        LaunchTemplateRequest as LaunchTemplateRequest,
    )
    from drsclient.testing._state.quotas import Quotas as Quotas
else:
    # Lazy, because pytest loads the plugin of this package in every run. Hidden from
    # type checkers, because a `__getattr__` makes every name valid to them.
    __getattr__, __dir__, __all__ = _lazy_names(
        __name__,
        {
            "_fake": "FakeDrs",
            "_launch_failures": "LaunchPhase",
            "_records.launch": "LaunchFailureReason",
            "_service": "RecordedRequest",
            "_site": "FakeSite",
            "_state.assumptions": "Assumptions",
            "_state.copy_report": "CopyReport MeasuredDuration NotCopied",
            "_state.durations": "Durations",
            "_state.ec2_hooks": "Ec2Hooks InstanceAction InstanceLaunch"
            " InstanceStateChange LaunchTemplateRequest",
            "_state.quotas": "Quotas",
            "_faults": (
                "Answer Fault Html Latency Reset ServiceError Stall Truncated"
                " UnknownMembers"
            ),
        },
    )
