"""Complaint and KnowledgeError: what is wrong in a knowledge file, by file and line."""

import msgspec


class Complaint(msgspec.Struct, frozen=True, order=True):
    """One fault in a data file. ``file`` is relative to the pack; ``line`` counts from 1, 0 where none applies."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(Exception):
    """A data file that cannot be used at all."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line
        self.message = message

    def complaint(self) -> Complaint:
        """Return the same fault as a value."""
        return Complaint(self.file, self.line, self.message)
