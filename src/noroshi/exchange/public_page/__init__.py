"""The files between the office and the public page: codes out, sealed answers back."""
