"""A token server on the loopback interface: gives tokens (RFC 6749) and says whether one is good (RFC 7662)."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class TokenServer(ThreadingHTTPServer):
    """Gives ``token-1``, ``token-2`` and so on for ``user``; ``answer`` replaces what /token says."""

    daemon_threads = True

    def __init__(self, user: str = "desk@echopass.example") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.user = user
        self.requests: list[dict[str, str]] = []
        self.revoked: set[str] = set()
        self.given: set[str] = set()
        self.answer: tuple[int, object] | None = None

    @property
    def token_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/token"

    @property
    def introspect_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/introspect"

    def token(self, form: dict[str, str]) -> tuple[int, object]:
        self.requests.append(form)
        if self.answer is not None:
            return self.answer
        token = f"token-{len(self.requests)}"
        self.given.add(token)
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def introspect(self, form: dict[str, str]) -> tuple[int, object]:
        active = form.get("token") in self.given - self.revoked
        return 200, {"active": active, "username": self.user} if active else {"active": False}


class _Handler(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        status, answer = self.server.token(form) if self.path == "/token" else self.server.introspect(form)
        text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running_token_server() -> Iterator[TokenServer]:
    with TokenServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
