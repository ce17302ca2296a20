"""README.md and docs/ against the library; conftest.py runs their examples."""

from __future__ import annotations

import json
import re
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from docs import life_cycles
from docs.reference_pages import (
    all_methods,
    async_methods,
    documented_alias,
    documented_enums,
    documented_methods,
    documented_models,
    exception_tree,
)
from docs.service_tables import COMMON, GROUPS, TABLES, resources, table
from drsclient import DrsClient, DrsError, errors, events, models, outcomes, testing
from drsclient.testing._life_cycles import LIFE_CYCLES
from tools.shapes import is_older_than_pinned

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
# `test_methods` reports the operations that the client lacks.
OPERATIONS = {
    name: described
    for name, described in Loader()
    .load_service_model("drs", "service-2")["operations"]
    .items()
    if hasattr(DrsClient, xform_name(name))
}


def block(text: str, language: str) -> str:
    """Return the only code block in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return str(found)


# The notes of the pages on fidelity, in their order, and the sources of the first two.
GRADES = {
    "Known": (
        r'user guide, "[^"]+"(?:, "[^"]+")*',
        "API reference",
        "service model",
        "General Reference",
        "service authorization reference",
        "recorded payloads",
    ),
    "Seen in examples": ("examples of the AWS CLI", "public automation code"),
    "Assumed": (),
    "Simplified": (),
}


def fidelity_sections() -> list[tuple[str, str]]:
    """Return the operations on the pages on fidelity, each with its notes."""
    pages = "\n".join(
        page.read_text() for page in (ROOT / "docs/fidelity").glob("*.md")
    )
    return re.findall(r"^### (\w+)\n(.*?)(?=^#|\Z)", pages, re.MULTILINE | re.DOTALL)


def test_the_pages_on_fidelity_have_each_operation_once() -> None:
    """In docs/fidelity, each operation has one heading."""
    counts = Counter(name for name, _ in fidelity_sections())
    missing = sorted(OPERATIONS.keys() - counts)
    unknown = sorted(n for n in counts if not hasattr(DrsClient, xform_name(n)))
    repeated = sorted(name for name, count in counts.items() if count > 1)
    assert not missing, f"describe in docs/fidelity: {missing}"
    assert not unknown, f"remove from docs/fidelity, as DRS lacks them: {unknown}"
    assert not repeated, f"describe only once in docs/fidelity: {repeated}"


@pytest.mark.parametrize(
    ("operation", "notes"),
    [pytest.param(*one, id=one[0]) for one in fidelity_sections()],
)
def test_the_notes_on_fidelity_have_grades_and_sources(
    operation: str, notes: str
) -> None:
    """Each paragraph has a grade, and each fact a source that suffices for it."""
    paragraphs = [" ".join(text.split()) for text in notes.strip().split("\n\n")]
    grades = [text.partition(":** ")[0].removeprefix("**") for text in paragraphs]
    assert grades, f"{operation} has no notes"
    assert grades == [grade for grade in GRADES if grade in grades], operation
    for grade, text in zip(grades, paragraphs, strict=True):
        if not GRADES[grade]:
            continue
        # The title of a page may have parentheses, too.
        found = re.findall(r"\(((?:[^()]|\([^()]*\))*)\)", re.sub("`.*?`", "", text))
        source = f"(?:{'|'.join(GRADES[grade])})"
        sources = re.compile(rf"{source}(?:; {source})*")
        wrong = [one for one in found if not sources.fullmatch(one)]
        assert not wrong, f"{operation}: no sources for {grade}: {wrong}"
        assert text.endswith(")."), f"{operation}: {grade} does not end with a source"


@pytest.mark.parametrize(
    "module", [errors, events, outcomes, testing], ids=lambda module: module.__name__
)
def test_the_reference_has_every_name(module: ModuleType) -> None:
    """Each name that the module exports has a directive on the module's page."""
    _, _, name = module.__name__.partition(".")
    page = (ROOT / f"docs/reference/{name}.md").read_text()
    documented = re.findall(
        rf"^(?:\.\. auto\w+::|```{{type-alias}}) drsclient\.{name}\.(\w+)",
        page,
        re.MULTILINE,
    )
    assert sorted(documented) == module.__all__


def test_the_page_on_life_cycles_has_those_of_the_fake() -> None:
    """`python -m docs.life_cycles` has written it with the life cycles as they are."""
    _, _, body = (ROOT / "docs/life-cycles.md").read_text().partition(life_cycles.MARK)
    is_current = body.strip() == life_cycles.page_body()
    assert is_current, "run `python -m docs.life_cycles`"


@pytest.mark.parametrize("name", LIFE_CYCLES)
def test_the_graph_of_a_life_cycle_has_each_state_and_event(name: str) -> None:
    """Each state is a node or in a group, and each event is on an arrow."""
    graph = life_cycles.graph(name)
    words = set(re.findall(r"[\w-]+", graph.replace(r"\n", "\n")))
    life_cycle = LIFE_CYCLES[name]
    assert words >= {*life_cycle.states}
    labels = re.sub(r"\s+", " ", "".join(re.findall('label="(.*?)"', graph)))
    assert not [row.event for row in life_cycle.transitions if row.event not in labels]


def test_the_page_on_failover_shows_the_example() -> None:
    """The code at the top of docs/testing/failover.md is in examples/failover.py."""
    page = (ROOT / "docs/testing/failover.md").read_text()
    shown = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[0]
    is_current = shown in (ROOT / "examples/failover.py").read_text()
    assert is_current, "copy the code of examples/failover.py to the page"


def test_the_page_on_exceptions_draws_the_tree_of_the_module() -> None:
    """The tree in docs/errors.md is the one in the docstring of drsclient.errors."""
    page = (ROOT / "docs/errors.md").read_text()
    is_current = block(page, "text") == block(errors.__doc__ or "", "text")
    assert is_current, "copy the tree from src/drsclient/errors to docs/errors.md"


def test_the_page_on_exceptions_explains_each() -> None:
    """In docs/errors.md, each exception but the root has a section of its own."""
    page = (ROOT / "docs/errors.md").read_text()
    explained = re.findall(r"^### `(\w+)`", page, re.MULTILINE)
    exceptions = {
        name
        for name in errors.__all__
        if issubclass(getattr(errors, name), BaseException)
    }
    assert sorted(explained) == sorted(exceptions - {"DrsError"})


def test_the_table_has_every_operation() -> None:
    """Each operation has a row with a link to its method, and its own errors."""
    rows = re.findall(
        r"^\| \[`(\w+)`\]\(#drsclient\.DrsClient\.(\w+)\)<br>`(\w+)` \| (.*) \|$",
        table(),
        re.MULTILINE,
    )
    assert {name: re.findall(r"`(\w+)`", cell) for *_, name, cell in rows} == {
        name: sorted(
            {error["shape"] for error in described.get("errors", ())} - {*COMMON}
        )
        for name, described in OPERATIONS.items()
    }
    assert len(rows) == len(OPERATIONS)
    for method, target, name, _ in rows:
        assert hasattr(DrsClient, method)
        assert method == target == xform_name(name)


def test_the_page_of_operations_has_the_table() -> None:
    """`python -m docs.service_tables` has written it with the installed botocore."""
    _, _, tables = (ROOT / "docs/operations.md").read_text().partition(TABLES)
    lines, written = table().splitlines(), tables.strip().splitlines()
    is_current = {*lines} <= {*written} if is_older_than_pinned() else lines == written
    assert is_current, "run `python -m docs.service_tables`"


def test_the_reference_has_a_page_for_each_resource() -> None:
    """Methods, models and enums of each module are on the page of its resource."""
    pages = [page.read_text() for page in (ROOT / "docs/reference").glob("*.md")]
    found = re.findall(r"^```{(\w+)-of} (.*)$", "\n".join(pages), re.MULTILINE)
    listed = [(what, name) for what, names in found for name in names.split()]
    kinds = [
        (kind.__module__.removeprefix("drsclient.models."), kind)
        for kind in (getattr(models, name) for name in dir(models))
        if isinstance(kind, type)
        if not kind.__module__.startswith(("drsclient.models._", "drsclient._"))
    ]
    with_enums = {home for home, kind in kinds if issubclass(kind, models.OpenEnum)}
    expected = [("methods", group) for group in (*resources(), *GROUPS)]
    expected += [("models", home) for home in {home for home, _ in kinds}]
    assert sorted(one for one in listed if one[0] != "enums") == sorted(expected)
    assert with_enums <= {name for what, name in listed if what == "enums"}


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs/reference").glob("*.md")), ids=lambda page: page.stem
)
def test_a_page_of_the_reference_begins_with_what_it_is_about(page: Path) -> None:
    """Below the title, there are sentences."""
    _, _, text = page.read_text().partition("\n\n")
    assert re.match("`?[A-Z]", text)


def test_what_is_documented_is_what_is_exported() -> None:
    """Every method and every model has a directive in the reference."""
    documented = "".join(documented_methods(name) for name in (*resources(), *GROUPS))
    named = set(re.findall(r"DrsClient\.(\w+)", documented))
    methods = {name for name in dir(DrsClient) if name[0] != "_"}
    assert named == methods - {"boto3_client", "close"}
    assert named == set(re.findall(r"^\| \[`(\w+)`", all_methods(), re.MULTILINE))
    alias = documented_models("recovery_plans.steps")
    assert (
        ".. py:type:: drsclient.models.RecoveryPlanStepConfiguration\n   :canonical: "
        "ServerStepConfiguration | WaitStepConfiguration | UnknownMember\n" in alias
    )
    assert ".. autoclass:: drsclient.models.RecoveryPlanStep\n" in alias
    event = documented_alias("drsclient.events.Event", "drsclient.events._event_types")
    assert event.startswith(
        ".. py:type:: drsclient.events.Event\n   :canonical: Source"
    )


def test_the_reference_has_the_whole_before_its_parts() -> None:
    """Models are in the order of a reader, and enums follow with their literals."""
    shown = re.findall(r":: drsclient\.models\.(\w+)", documented_models("launch"))
    assert shown == [
        "LaunchConfiguration",
        "Licensing",
        "LaunchIntoInstanceProperties",
        "LaunchConfigurationTemplate",
    ]
    shown = re.findall(r":: drsclient\.models\.(\w+)", documented_models("jobs"))
    assert shown == [
        "Job",
        "ParticipatingServer",
        "ParticipatingResource",
        "ParticipatingResourceID",
    ]
    shown = re.findall(r":: drsclient\.models\.(\w+)", documented_enums("launch"))
    assert shown == [
        "LaunchDisposition",
        "LaunchDispositionLiteral",
        "TargetInstanceTypeRightSizingMethod",
        "TargetInstanceTypeRightSizingMethodLiteral",
        "RecoveryMode",
        "RecoveryModeLiteral",
    ]


def test_the_reference_draws_the_tree_of_exceptions() -> None:
    """Each exception but those that pass through `except Exception` is in it."""
    drawn = set(re.findall(r":py:exc:`~drsclient\.errors\.(\w+)`", exception_tree()))
    kinds = {name: getattr(errors, name) for name in errors.__all__}
    assert drawn == {n for n, kind in kinds.items() if issubclass(kind, DrsError)}


def test_the_reference_has_each_method_of_the_async_client() -> None:
    """The table has each method of both clients, with its keyword and first line."""
    rows = async_methods()
    own = {"boto3_client", "close"}
    assert {*rows, *own} == {name for name in dir(DrsClient) if name[0] != "_"}
    assert rows["get_job"] == (
        "| [`get_job`](#drsclient.DrsClient.get_job) | `await` "
        "| Return a job by its ID, in its current state. |"
    )
    assert "`async for`" in rows["describe_jobs"]


def test_the_page_on_exceptions_names_what_any_call_can_raise() -> None:
    """The errors that the table leaves out are named above it and in a section."""
    page = (ROOT / "docs/errors.md").read_text()
    _, _, rest = page.partition("## Errors that any call can raise")
    section, _, _ = rest.partition("\n## ")
    above = (ROOT / "docs/operations.md").read_text()
    for name in COMMON:
        assert f"`{name}`" in section
        assert f"`{name}`" in above


def test_the_policy_has_every_operation_in_one_task() -> None:
    """The first policy on the page on permissions allows each operation once."""
    page = (ROOT / "docs/how-to/permissions.md").read_text()
    policy = json.loads(page.split("```json\n", 1)[1].split("```", 1)[0])
    for name in OPERATIONS:
        tasks = [
            statement["Sid"]
            for statement in policy["Statement"]
            if any(fnmatchcase(f"drs:{name}", action) for action in statement["Action"])
        ]
        problem = f"the policy allows drs:{name} in {tasks or 'no task'}"
        assert len(tasks) == 1, f"{problem}, instead of one"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_the_links_between_files_lead_somewhere(name: str) -> None:
    """Each relative link of a page that GitHub shows leads to a file."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text())
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing, f"{name} links to {missing}"
