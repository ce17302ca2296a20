"""What exists before any resource: time, accounts and Regions, tables and events."""
