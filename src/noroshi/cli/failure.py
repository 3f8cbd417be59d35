"""How a command ends when it cannot do its work: a sentence on standard error and the right exit code."""

import sys
from typing import Final, NoReturn

DONE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Print the message, neutralised, on standard error and end the program with the code."""
    from noroshi.render.neutral import terminal

    sys.stderr.write(f"noroshi: {terminal(message)}\n")
    raise SystemExit(code)
