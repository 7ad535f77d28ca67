"""Compare: the same lines in several voices, on one page, so that a person can choose by ear."""
