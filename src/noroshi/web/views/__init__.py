"""The pages, one module per job."""
