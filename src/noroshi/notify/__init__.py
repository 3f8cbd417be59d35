"""Pure rules and texts of a notification: who is contacted when, what may be said, and what is asked."""
