"""The functions that connect the fake to a fake EC2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import attrs

InstanceAction: TypeAlias = Literal["start", "stop", "terminate"]
"""The actions of DRS on an existing EC2 instance."""


@attrs.frozen(kw_only=True)
class LaunchTemplateRequest:
    """The request for the launch template of a new source server."""

    account_id: str
    region_name: str
    source_server_id: str


@attrs.frozen(kw_only=True)
class InstanceLaunch:
    """The launch of an EC2 instance from the launch template of a source server."""

    account_id: str
    region_name: str
    source_server_id: str
    job_id: str | None
    """The job; `None` for an instance that `add_recovery_instance` adds."""
    is_drill: bool
    ec2_launch_template_id: str
    """The launch template. DRS uses its default version."""
    instance_type: str | None
    """
    The instance type that right-sizing chose, or `None` if right-sizing is off and the
    launch template decides.
    """
    tags: Mapping[str, str]
    """
    The tags of the source server, if its launch settings copy them. In DRS, the tags of
    the launch template take precedence.
    """


@attrs.frozen(kw_only=True)
class InstanceStateChange:
    """A change of the state of an EC2 instance."""

    account_id: str
    region_name: str
    instance_id: str
    action: InstanceAction


@attrs.frozen(kw_only=True)
class Ec2Hooks:
    """
    Functions that `FakeDrs` calls where DRS calls EC2.

    With them, launch templates and instances also exist in a fake EC2. `FakeDrs` calls
    one hook at a time, in the thread that makes a request, adds a resource or moves the
    virtual time. It holds its lock during the call, so a hook must not wait for a
    request to `FakeDrs`. Hooks are not part of a saved state.

    If a hook raises botocore's `ClientError` in a job, the launch or the termination
    fails with its message, as it does when EC2 refuses to launch an instance or
    protects it from termination. Any other exception, or an ID that is invalid or in
    use, ends the call that adds a resource or moves the virtual time, and may leave a
    job unfinished. In a request, the client gets status code 500, and `FakeDrs.close`
    raises an `AssertionError`.

    Raises:
        ValueError: A hook is not callable.
    """

    create_launch_template: Callable[[LaunchTemplateRequest], str] | None = None
    """
    Creates the launch template of a new source server, and returns its ID. By default,
    IDs are numbered consecutively.
    """
    run_instance: Callable[[InstanceLaunch], str] | None = None
    """
    Launches an instance, and returns its ID. It is not called for a launch into an
    existing instance. By default, IDs are numbered consecutively.
    """
    change_instance: Callable[[InstanceStateChange], None] | None = None
    """
    Starts, stops or terminates an instance. It is called for DRS operations, and for
    events that a test triggers.
    """

    def __attrs_post_init__(self) -> None:
        for field in attrs.fields(type(self)):
            hook = getattr(self, field.name)
            if hook is not None and not callable(hook):
                raise ValueError(f"{field.name} must be callable, not {hook!r}")
