"""What may be said: tallies of a survey as plain values, ready to be rendered."""
