"""The kit for the next prefecture: how to run a campaign, its words and its cost in time; no case data."""
