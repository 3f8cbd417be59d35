"""Declarative data and its loader: product rules, build tables, advisories, places, wording."""
