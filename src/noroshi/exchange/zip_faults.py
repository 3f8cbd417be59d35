"""What Python's ``zipfile`` raises for a file that is damaged, or made to harm."""

import struct
import zipfile
import zlib
from typing import Final

ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # an unknown way to pack
    RuntimeError,  # an encrypted part
    struct.error,
    ValueError,
    OverflowError,
    OSError,
)
