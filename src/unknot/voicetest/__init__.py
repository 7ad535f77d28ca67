"""Trial: one voice, put through everything that is asked of it, with a report that can be sent."""
