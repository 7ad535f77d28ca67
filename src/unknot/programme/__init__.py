"""Programmes: which session on which day."""
