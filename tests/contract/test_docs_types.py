"""The tool that checks the types of the examples in the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.docs_types import ROOT, module

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """\
# A page

```python
first = 1
```

<!--- invisible-code-block: python
hidden = first
-->

<!--- skip: next -->

```python
skipped = 2
```

```text
no = code
```

```python
last = hidden
```
"""


def test_each_line_keeps_its_number(tmp_path: Path) -> None:
    """Hidden blocks count, skipped ones do not, and errors name lines of the page."""
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    lines = module(page).splitlines()
    numbers = {line: number for number, line in enumerate(lines, 1) if line}
    assert {line: numbers[line] for line in list(numbers)[1:]} == {
        "first = 1": 4,
        "hidden = first": 8,
        "last = hidden": 22,
    }


def test_a_page_without_examples_is_no_module() -> None:
    """There is nothing to check in it."""
    assert module(ROOT / "CHANGELOG.md") == ""
