"""What the service stores: one module per resource."""
