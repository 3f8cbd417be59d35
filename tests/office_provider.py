"""A small OpenID Connect provider for tests: it confirms whoever is set in ``name``, without asking."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

KEY = "a-key-of-the-test-provider-with-enough-letters"


class OfficeProvider(ThreadingHTTPServer):
    """Listens on 127.0.0.1, so that it is another site than the application on localhost."""

    name = ""
    subject = ""
    """The person's identifier; '' for one that follows from the name."""
    refuse = False

    @property
    def url(self) -> str:
        """Return the provider's address."""
        return f"http://127.0.0.1:{self.server_port}"

    def claims(self) -> dict[str, Any]:
        """Return what the provider says about the person."""
        return {"sub": self.subject or f"id-of-{self.name}", "preferred_username": self.name, "name": self.name}


class _Answers(BaseHTTPRequestHandler):
    server: OfficeProvider

    def do_GET(self) -> None:
        """Answer discovery, the login page (which confirms at once) and the facts about the person."""
        address = urlsplit(self.path)
        if address.path == "/authorize":
            asked = {key: values[0] for key, values in parse_qs(address.query).items()}
            outcome = {"error": "access_denied"} if self.server.refuse else {"code": "one-code"}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({**outcome, 'state': asked['state']})}")
            self.end_headers()
        elif address.path == "/userinfo":
            self._json(self.server.claims())
        else:
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            paths = ("/authorize", "/token", "/userinfo", "/keys")
            self._json(
                {"issuer": self.server.url} | {n: self.server.url + p for n, p in zip(names, paths, strict=True)}
            )

    def do_POST(self) -> None:
        """Answer the code with a token."""
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        claims = {**self.server.claims(), "iss": self.server.url, "aud": "noroshi", "iat": now, "exp": now + 600}
        token = jwt.encode(claims, KEY, algorithm="HS256")
        self._json({"access_token": "one-token", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def _json(self, values: dict[str, Any]) -> None:
        body = json.dumps(values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@contextmanager
def office_provider() -> Iterator[OfficeProvider]:
    """Run a provider until the block ends."""
    server = OfficeProvider(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
