"""Verify: a finished track held against the plan that travels inside it."""
