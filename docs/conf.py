"""Configure Sphinx, which `nox -s docs` runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.addnodes import pending_xref
from sphinx.ext.napoleon import Config, GoogleDocstring

from drsclient import __version__
from drsclient.events import DrsEvent
from drsclient.models import Model, OpenEnum

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))  # for what is next to this file

project = "drsclient"
author = "The drsclient contributors"
copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxext.opengraph",
    "failover_timeline",
    "life_cycles",
    "service_tables",
]
exclude_patterns = ["_build"]
html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = f"drsclient {release}"
html_logo = html_favicon = "_static/logo.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_baseurl = ogp_site_url = "https://aws-drsclient.readthedocs.io/en/stable/"
ogp_image = "_static/card.png"
ogp_image_alt = "drsclient: a typed Python client for AWS Elastic Disaster Recovery"
ogp_custom_meta_tags = ['<meta name="twitter:card" content="summary_large_image" />']
repository = "https://github.com/aws-drsclient/aws-drsclient"
html_theme_options = {
    "source_repository": repository,
    "source_branch": "main",
    "source_directory": "docs/",
    "top_of_page_buttons": ["view", "edit"],
    "light_css_variables": {
        "color-brand-primary": "#0b6b74",
        "color-brand-content": "#0b6b74",
    },
    "dark_css_variables": {
        "color-brand-primary": "#5cc8d1",
        "color-brand-content": "#5cc8d1",
    },
}
# What the button leaves out of the copied text.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
# Single backticks are code, and a link if they name something in the reference.
default_role = "py:obj"
autodoc_member_order = "bysource"
myst_enable_extensions = ["colon_fence"]  # around code that the tests run
myst_heading_anchors = 3

nitpicky = True
nitpick_ignore_regex = [
    ("py:obj", ".*"),  # see default_role
    # Classes of other libraries, whose documentation a build would have to download.
    ("py:class", r"(boto3|collections\.abc|datetime|timedelta)(\..+)?"),
    ("py:class", r"(.+\.)?(Annotated|UnionMember)"),  # how a union is written
    ("py:class", "AnyBoto3Client|Boto3DrsClient|Config|Console|SourceServerTypeDef"),
    ("py:class", "DataReplicationStateType|ReplicationStatusType"),
    ("py:class", r"Callable\[\[\]"),  # how napoleon reads a function without parameters
    # Type variables.
    ("py:class", r"(drsclient\._convert\.)?ModelT|IdT|T|T_co"),
    ("py:class", r"drsclient\.outcomes\._outcome\.PartT_co"),
    ("py:class", r"drsclient\.fleet\._runner\.T_co"),
]


def hide_signature(
    _app: Sphinx, what: str, _name: str, obj: type, *_: object
) -> tuple[str, str] | None:
    """Hide the signatures of data classes and enums, whose members follow."""
    hidden = what == "class" and issubclass(obj, DrsEvent | Model | OpenEnum)
    return ("", "") if hidden else None


def convert_docstring(  # noqa: PLR0917 - Sphinx calls it
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Convert Google docstrings, except those of modules, which the pages describe."""
    # Converted as a method's, because napoleon takes the text before a colon in an
    # attribute's docstring as its type.
    docstring = GoogleDocstring(
        [] if what == "module" else lines,
        Config(napoleon_use_ivar=True),
        app,
        "method",
        name,
        obj,
        options,
    )
    lines[:] = docstring.lines()


def unlink_builtins(_app: Sphinx, doctree: document) -> None:
    """Stop the types `bytes` and `type` from linking to fields of these names."""
    for node in list(doctree.findall(pending_xref)):
        if node["reftarget"] in {"bytes", "type"}:
            node.replace_self(node.children)


def setup(app: Sphinx) -> None:
    """Connect the functions above to Sphinx's events."""
    app.connect("autodoc-process-signature", hide_signature)
    app.connect("autodoc-process-docstring", convert_docstring)
    app.connect("doctree-read", unlink_builtins)
