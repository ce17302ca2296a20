"""The post-launch actions that run after the launch of a source server."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.launch import LAUNCH
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.launch import LaunchActionRun
from drsclient.testing._records.record import Progress

if TYPE_CHECKING:
    from drsclient.testing._records.jobs import Participant
    from drsclient.testing._records.launch import LaunchAction
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

_SSM_AGENT_DISCOVERY: Final = timedelta(minutes=2)
RUN: Final = timedelta(minutes=1)

LAUNCH_ACTION_RUN: Final = LifeCycle[LaunchActionRun](
    name="launch action run",
    table="launch_action_runs",
    progress_field="progress",
    initial="WAITING",
    transitions=(
        Transition(
            "WAITING",
            "start",
            "IN_PROGRESS",
            _SSM_AGENT_DISCOVERY,
            "at once if it is not the first, and those before it have ended",
        ),
        Transition(
            "IN_PROGRESS", "succeed", "SUCCEEDED", RUN, "unless a test makes it fail"
        ),
        Transition("IN_PROGRESS", "fail", "FAILED", RUN, "if a test makes it fail"),
    ),
)


@LAUNCH.on_entering("POST_LAUNCH")
def _begin_runs(site: SiteState, participant: Participant) -> None:
    participant.launch_action_runs = []
    add_waiting_runs(site, participant)
    continue_runs(site, participant)


def add_waiting_runs(site: SiteState, participant: Participant) -> None:
    """Add the runs of the actions after a launch that are not among its runs yet."""
    for action in _actions_after_launch(participant.source_server(site)):
        run = LaunchActionRun(
            number=site.shared.new_number(),
            participant=participant.key,
            action=deepcopy(action),
            progress=Progress(
                state=LAUNCH_ACTION_RUN.initial, since=participant.progress.since
            ),
        )
        if run.key not in site.launch_action_runs:
            add_run(site, participant, run)


def add_run(site: SiteState, participant: Participant, run: LaunchActionRun) -> None:
    """Add a run to those of a participant."""
    site.launch_action_runs.add(run)
    participant.launch_action_runs = [*(participant.launch_action_runs or ()), run.key]


def _actions_after_launch(server: SourceServer) -> list[LaunchAction]:
    """Return the actions that run after a launch, in their order."""
    settings = server.launch_configuration
    # On an instance that is launched in the stopped state, no SSM Agent runs.
    if not settings["postLaunchEnabled"] or settings["launchDisposition"] == "STOPPED":
        return []
    active = (one for one in server.launch_actions.values() if one.is_active)
    return sorted(active, key=lambda action: action.number)


@LAUNCH_ACTION_RUN.on_entering("IN_PROGRESS")
def _start(site: SiteState, run: LaunchActionRun) -> None:
    participant = site.participants.find(run.participant)
    participant.ssm_agent_found = participant.ssm_agent_found or site.now
    failures = participant.source_server(site).launch_action_failures
    reasons = failures.get(run.action.action_id, [])
    if reasons:
        run.failure_reason = reasons.pop(0)
    LAUNCH_ACTION_RUN.schedule(site, run, "fail" if run.failure_reason else "succeed")


@LAUNCH_ACTION_RUN.on_entering("FAILED")
def _fail(_: SiteState, run: LaunchActionRun) -> None:
    run.failure_reason = run.failure_reason or "the action failed"


@LAUNCH_ACTION_RUN.on_entering("SUCCEEDED", "FAILED")
def _end(site: SiteState, run: LaunchActionRun) -> None:
    continue_runs(site, site.participants.find(run.participant))


def continue_runs(site: SiteState, participant: Participant) -> None:
    """Start the next run, or end the launch if there is none."""
    keys = participant.launch_action_runs or ()
    runs = [site.launch_action_runs.find(key) for key in keys]
    waiting = [run for run in runs if not run.has_started]
    if any(run.has_started and not run.has_ended for run in runs):
        return
    if waiting:
        run = waiting[0]
        if len(waiting) == len(runs):
            LAUNCH_ACTION_RUN.resume(site, run, "start", run.progress.since)
        else:
            LAUNCH_ACTION_RUN.schedule(site, run, "start", timedelta())
    else:
        failed = any(run.fails_launch for run in runs)
        event = "(fail actions)" if failed else "(end actions)"
        LAUNCH.schedule(site, participant, event, timedelta())
