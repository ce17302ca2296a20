"""The records that the service stores, with their wire form: a module per resource."""
