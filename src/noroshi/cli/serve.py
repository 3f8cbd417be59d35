"""`noroshi serve` and `noroshi worker`: the pages for people, and the work in the background."""

import errno
import os
import signal
import socket
import subprocess
import sys
from enum import StrEnum
from typing import Annotated, Final

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import fail

THREADS: Final = 4
BACKLOG: Final = 256


class Role(StrEnum):
    """What a process serves; the public page has settings and a database of its own."""

    OFFICE = "office"
    PUBLIC = "public"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer requests.")] = 2,
    role: Annotated[Role, typer.Option(help="The office's pages, or the public page alone.")] = Role.OFFICE,
) -> None:
    """Serve the pages and work in the background until Ctrl-C; refuses what is not fit for real use."""
    if role is Role.PUBLIC:
        _prepare_public()
    else:
        django_setup.start()
        django_setup.require_database()
        _require_fit()
    listener = _listen(host, port)
    from django.db import connections

    connections.close_all()
    from noroshi.cli.gunicorn_application import Served

    companion = _start_companion(host, port, role)
    try:
        Served(listener, workers, THREADS).run()
    finally:
        companion.terminate()


def worker(*, once: Annotated[bool, typer.Option("--once", help="Do what waits and end.")] = False) -> None:
    """Do the background tasks that wait in the database; their arguments are JSON."""
    from noroshi.cli.task_worker import work

    work(once=once)


def _prepare_public() -> None:
    """Set up the public role, or end the command; the campaign's database is never opened."""
    django_setup.start_public()
    from noroshi.web.public import fitness

    faults = list(fitness.faults())
    if faults:
        sys.stderr.write("".join(f"  {fault}\n" for fault in faults))
        fail("this is not fit for the public and is not served (NOROSHI_DEMO=1 serves a demonstration)")
    django_setup.require_public_database()


def _require_fit() -> None:
    """End the command where the configuration or the accounts are not fit for real use."""
    from django.conf import settings

    from noroshi.web import deployment, deployment_data

    checks = [*deployment.configuration_checks(), deployment_data.demo_users()]
    faults = [check for check in checks if check.level == deployment.FAULT]
    if faults:
        lines = "\n".join(f"  {check.name}: {check.found} -> {check.do}" for check in faults)
        sys.stderr.write(f"{lines}\n")
        fail("this is not fit for real use and is not served (NOROSHI_DEMO=1 serves a demonstration)")
    profile = deployment_data.profiles()
    if profile.level != deployment.OK and not settings.DEMO:
        sys.stderr.write(f"noroshi: agency profile {profile.found}\n")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        fail(f"--host {host}: {error.strerror}; give an address of this machine")
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            fail(f"port {port} on {host} is taken by another program; end it, or choose another with --port")
        fail(f"{host} port {port}: {error.strerror}; choose an address of this machine and a free port above 1023")
    listener.listen(BACKLOG)
    return listener


def _start_companion(host: str, port: int, role: Role) -> "subprocess.Popen[bytes]":
    """Start the process that says when the pages answer and keeps the background worker running."""
    command = [sys.executable, "-m", "noroshi.cli.companion", host, str(port), str(os.getpid()), role]
    # Ctrl-C reaches every process of the terminal: the companion and its worker, who inherit this, end with the server
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen(command)  # noqa: S603 this program itself
    finally:
        signal.signal(signal.SIGINT, before)
