"""HTTP: the server, the protocol, and checks against the service model."""
