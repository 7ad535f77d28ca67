"""A card to print: place, posture, seconds and steps of a session or of a muscle on one page."""
