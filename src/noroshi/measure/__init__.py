"""What later surveys show: re-observation, and what a campaign really changed."""
