"""Template tags of the public page."""
