"""The API operations: one thin method each, in one module per resource."""
