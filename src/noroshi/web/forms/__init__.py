"""The forms of the desks, one module per job."""
