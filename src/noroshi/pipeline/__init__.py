"""The run as named steps in three stages, with resume, progress and counts that balance."""
