"""Mail: out through the operator's own relay, and what comes back from it. Knows no case and no database."""
