from __future__ import annotations

import json

import pytest

from drsclient.testing import FakeDrs


def busy(fake: FakeDrs) -> None:
    """Bring a fake into a state in which much is in progress."""
    protected = fake.add_source_server(state="CONTINUOUS", tags={"Name": "db-1"})
    fake.add_source_server(state="INITIAL_SYNC")
    other = fake.site(account_id="111122223333", region_name="eu-west-1")
    other.add_source_server(state="STALLED")
    fake.add_credentials("ASIAASSUMEDROLE", account_id="111122223333")
    drs = fake.boto3_client()
    drs.start_recovery(sourceServers=[{"sourceServerID": protected}], isDrill=True)
    fake.advance(minutes=3)


def test_what_is_in_progress_goes_on_in_a_loaded_state(fake: FakeDrs) -> None:
    """A fake that has loaded a state behaves as the one that saved it."""
    busy(fake)
    state = fake.save()
    with FakeDrs() as other:
        other.load(state)
        assert other.save() == state
        assert other.now == fake.now
        for one in (fake, other):
            one.advance(minutes=20)
        assert other.save() == fake.save()
        assert other.events == fake.events
        jobs = [one.boto3_client().describe_jobs()["items"] for one in (fake, other)]
    assert jobs[0] == jobs[1]
    assert jobs[0][0].get("status") == "COMPLETED"


def test_the_same_calls_give_the_same_state(fake: FakeDrs) -> None:
    """To the byte."""
    busy(fake)
    with FakeDrs() as other:
        busy(other)
        assert other.save() == fake.save()


def test_a_state_can_be_loaded_again_and_again(fake: FakeDrs) -> None:
    """Clients and sites made before go on with what was loaded."""
    site = fake.site(account_id="111122223333")
    drs = fake.boto3_client()
    empty = fake.save()
    for _ in range(2):
        fake.add_source_server()
        site.add_source_server()
        assert len(drs.describe_source_servers()["items"]) == 1
        fake.load(empty)
        assert drs.describe_source_servers()["items"] == []
        with pytest.raises(KeyError):
            site.source_server("s-00000000000000002")


@pytest.mark.parametrize("change", ["", "[]", "{}", '{"page_size": 1}'])
def test_other_text_is_refused(fake: FakeDrs, change: str) -> None:
    """The state stays as it was."""
    fake.add_source_server()
    before = fake.save()
    with pytest.raises(ValueError, match="not a state that this version"):
        fake.load(change)
    assert fake.save() == before


def test_a_state_of_another_version_is_refused(fake: FakeDrs) -> None:
    """Members that this version does not know would be lost."""
    state = json.loads(fake.save())
    state["weather"] = "rain"
    with pytest.raises(ValueError, match="weather"):
        fake.load(json.dumps(state))


def test_what_is_saved_is_what_was_loaded(fake: FakeDrs) -> None:
    """An integer in the place of a fraction makes no difference."""
    fake.stall_replication(fake.add_source_server(), at=0)
    state = fake.save()
    fake.load(state)
    assert fake.save() == state
