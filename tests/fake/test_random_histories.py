"""Random histories of calls and events, after which the state must be consistent."""

from __future__ import annotations

import contextlib
import copy
import sys
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from drsclient.testing import Html, Reset, ServiceError, Truncated
from drsclient.testing._life_cycles import LIFE_CYCLES
from tests.contract.calls import SERVICE
from tests.contract.strategies import repeatable
from tests.fake.bench import (
    OTHER_ACCOUNT,
    SITES,
    Bench,
    advance,
    call,
    call_badly,
    call_twice,
    possible_events,
    use,
)
from tests.fake.invariants import Account, check, check_in_detail
from tests.fake.seen_values import OPERATIONS, SeenValues

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from botocore.model import OperationModel

    from tests.fake.bench import Outcome, Step

pytestmark = pytest.mark.no_cover

_COMMON_ERRORS = {"AccessDeniedException", "ValidationException"}
_STATUS_CODES = {
    shape.name: shape.metadata["error"]["httpStatusCode"]
    for shape in SERVICE.error_shapes
}
_EVENTS = sorted(
    {
        row.event
        for life_cycle in LIFE_CYCLES.values()
        for row in life_cycle.transitions
        if row.event == row.event.lower()
    }
)
_STATES = [
    *["CONTINUOUS"] * 5,
    *("STOPPED", "DISCONNECTED", "INITIAL_SYNC", "STALLED", "BACKLOG", "RESCAN"),
]
_SITES = [0, 0, 0, 1, 2]
_STEPS = [
    ("seconds", 60),
    ("minutes", 10),
    ("minutes", 60),
    ("hours", 2),
    ("hours", 26),
]
# The methods that take no source server.
_SEEDING = {
    "add_source_server",
    "add_source_network",
    "add_staging_account",
    "remove_staging_account",
}
_ON_PREMISES = "4c4c4544-0000-0000-0000-000000000001"
METHODS: list[Any] = [
    (
        "add_source_server",
        ("state", _STATES),
        ("disks", [[2**30], [2**30, 2**40], [1]]),
        ("hardware_id", [None, _ON_PREMISES]),
        ("origin_region", [None, "eu-west-1"]),
        ("origin_account_id", [None, OTHER_ACCOUNT]),
        ("staging_account_id", [None, None, OTHER_ACCOUNT]),
    ),
    ("add_source_network", ("state", ["STOPPED", "IN_PROGRESS", "PROTECTED"])),
    ("fail_launch", ("at", ["SNAPSHOT", "CONVERSION", "LAUNCH"])),
    ("fail_launch_action", ("action", ["check 2", "check 3"])),
    (
        "stall_replication",
        ("at", [None, 0, 0.5]),
        ("error", [None, "AGENT_NOT_SEEN", "FAILED_TO_CREATE_SECURITY_GROUP"]),
    ),
    ("add_recovery_instance", ("is_drill", [False, True])),
    ("add_staging_account", ("account_id", [OTHER_ACCOUNT])),
    ("remove_staging_account", ("account_id", [OTHER_ACCOUNT])),
]
"""The methods of a site to call, with the values of their arguments."""
_FAULTS = [
    Html(),
    Reset(),
    Reset(after_processing=True),
    ServiceError("InternalServerException"),
    ServiceError("ThrottlingException", retry_after=1),
    Truncated(),
]
_randoms = st.randoms(use_true_random=True)


class Histories(RuleBasedStateMachine):
    """A state machine of calls, faults and events in random order."""

    methods: ClassVar = METHODS
    untriggered_events: ClassVar = frozenset[str]()

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench()
        self.seen_values = [SeenValues() for _ in SITES]
        self.history: list[tuple[Step, Outcome]] = []
        self.accounts: dict[int, Account] = {}
        self.now = self.bench.fake.now
        self.touched: set[int] = set()
        for site in (0, 0, 0, 2):
            self.do(site, use, "add_source_server", state="CONTINUOUS")
        self.do(0, use, "add_source_network", state="PROTECTED")
        self.do(
            0,
            call,
            "CreateLaunchConfigurationTemplate",
            {"exportBucketArn": "arn:aws:s3:::drs-templates"},
        )
        self.add_actions()
        self.add_plan()

    def add_actions(self) -> None:
        """Let a server run two actions after its launch."""
        server_id = self.account(0).servers[0]["sourceServerID"]
        enabled = {"sourceServerID": server_id, "postLaunchEnabled": True}
        self.do(0, call, "UpdateLaunchConfiguration", enabled)
        for number in (2, 3):
            action = {
                "resourceId": server_id,
                "actionId": f"00000000-0000-4000-8000-{number:012}",
                "actionCode": "AWSMigration-VerifyMountedVolumes",
                "actionVersion": "$DEFAULT",
                "active": True,
                "category": "VALIDATION",
                "description": "",
                "name": f"check {number}",
                "optional": number == 3,
                "order": number,
            }
            assert "response" in self.do(0, call, "PutLaunchAction", action)

    def add_plan(self) -> None:
        """Add a recovery plan with two steps."""
        created = self.do(
            0, call, "CreateRecoveryPlan", {"name": "shop", "clientToken": "plan"}
        )
        arn = created["response"]["recoveryPlan"]["recoveryPlanArn"]
        server_arn = self.account(0).servers[0]["arn"]
        configurations: list[Outcome] = [
            {"serverStepConfiguration": {"servers": [{"serverArn": server_arn}]}},
            {"waitStepConfiguration": {"waitDurationMinutes": 5}},
        ]
        for number, configuration in enumerate(configurations):
            step = {
                "recoveryPlanArn": arn,
                "stepName": "step",
                "configuration": configuration,
                "clientToken": f"step {number}",
            }
            self.do(0, call, "CreateRecoveryPlanStep", step)

    def do(
        self, site: int, step: Callable[..., Outcome], *args: object, **named: object
    ) -> Outcome:
        """Take a step, and record it for the replay."""

        def act(bench: Bench) -> Outcome:
            return step(bench, site, *copy.deepcopy(args), **copy.deepcopy(named))

        outcome = act(self.bench)
        self.history.append((act, outcome))
        self.seen_values[site].add(outcome.get("response"))
        self.accounts.clear()
        self.touched.add(site)
        return outcome

    def choose_call(self, site: int, random: Random) -> tuple[OperationModel, Outcome]:
        """Choose an operation, and generate parameters for it."""
        seen = self.seen_values[site]
        operation = random.choice(OPERATIONS)
        if not seen.can_call(operation):
            # Few calls with made-up IDs are enough.
            operation = random.choice(OPERATIONS)
        return operation, seen.make_parameters(operation, random)

    @rule(random=_randoms)
    def call_some(self, random: Random) -> None:
        """Call operations, whose responses must match the service model."""
        site = random.choice(_SITES)
        for _ in range(random.randint(1, 8)):
            operation, given = self.choose_call(site, random)
            outcome = self.do(site, call, operation.name, given)
            if "response" not in outcome:
                code = outcome.get("Code", "none")
                declared = {shape.name for shape in operation.error_shapes}
                assert code in declared | _COMMON_ERRORS, (
                    operation.name,
                    given,
                    outcome,
                )
                assert outcome["status"] == _STATUS_CODES[code]

    @rule(random=_randoms)
    def call_badly(self, random: Random) -> None:
        """Call an operation with a fault."""
        site = random.choice(_SITES)
        operation, given = self.choose_call(site, random)
        self.do(site, call_badly, operation.name, given, random.choice(_FAULTS))

    @rule(random=_randoms)
    def call_twice(self, random: Random) -> None:
        """Call an operation beyond a rate limit."""
        site = random.choice(_SITES)
        operation, given = self.choose_call(site, random)
        self.do(site, call_twice, operation.name, given)

    @rule(random=_randoms)
    def add(self, random: Random) -> None:
        """Seed a resource, a stall or the failure of a launch."""
        site = random.choice(_SITES)
        servers = [one["sourceServerID"] for one in self.account(site).servers]
        methods = self.methods if servers else self.methods[:2]
        method, *choices = random.choice(methods)
        named = {name: random.choice(values) for name, values in choices}
        arguments = [] if method in _SEEDING else [random.choice(servers)]
        self.do(site, use, method, *arguments, **named)

    @rule(random=_randoms)
    def trigger(self, random: Random) -> None:
        """Trigger an event, most often a possible one."""
        site = random.choice(_SITES)
        ids = self.account(site).ids
        if not ids:
            return
        resource_id = random.choice(ids)
        events = possible_events(self.bench, site, resource_id)
        event = random.choice(events * 9 + _EVENTS)
        if event in self.untriggered_events:
            return
        outcome = self.do(site, use, "trigger", resource_id, event)
        assert (event in events) == ("result" in outcome), (events, event, outcome)

    @rule(random=_randoms)
    def advance(self, random: Random) -> None:
        """Advance the virtual time."""
        unit, most = random.choice(_STEPS)
        self.do(0, advance, {unit: random.randint(0, most)})
        self.touched.update(range(len(SITES)))

    @rule()
    def reload(self) -> None:
        """Save and load the state, which changes nothing, not even in a replay."""
        state = self.bench.fake.save()
        self.bench.fake.load(state)
        assert self.bench.fake.save() == state

    def account(self, site: int) -> Account:
        """Return the current lists of an account."""
        if site not in self.accounts:
            self.accounts[site] = Account(self.bench, site)
            self.seen_values[site].add(self.accounts[site].wire)
        return self.accounts[site]

    @rule(random=_randoms)
    def compare_details(self, random: Random) -> None:
        """Compare lists with single reads."""
        site = random.choice(_SITES)
        self.seen_values[site].add(check_in_detail(self.account(site), self.now))

    @invariant()
    def is_consistent(self) -> None:
        """Check that the lists are consistent."""
        fake = self.bench.fake
        assert fake.now >= self.now
        self.now = fake.now
        for site in self.touched:
            check(self.account(site), self.now)
        self.touched.clear()
        sent: tuple[dict[str, Any], ...] = fake.events
        times = [event["time"] for event in sent]
        assert times == sorted(times)

    def teardown(self) -> None:
        """Replay all steps on another fake, which must end in the same state."""
        with contextlib.closing(self.bench.fake):
            if sys.exc_info()[0] is not None:
                return
            for site in range(len(SITES)):
                check_in_detail(self.account(site), self.now)
            # No history leads to a state that `load` refuses.
            self.reload()
            other = Bench()
            with contextlib.closing(other.fake):
                for step, outcome in self.history:
                    assert step(other) == outcome
                assert other.fake.save() == self.bench.fake.save()


TestRandomHistories = Histories.TestCase
TestRandomHistories.settings = settings(
    repeatable, max_examples=6, stateful_step_count=25
)
