"""`noroshi doctor`: whether this installation is fit for real use, line by line, with what to do."""

import sys

from noroshi.cli import django_setup
from noroshi.cli.failure import FAILED
from noroshi.render.neutral import terminal


def doctor() -> None:
    """Check the deployment; each line is ok, warning or fault, with what to do; exit code 1 where there is a fault."""
    django_setup.start()
    from noroshi.records.services.database_state import DatabaseUnusable, require_current
    from noroshi.web import deployment

    checks = list(deployment.configuration_checks())
    try:
        state = require_current()
    except DatabaseUnusable as error:
        checks.append(deployment.Check(deployment.FAULT, "database", str(error)))
        checks += deployment.file_checks()
    else:
        checks.append(deployment.Check(deployment.OK, "database", f"{state.vendor}, up to date"))
        checks += deployment.database_checks()
    for check in checks:
        do = f" -> {check.do}" if check.do else ""
        sys.stdout.write(f"{check.level:8} {check.name}: {terminal(check.found + do)}\n")
    if any(check.level == deployment.FAULT for check in checks):
        raise SystemExit(FAILED)
