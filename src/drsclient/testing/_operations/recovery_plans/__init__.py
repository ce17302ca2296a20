"""Recovery plans, their steps, and their executions."""
