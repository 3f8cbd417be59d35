"""Model to bytes: HTML pages and figures."""
