"""Migrations of the public page's own database."""
