"""A web server on loopback that answers as slowly, or as badly, as a planted page needs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

OTHER = b"{other}"
"""In a text, stands for the server's other address."""


@dataclass(frozen=True)
class Answer:
    """What a path is answered with, after `delay` seconds; `chunk_delay` between two halves."""

    body: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    delay: float = 0.0
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunk_delay: float = 0.0

    @property
    def content(self) -> bytes:
        """The body as bytes."""
        return self.body.encode() if isinstance(self.body, str) else self.body


Routes = Mapping[str, Answer | Callable[[str], Answer]]
"""By path; one that ends in `*` is for everything that begins so. Others are not found."""


class Serving:
    """Serves routes on 127.0.0.1 and, as another site, on localhost, until its context ends."""

    def __init__(self, routes: Routes) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(routes))
        self._server.request_queue_size = 64
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}"
        self.other_site = f"http://localhost:{self.port}"

    def __enter__(self) -> Serving:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(routes: Routes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = _answer(routes, self.path)
            time.sleep(answer.delay)
            content = answer.content
            if OTHER in content:
                other = f"http://localhost:{self.connection.getsockname()[1]}"
                content = content.replace(OTHER, other.encode())
            self.send_response(answer.status)
            if answer.kind:
                self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(content)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            half = len(content) // 2 if answer.chunk_delay else 0
            self.wfile.write(content[:half])
            self.wfile.flush()
            time.sleep(answer.chunk_delay)
            self.wfile.write(content[half:])

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing: the recordings are what is wanted."""

    return Handler


def _answer(routes: Routes, target: str) -> Answer:
    path = urlsplit(target).path
    found = routes.get(path)
    if found is None:
        begun = [key for key in routes if key.endswith("*") and path.startswith(key[:-1])]
        found = routes[max(begun, key=len)] if begun else Answer("not here", status=404)
    return found(target) if callable(found) else found
