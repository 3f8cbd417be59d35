"""The survey on disk: tables, manifest, quarantine, knowledge pack, register index and queries."""
