"""The command line: one verb per command, thin, with lazy imports."""
