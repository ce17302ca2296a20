"""The version, in a file that the build can read without importing the package."""

from __future__ import annotations

__version__ = "0.1.0"
