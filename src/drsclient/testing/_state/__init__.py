"""The state of the fake: time, quotas, and the tables of each account and Region."""
