"""The async methods, which a tool writes from the sync ones."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from drsclient import DrsClient
from drsclient._botocore import OperationGroup
from drsclient.aio import AsyncDrsClient
from tools import async_methods

if TYPE_CHECKING:
    from types import FunctionType, ModuleType


pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
# They are written by hand, and have a test in `tests/aio`.
OWN = {"boto3_client", "close"}
METHODS = sorted(
    name for name in dir(DrsClient) if not name.startswith("_") and name not in OWN
)
MADE_UP = '''
"""A group of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import HasSourceServerId, RecoverySnapshotsOrderLiteral

Kind = Literal["one", "another kind that is much longer", "a third and last kind"]
LIMIT = 10


class MadeUpOperations(OperationGroup):
    """A group of operations."""

    __slots__ = ()

    def list_made_up_things(
        self,
        source_server_id: str | HasSourceServerId,
        *,
        order: (
            RecoverySnapshotsOrderLiteral | models.RecoverySnapshotsOrder | None
        ) = None,
        mapping: (
            Mapping[str, Iterable[str | HasSourceServerId]] | Iterable[tuple[str, str]]
        ) = (),
        page_size: int = LIMIT,
    ) -> Iterator[models.SourceServer]:
        """
        List made-up things.

        The rest is in the documentation of the sync client.
        """
        return self.describe_source_servers(source_server_ids=[source_server_id])

    def do_it(self, *, kind: Kind = "one") -> None:
        """Do it."""

    def _helper(self) -> None:
        """Do nothing."""
'''


def test_the_async_methods_are_current() -> None:
    """If not, run the command that the failure names."""
    found = {path.name: path.read_text() for path in async_methods.FOLDER.glob("*.py")}
    del found["__init__.py"]
    assert found == async_methods.modules(), f"run `{async_methods.COMMAND}`"


def test_the_async_client_has_all_groups_of_the_sync_client() -> None:
    """In the same order; a new group needs a line in `aio/_client.py`."""
    groups = [one.__name__ for one in DrsClient.__bases__]
    twins = [one.__name__ for one in AsyncDrsClient.__bases__]
    assert twins == [f"Async{name}" for name in groups]


def test_the_clients_have_the_same_public_names() -> None:
    """Nothing is missing, and nothing is only in one of them."""
    public = {name for name in dir(AsyncDrsClient) if not name.startswith("_")}
    assert public == {*METHODS, *OWN}
    assert public == {name for name in dir(DrsClient) if not name.startswith("_")}
    sync, own = map(inspect.signature, (DrsClient, AsyncDrsClient))
    assert list(sync.parameters) == list(own.parameters)


@pytest.mark.parametrize("name", METHODS)
def test_a_method_has_the_parameters_of_its_sync_method(name: str) -> None:
    """Names, kinds, defaults and annotations, except for what is awaited."""
    sync = inspect.signature(getattr(DrsClient, name))
    twin = inspect.signature(getattr(AsyncDrsClient, name))
    returned = str(sync.return_annotation)
    is_iterator = returned.startswith("Iterator[")
    expected = [
        one.replace(annotation="Callable[[IdT], Awaitable[T]]")
        if one.name == "operation"
        else one
        for one in sync.parameters.values()
    ]
    assert list(twin.parameters.values()) == expected
    assert twin.return_annotation == (f"Async{returned}" if is_iterator else returned)
    method: FunctionType = getattr(AsyncDrsClient, name)
    assert inspect.iscoroutinefunction(method) != is_iterator
    first_line, _, pointer = inspect.cleandoc(method.__doc__ or "").partition("\n\n")
    sync_method: FunctionType = getattr(DrsClient, name)
    assert first_line == inspect.cleandoc(sync_method.__doc__ or "").splitlines()[0]
    assert pointer == f"See `DrsClient.{name}`."


@pytest.mark.parametrize("name", METHODS)
def test_what_is_not_an_api_operation_and_runs_as_a_call_only_reads(name: str) -> None:
    """A cancelled call that changes something must not lose its outcome."""
    source = inspect.getsource(inspect.unwrap(getattr(AsyncDrsClient, name)))
    sync_source = inspect.getsource(inspect.unwrap(getattr(DrsClient, name)))
    # Not by botocore, which may be too old to know the operation.
    if "self._call(" in source and f"self._api.{name}" not in sync_source:
        assert name.startswith(("check_", "get_", "region_status"))


@pytest.fixture
def made_up(tmp_path: Path) -> type:
    """Import a group of operations that does not exist."""
    path = tmp_path / "made_up.py"
    path.write_text(MADE_UP)
    module = load(path)
    group: type = module.MadeUpOperations
    return group


def load(path: Path) -> ModuleType:
    """Import a file, under its own name."""
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def test_a_new_group_needs_no_line_by_hand(tmp_path: Path, made_up: type) -> None:
    """Its methods are written with their imports and definitions."""
    assert issubclass(made_up, OperationGroup)
    text = async_methods.write(made_up)
    path = tmp_path / "async_made_up.py"
    path.write_text(text)
    group: type = load(path).AsyncMadeUpOperations
    methods = [name for name in vars(group) if not name.startswith("_")]
    assert methods == ["list_made_up_things", "do_it"]
    kind = inspect.signature(vars(group)["do_it"]).parameters["kind"]
    assert (kind.annotation, kind.default) == ("Kind", "one")


@pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed")
def test_the_linter_and_the_formatter_leave_what_is_written(made_up: type) -> None:
    """As `nox -s lint` demands, whatever the names and annotations are."""
    path = str(async_methods.FOLDER / "made_up.py")
    for check in ("check", "format --check"):
        result = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "ruff", *check.split(), "--stdin-filename", path],
            input=async_methods.write(made_up),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert result.returncode == 0, result.stdout


def test_the_tool_writes_the_modules_and_deletes_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A group that is gone has no module anymore."""
    monkeypatch.setattr(async_methods, "FOLDER", tmp_path)
    (tmp_path / "__init__.py").touch()
    (tmp_path / "gone.py").touch()
    async_methods.main()
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"__init__.py", *async_methods.modules()}
