"""
The models: frozen attrs classes and open enums, named as the service names its shapes.

Each resource has a module of its own, which is imported when one of its names is used
for the first time.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
