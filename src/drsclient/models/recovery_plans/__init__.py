"""Recovery plans: the plans, their steps and their executions."""
