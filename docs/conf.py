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
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxext.opengraph",
    "docs.autodoc_hooks",
    "docs.failover_timeline",
    "docs.life_cycles",
    "docs.reference_pages",
]
exclude_patterns = ["_build"]
html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = f"drsclient {release}"
html_logo = html_favicon = "_static/logo.svg"
html_domain_indices = False  # the reference has few modules
html_static_path = ["_static"]
html_css_files = ["site.css", "reference.css"]
# A browser does not let a page from a file read others for the summaries of results.
_NO_SUMMARY = 'DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol != "file:"'
html_js_files = [(None, {"body": _NO_SUMMARY})]
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
copybutton_line_continuation_character = "\\"
# Single backticks are code, and a link if they name something in the reference.
default_role = "py:obj"
autodoc_member_order = "bysource"
myst_enable_extensions = ["colon_fence"]  # around code that the tests run
maximum_signature_line_length = 72
toc_object_entries_show_parents = "hide"
myst_heading_anchors = 3

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
