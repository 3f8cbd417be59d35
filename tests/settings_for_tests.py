"""The settings of the tests: those of the product, as a demo, on SQLite or on NOROSHI_TEST_DATABASE.

SQLite lies in a file of the test process: a server started by a test has connections of its own, as in real use.
"""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("NOROSHI_DEMO", "1")
os.environ["NOROSHI_DATABASE"] = os.environ.get("NOROSHI_TEST_DATABASE", "sqlite://:memory:")

from noroshi.web.settings import *  # noqa: F403 the product's settings, whole
from noroshi.web.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    _FOLDER = tempfile.mkdtemp(prefix="noroshi-test-")
    atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
    _FILE = f"{_FOLDER}/test.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": _FILE}
    # The name must not look like memory either: pytest-django would lend the test's connection to the server's threads.
    DATABASES["default"]["NAME"] = f"{_FILE}.unused"
    # No test needs to survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
