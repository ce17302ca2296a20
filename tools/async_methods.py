"""
Write the methods of the async client from the signatures of the sync client's.

`python -m tools.async_methods` writes `src/drsclient/aio/methods/`: a module for each
group of methods, and in it a method for each public method of the group.
"""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from drsclient import DrsClient
from drsclient._botocore import OperationGroup
from tools.skeleton import WIDTH, fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType
    from typing import TypeAlias

    _Parameter: TypeAlias = tuple[ast.arg, ast.expr | None]
    """A parameter and its default value."""

COMMAND: Final = "python -m tools.async_methods"
FOLDER: Final = Path(__file__).parent.parent / "src/drsclient/aio/methods"

_MODULE: Final = '''"""The async methods of `{group}`."""

# Written by `{command}`: change the sync methods, and run it.

from __future__ import annotations

{imports}


class Async{group}(AsyncMethods):
    """The methods of `{group}`, for async programs."""

    __slots__ = ()

{methods}
'''
_METHOD: Final = '''    {head}
        """
        {summary}

        See `DrsClient.{name}`.
        """
        {call}'''
# What the methods need, and the module that has it.
_METHODS: Final = ("drsclient.aio._methods", "AsyncMethods")
_ABC: Final = "collections.abc"


@attrs.frozen
class Method:
    """A method of the async client, made from one of the sync client."""

    node: ast.FunctionDef
    """The sync method."""

    @property
    def _returns(self) -> str:
        return _source(self.node.returns) if self.node.returns else "None"

    @property
    def _is_iterator(self) -> bool:
        return self._returns.startswith("Iterator[")

    @property
    def _positional(self) -> list[_Parameter]:
        """The parameters that may be positional, without `self`."""
        arguments = self.node.args
        required = len(arguments.args) - len(arguments.defaults)
        defaults = [*[None] * required, *arguments.defaults]
        return list(zip(arguments.args, defaults, strict=True))[1:]

    @property
    def _keyword_only(self) -> list[_Parameter]:
        arguments = self.node.args
        return list(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True))

    def _annotation(self, parameter: ast.arg) -> str:
        text = _source(parameter.annotation) if parameter.annotation else ""
        if _is_called(parameter):
            text = text.replace(", T]", ", Awaitable[T]]")
        return text

    @property
    def annotations(self) -> list[str]:
        """All annotations."""
        returns = f"Async{self._returns}" if self._is_iterator else self._returns
        parameters = [*self._positional, *self._keyword_only]
        return [*(self._annotation(one) for one, _ in parameters), returns]

    @property
    def defaults(self) -> list[str]:
        """The default values."""
        parameters = [*self._positional, *self._keyword_only]
        return [_source(default) for _, default in parameters if default]

    def write(self) -> str:
        """Write the method."""
        listed = ["self", *(self._declaration(*one) for one in self._positional)]
        if keyword_only := [self._declaration(*one) for one in self._keyword_only]:
            listed += ["*", *keyword_only]
        keyword = "def" if self._is_iterator else "async def"
        returns = self.annotations[-1]
        summary = (ast.get_docstring(self.node) or "").splitlines()[0]
        name = self.node.name
        head = fold(f"{keyword} {name}(", listed, f") -> {returns}:", 4)
        return _METHOD.format(
            head=_indented(head, 4),
            summary=summary,
            name=name,
            call=_indented(self._call(), 8),
        )

    def _declaration(self, parameter: ast.arg, default: ast.expr | None) -> str:
        annotation = self._annotation(parameter)
        value = f" = {_source(default)}" if default else ""
        line = f"{parameter.arg}: {annotation}{value}"
        if len(line) + len("        ,") <= WIDTH:
            return line
        return f"{parameter.arg}: (\n    {_folded(annotation)}\n){value}"

    def _call(self) -> str:
        name, client, keyword = "_call", "_drs", "return await"
        if self._is_iterator:
            name, keyword = "_iterate", "return"
        elif self.node.name.startswith("wait_for_"):
            name, client = "_wait", "_waits"
        elif self._returns.startswith("FleetOutcome["):
            name = "_run_fleet"
        elif self._returns == "None":
            keyword = "await"
        given = [
            f"self._blocking({one.arg})" if _is_called(one) else one.arg
            for one, _ in self._positional
        ]
        given += [f"{one.arg}={one.arg}" for one, _ in self._keyword_only]
        method = f"self.{client}.{self.node.name}"
        return fold(f"{keyword} self.{name}(", [method, *given], ")", 8)


def _folded(annotation: str) -> str:
    """Write an annotation that has a line of its own, as the formatter does."""
    if len(annotation) + 12 <= WIDTH:
        return annotation
    match ast.parse(annotation, mode="eval").body:
        case ast.Subscript(value=container, slice=item):
            inner = _indented(f"\n{_source(item)}", 8)
            return f"{_source(container)}[{inner}\n    ]"
        case _:
            return "\n    | ".join(annotation.split(" | "))


def _is_called(parameter: ast.arg) -> bool:
    return parameter.arg == "operation"


def _source(node: ast.expr) -> str:
    return ast.unparse(node).replace("'", '"')


def _indented(text: str, columns: int) -> str:
    return text.replace("\n", "\n" + " " * columns)


def modules() -> dict[str, str]:
    """Write the modules, by file name."""
    return {
        f"{_module_name(group)}.py": write(group)
        for group in DrsClient.__bases__
        if issubclass(group, OperationGroup)
    }


def _module_name(group: type) -> str:
    """Return the resource of a group, or what else its methods have in common."""
    return group.__module__.rpartition(".")[2].removeprefix("_")


def write(group: type) -> str:
    """Write the module of a group of methods."""
    home = group.__module__
    bases = [base for base in group.__mro__ if base.__module__.startswith(home)]
    sources = [sys.modules[base.__module__] for base in bases]
    methods = [
        Method(node)
        for base, module in zip(bases, sources, strict=True)
        for node in _class(module, base.__name__).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    return _MODULE.format(
        group=group.__name__,
        command=COMMAND,
        imports=_Names(sources).write(methods),
        methods="\n\n".join(method.write() for method in methods),
    )


def _class(module: ModuleType, name: str) -> ast.ClassDef:
    return next(
        node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ClassDef) and node.name == name
    )


class _Names:
    """The names that modules import and define, for a module made from them."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self._origins: dict[str, str] = {"AsyncIterator": _ABC, "Awaitable": _ABC}
        self._definitions: dict[str, ast.Assign] = {}
        for module in modules:
            for node in ast.walk(ast.parse(inspect.getsource(module))):
                match node:
                    case ast.ImportFrom(module=str(origin), names=names):
                        self._origins |= {one.name: origin for one in names}
                    case ast.Assign(targets=[ast.Name(id=name)]):
                        self._definitions[name] = node
                    case _:
                        pass

    def write(self, methods: Iterable[Method]) -> str:
        """Write the imports and the definitions that methods need."""
        methods = list(methods)
        annotations = _names(text for one in methods for text in one.annotations)
        needed = annotations | _names(text for one in methods for text in one.defaults)
        defined = {n: node for n, node in self._definitions.items() if n in needed}
        # In a definition, types that are not needed while the program runs are texts.
        values = [node.value for node in defined.values()]
        texts = (
            node.value
            for value in values
            for node in ast.walk(value)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        at_runtime = _names(map(_source, values))
        typed = (annotations | _names(texts)) - at_runtime
        runtime = [*self._imports(at_runtime), ("typing", "TYPE_CHECKING"), _METHODS]
        blocks = [
            _import_block(runtime),
            "if TYPE_CHECKING:\n"
            + "\n".join(
                f"    {line}".rstrip()
                for line in _import_block(self._imports(typed), 4).splitlines()
            ),
            "\n".join(f"{n} = {_source(node.value)}" for n, node in defined.items()),
        ]
        return "\n\n".join(filter(None, blocks))

    def _imports(self, names: Iterable[str]) -> list[tuple[str, str]]:
        return [(self._origins[n], n) for n in names if n in self._origins]


def _names(texts: Iterable[str]) -> set[str]:
    return {
        node.id
        for text in texts
        for node in ast.walk(_parsed(text))
        if isinstance(node, ast.Name)
    }


def _parsed(text: str) -> ast.AST:
    try:
        return ast.parse(text, mode="eval")
    except SyntaxError:  # a text that is no annotation
        return ast.Pass()


def _import_block(imports: Iterable[tuple[str, str]], column: int = 0) -> str:
    """Write imports as the linter sorts them: the standard library, others, our own."""
    by_module: dict[str, set[str]] = {}
    for module, name in imports:
        by_module.setdefault(module, set()).add(name)
    sections: dict[int, list[str]] = {}
    for module, names in sorted(by_module.items()):
        top = module.partition(".")[0]
        is_foreign = top not in sys.stdlib_module_names
        section = is_foreign + (top == "drsclient")
        head, listed = f"from {module} import ", sorted(names, key=_order)
        line = head + ", ".join(listed)
        if column + len(line) > WIDTH:
            line = f"{head}(\n" + "".join(f"    {name},\n" for name in listed) + ")"
        sections.setdefault(section, []).append(line)
    return "\n\n".join("\n".join(lines) for _, lines in sorted(sections.items()))


def _order(name: str) -> tuple[bool, str]:
    return not name.isupper(), name


def main() -> None:
    """Write the modules, and delete those of groups that are gone."""
    written = modules()
    for path in FOLDER.glob("*.py"):
        if path.name not in {*written, "__init__.py"}:
            path.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
