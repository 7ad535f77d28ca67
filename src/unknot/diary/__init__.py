"""A diary of how it feels, on the person's own device: three numbers a day, and what they say."""
