"""
A DRS service for tests and demos: no AWS account, no network, no waiting.

`FakeDrs` is a real HTTP server on the loopback interface. It needs the extra `testing`:
`pip install "aws-drsclient[testing]"`.
"""

import lazy_loader

# pytest loads the plugin in here on every run, whether a test needs a fake or not.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
