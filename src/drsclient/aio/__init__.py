"""The async client, for asyncio and trio."""

from importlib.util import find_spec as _find_spec

if _find_spec("anyio") is None:
    raise ModuleNotFoundError(
        'drsclient.aio needs anyio: pip install "aws-drsclient[aio]"', name="anyio"
    )

from drsclient.aio._client import AsyncDrsClient

__all__ = ["AsyncDrsClient"]

# The documentation names the module that users import from.
AsyncDrsClient.__module__ = __name__
