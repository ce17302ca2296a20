"""Jobs in staging accounts that convert snapshots for launches in target accounts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.jobs import (
    add_participant,
    check_job_quota,
    check_servers,
    end_job_if_last,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.launch_settings import is_fast
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.jobs import Participant
from drsclient.testing._records.record import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

CONVERTED_SNAPSHOT: Final = LifeCycle[Participant](
    name="converted snapshot",
    table="participants",
    progress_field="progress",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "(begin conversion)", "CONVERSION"),
        Transition("PENDING", "(fail)", "FAILED"),
        Transition("CONVERSION", "(convert)", "LAUNCHED"),
        Transition("CONVERSION", "(fail)", "FAILED"),
    ),
)

# The event that follows from the state of the launch in the target account.
_EVENTS: Final = {
    "CONVERSION": "(begin conversion)",
    "CONVERTED": "(convert)",
    "FAILED": "(fail)",
}


def check_staging_accounts(site: SiteState, servers: Iterable[SourceServer]) -> None:
    """
    Check that the staging accounts of servers can convert snapshots for a launch.

    Raises:
        FakeError: A job there is processing a server, or a quota is exceeded.
    """
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for server in filter(_is_converted_elsewhere, servers):
        home, staging = server.replicating_server(site)
        ids[home.key].append(staging.key)
    for key, server_ids in ids.items():
        check_servers(site.shared.sites[key], server_ids)
        check_job_quota(site.shared.sites[key])


def start_converted_snapshots(
    site: SiteState, participants: Iterable[Participant]
) -> None:
    """Start a job in each staging account of the servers that a job launches."""
    jobs: dict[str, Job] = {}
    for participant in participants:
        server = participant.source_server(site)
        if not _is_converted_elsewhere(server):
            continue
        home, staging = server.replicating_server(site)
        if home.key not in jobs:
            jobs[home.key] = start_job(
                home,
                job_type="CREATE_CONVERTED_SNAPSHOT",
                initiated_by="TARGET_ACCOUNT",
                tags={},
            )
        job = jobs[home.key]
        converted = Participant(
            number=home.shared.new_number(),
            job_id=job.job_id,
            life_cycle=CONVERTED_SNAPSHOT.name,
            progress=Progress(state=CONVERTED_SNAPSHOT.initial, since=home.now),
            source_server_id=staging.key,
        )
        participant.staging_site = home.key
        participant.staging_participant = add_participant(home, job, converted).key


def continue_converted_snapshot(site: SiteState, participant: Participant) -> None:
    """Bring the job in the staging account to the state of a launch."""
    if participant.staging_site is None:
        return
    home = site.shared.sites[participant.staging_site]
    converted = home.participants.records.get(participant.staging_participant)
    event = _EVENTS[participant.progress.state]
    # After the conversion, the job is over, and may have been deleted.
    if converted and CONVERTED_SNAPSHOT.allows(converted, event):
        converted.raw_error = participant.raw_error
        CONVERTED_SNAPSHOT.trigger(home, converted, event)


def _is_converted_elsewhere(server: SourceServer) -> bool:
    return server.staging_arn is not None and not is_fast(server)


@CONVERTED_SNAPSHOT.on_entering("CONVERSION")
def _begin(site: SiteState, participant: Participant) -> None:
    log_participant(site, participant, "CONVERSION_START")


@CONVERTED_SNAPSHOT.on_entering("LAUNCHED")
def _finish(site: SiteState, participant: Participant) -> None:
    log_participant(site, participant, "CONVERSION_END")
    end_job_if_last(site, participant)


@CONVERTED_SNAPSHOT.on_entering("FAILED")
def _fail(site: SiteState, participant: Participant) -> None:
    # Without a reason, the log of the launch has no item about its failure, either.
    if participant.raw_error is not None:
        is_converting = participant.progress.previous == "CONVERSION"
        log_participant(
            site,
            participant,
            "CONVERSION_FAIL" if is_converting else "SNAPSHOT_FAIL",
            rawError=participant.raw_error,
        )
    end_job_if_last(site, participant)
