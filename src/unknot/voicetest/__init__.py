"""Trial: one voice, put through everything that is asked of it, with a report that can be sent; and
the same lines in several voices, on one page, so that a person can choose by ear."""
