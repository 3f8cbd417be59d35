"""The programming interface under /api/v1/: reading, and importing answers, with a token of one compartment."""
