"""What people call source servers."""

from __future__ import annotations


class Names:
    """The names of source servers, as far as outcomes have told them."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._hostnames: dict[str, str] = {}

    def learn(self, server_id: str, *, name: str | None, hostname: str | None) -> None:
        """Remember what a source server is called, if anything."""
        if name:
            self._names[server_id] = name
        if hostname:
            self._hostnames[server_id] = hostname

    def has(self, server_id: str) -> bool:
        """Return whether a source server's name is known."""
        return server_id in self._names

    def on_screen(self, resource_id: str) -> str:
        """Return the name, or the ID of what has none."""
        return self._names.get(resource_id, resource_id)

    def in_log(self, resource_id: str) -> str:
        """Return the host name with the ID: names are tags, which are sensitive."""
        hostname = self._hostnames.get(resource_id)
        return f"{hostname} ({resource_id})" if hostname else resource_id
