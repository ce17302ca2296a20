"""The async methods, which `python -m tools.async_methods` writes."""
