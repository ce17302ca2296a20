"""The state of a fake that answers as accounts did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.testing._copies.counters import set_counters
from drsclient.testing._copies.durations import copy_durations, set_durations
from drsclient.testing._copies.jobs import copy_jobs, link_jobs
from drsclient.testing._copies.recovery_instances import (
    copy_recovery_instances,
    link_recovery_instances,
)
from drsclient.testing._copies.recovery_plans import (
    copy_recovery_plans,
    link_recovery_plans,
)
from drsclient.testing._copies.site_copy import SiteCopy
from drsclient.testing._copies.source_networks import copy_source_networks
from drsclient.testing._copies.source_servers import (
    copy_source_servers,
    link_source_servers,
)
from drsclient.testing._copies.staging import link_staging_servers
from drsclient.testing._copies.templates import copy_templates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drsclient.testing._copies.answers import Answers
    from drsclient.testing._state.copy_report import MeasuredDuration, NotCopied
    from drsclient.testing._state.shared_state import SharedState

# Each needs what is copied by those before it.
_COPY_STEPS: Final = (
    copy_templates,
    copy_source_servers,
    copy_durations,
    copy_source_networks,
    copy_recovery_instances,
    copy_jobs,
    copy_recovery_plans,
)
# These connect resources of several accounts and Regions, once all are copied.
_LINK_STEPS: Final = (
    link_staging_servers,
    link_recovery_instances,
    link_source_servers,
    link_jobs,
    link_recovery_plans,
)


def add_sites(
    state: SharedState, answers: Iterable[Answers]
) -> tuple[list[MeasuredDuration], list[NotCopied]]:
    """
    Add the sites of accounts to a new state, whose clock has the time of the copy.

    Returns:
        The durations of the state, and what was not copied.
    """
    copies = [
        SiteCopy(site=state.site(one.account_id, one.region_name), answers=one)
        for one in answers
    ]
    set_counters(state, [copy.answers for copy in copies])
    durations = set_durations(state, copies)
    for copy in copies:
        copy.site.initialized = copy.answers.is_initialized
        for step in _COPY_STEPS:
            step(copy)
    for step in _LINK_STEPS:
        for copy in copies:
            step(copy)
    return durations, [one for copy in copies for one in copy.not_copied]
