"""Pictures: where a muscle is, how to lie, what to hold; joined from layers drawn beforehand."""
