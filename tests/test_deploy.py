"""The units, notes and settings of `deploy/`: systemd and nginx accept them, and the program knows what they name."""

import re
import shlex
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.main import get_command

from noroshi.cli.main import app
from noroshi.web.configuration import VARIABLES
from office_certificates import Authority
from tests_support import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PROGRAM = "/opt/noroshi/current/bin/noroshi"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
SYSTEMD = shutil.which("systemd-analyze")


def commands() -> list[tuple[str, list[str]]]:
    """Return the command of every unit, with its arguments, as systemd hands them over."""
    found = []
    for unit in UNITS:
        for line in re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.MULTILINE):
            words = shlex.split(line.replace("%%", "%").replace("$$", "$"))
            if words[:2] == ["/bin/sh", "-c"]:
                words = shlex.split(words[2].removeprefix("exec "))
            found.append((unit.name, words))
    return found


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed: the units are not verified")
def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    """No unknown setting, no missing program and no unit that cannot be loaded."""
    program = tmp_path / "noroshi"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    for unit in UNITS:
        text = unit.read_text("utf-8").replace(PROGRAM, str(program))
        (tmp_path / unit.name).write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE), "utf-8")
    paths = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run([str(SYSTEMD), "verify", *paths], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("unit", "words"), commands(), ids=[name for name, _ in commands()])
def test_the_program_knows_the_commands_of_the_units(unit: str, words: list[str]) -> None:
    """Program, command, options and values of every unit exist in this release."""
    program, name, *arguments = words
    assert program == PROGRAM, unit
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    command.make_parser(command.make_context(name, list(arguments), resilient_parsing=True)).parse_args(list(arguments))
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in arguments if word.startswith("--")} <= known


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_no_unit_runs_as_root_or_writes_for_others(unit: Path) -> None:
    """An account of its own, files for it alone, a system that cannot be written to, and settings from a file."""
    lines = set(unit.read_text("utf-8").splitlines())
    account = "noroshi-public" if "public" in unit.name else "noroshi"
    assert {
        f"User={account}",
        "UMask=0077",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "StateDirectoryMode=0700",
    } <= lines
    assert any(line.startswith(f"EnvironmentFile=/etc/{account}/") for line in lines)


@pytest.mark.parametrize("name", ["noroshi.env.example", "noroshi-public.env.example"])
def test_the_settings_exist_and_hold_no_secret(name: str) -> None:
    """Every variable of the examples is one of the program's; secrets are named by file."""
    rows = re.findall(r"^#?(NOROSHI_[A-Z_]+)=(.*)$", (DEPLOY / name).read_text("utf-8"), re.MULTILINE)
    assert len(rows) >= 4
    for variable, value in rows:
        assert variable.removesuffix("_FILE") in VARIABLES
        assert not re.search(r"SECRET|KEYS?$|PASSWORD", variable) or variable.endswith("_FILE"), variable
        assert not variable.endswith("_FILE") or value.startswith("/etc/")


@pytest.mark.parametrize("name", ["deploy.md", "deploy.ja.md"])
def test_the_guide_names_every_file_and_no_other(name: str) -> None:
    """Every unit and configuration is explained, and what the guide tells to copy is there."""
    text = (ROOT / "docs" / "how-to" / name).read_text("utf-8")
    files = {path.name for path in DEPLOY.rglob("*") if path.is_file() and path.parent.name != "offline"}
    named = set(re.findall(r"noroshi[a-z-]*\.(?:conf|service|timer|env\.example)|noroshi-admin(?= /usr)", text))
    assert named <= files
    assert {file for file in files if file not in text} <= {"noroshi-backup.service", "noroshi-doctor.service"}


@pytest.mark.parametrize("name", ["deploy.md", "deploy.ja.md"])
def test_the_guide_carries_a_survey_with_a_signature(tmp_path: Path, name: str) -> None:
    """The commands of the guide run as they stand, and a changed file does not pass them."""
    text = (ROOT / "docs" / "how-to" / name).read_text("utf-8")
    (commands,) = re.findall(r"```sh\n(tar -cf survey\.tar.*?)```", text, re.DOTALL)
    key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "maker"]
    subprocess.run(key, cwd=tmp_path, check=True)
    (tmp_path / "received").mkdir()
    (tmp_path / "surveys" / "2026-09").mkdir(parents=True)
    (tmp_path / "surveys" / "2026-09" / "manifest.json").write_text("{}", "utf-8")
    shell = ["sh", "-eu", "-c"]
    subprocess.run([*shell, commands], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "received" / "2026-09" / "manifest.json").read_text("utf-8") == "{}"
    with (tmp_path / "survey.tar").open("ab") as tar:
        tar.write(b"x")
    taking = commands.partition("printf")[2]
    again = subprocess.run([*shell, f"printf{taking}"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert again.returncode != 0
    assert "incorrect signature" in again.stderr + again.stdout


def test_the_wrapper_evaluates_nothing(tmp_path: Path) -> None:
    """Settings arrive as they stand in the file, comments and foreign names do not, and arguments stay apart."""
    (tmp_path / "noroshi.env").write_text(
        "# comment\nNOROSHI_DATABASE=postgres://a:$(touch x)@/n?a=1&b=`id`\nPATH=/nowhere\n#NOROSHI_DEMO=1\n"
        "NOROSHI_HOSTS=a,b",
        "utf-8",
    )
    program = tmp_path / "program"
    program.write_text(
        '#!/bin/sh\nprintf "%s|%s|%s|%s|" "$NOROSHI_DATABASE" "$NOROSHI_HOSTS" "${NOROSHI_DEMO:-}" "$#"\n', "utf-8"
    )
    program.chmod(0o755)
    wrapper = (DEPLOY / "noroshi-admin").read_text("utf-8")
    wrapper = wrapper.replace("/etc/noroshi/noroshi.env", str(tmp_path / "noroshi.env")).replace(PROGRAM, str(program))
    wrapper = wrapper.replace('"$(id -u)" = 0', "no = yes")
    done = subprocess.run(
        ["/bin/sh", "-c", wrapper, "noroshi-admin", "backup", "a b"],
        check=True, capture_output=True, text=True, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout == "postgres://a:$(touch x)@/n?a=1&b=`id`|a,b||2|"
    assert not (tmp_path / "x").exists()


class _Echo(BaseHTTPRequestHandler):
    """Answers with the headers that arrived."""

    def do_GET(self) -> None:
        body = "".join(f"{name.lower()}: {text}\n" for name, text in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def behind() -> Iterator[int]:
    """Return the port of a server that tells which headers the proxy sent."""
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configuration(name: str, folder: Path, ports: tuple[int, int, int]) -> str:
    """Return the file with this test's ports and certificate, in a whole configuration of nginx."""
    text = (DEPLOY / "nginx" / name).read_text("utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{ports[0]};")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{ports[1]} ssl;")
    text = re.sub(r"/etc/noroshi[a-z-]*/tls", str(folder), text)
    text = re.sub(r"http://127\.0\.0\.1:80[01]0", f"http://127.0.0.1:{ports[2]}", text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"error_log {folder}/error.log; pid {folder}/pid; daemon off; worker_processes 1; events {{}}"
    return f"{head} http {{ {temporary}\n{text} }}"


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed: its configuration is not tried")
@pytest.mark.parametrize("name", ["noroshi.conf", "noroshi-public.conf"])
def test_nginx_believes_no_header_of_a_browser(tmp_path: Path, behind: int, name: str) -> None:
    """TLS from the file's certificate; made-up addresses and certificates are taken away; HTTP turns to HTTPS."""
    ports = (_free_port(), _free_port(), behind)
    authority = Authority("架空認証局")
    certificate, key = authority.server("localhost")
    (tmp_path / "certificate-chain.pem").write_bytes(certificate)
    (tmp_path / "key.pem").write_bytes(key)
    (tmp_path / "nginx.conf").write_text(_configuration(name, tmp_path, ports), "utf-8")
    context = ssl.create_default_context(cadata=authority.pem.decode())
    made_up = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "Host": "noroshi.example.lg.jp"}
    if name == "noroshi.conf":
        made_up |= {"X-Client-Secret": "made up", "X-Client-Verify": "SUCCESS", "X-Client-Certificate": "made up"}
    with subprocess.Popen([str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]) as server:
        try:
            _wait(ports[1])
            request = urllib.request.Request(f"https://localhost:{ports[1]}/", headers=made_up)
            with urllib.request.urlopen(request, context=context, timeout=10) as answer:  # noqa: S310 loopback
                seen = dict(line.split(": ", 1) for line in answer.read().decode().splitlines())
            moved = _first_line(ports[0])
        finally:
            server.terminate()
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "https"
    assert not {header for header in seen if header.startswith("x-client")}
    assert " 301 " in moved


def _first_line(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return connection.recv(200).decode().splitlines()[0]


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("nginx does not answer")
