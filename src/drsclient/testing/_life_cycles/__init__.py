"""How things change in time: one table of states per life cycle."""
