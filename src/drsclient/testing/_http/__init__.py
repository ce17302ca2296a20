"""HTTP: the server, and the protocol rest-json of requests and responses."""
