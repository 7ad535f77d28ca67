"""Recording a voice of one's own: what to say, taking the takes in, and what is still missing."""
