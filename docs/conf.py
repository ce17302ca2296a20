"""Configure Sphinx, which `nox -s docs` runs."""

from __future__ import annotations

import sys
from pathlib import Path

from drsclient import __version__

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the extensions in docs/

project = "drsclient"
author = "The drsclient contributors"
copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinxcontrib.mermaid",
    "docs.autodoc_hooks",
    "docs.reference_pages",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["reference.css"]
html_title = f"drsclient {release}"
# Single backticks are code, and a link if they name something in the reference.
default_role = "py:obj"
autodoc_member_order = "bysource"
maximum_signature_line_length = 72
toc_object_entries_show_parents = "hide"
myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]  # as GitHub draws them

nitpicky = True
nitpick_ignore_regex = [
    ("py:obj", ".*"),  # see default_role
    # Classes of other libraries, whose documentation a build would have to download.
    ("py:class", r"(boto3|collections\.abc|datetime|timedelta)(\..+)?"),
    ("py:class", "BaseClient|Config|Console|SourceServerTypeDef"),
    ("py:class", "DataReplicationStateType|ReplicationStatusType"),
    ("py:class", r"Callable\[\[\]"),  # how napoleon reads a function without parameters
    # Type variables.
    ("py:class", r"(drsclient\._convert\.)?ModelT|IdT|T|T_co"),
    ("py:class", r"drsclient\.fleet\._runner\.T_co"),
]
