"""The demonstration: an invented agency lives through a campaign on the example, through the real services."""
