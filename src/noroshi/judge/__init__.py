"""Is this build in the affected range of a CVE: version schemes, advisories, verdicts, urgency."""
