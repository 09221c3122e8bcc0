"""Real servers on the loopback interface, for tests about fetching."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server: `site.says(path, ...)` sets what it answers, `site.asked` is what it saw."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.port = server.server_port
        self.address = f"http://127.0.0.1:{self.port}"
        self.allow = [f"127.0.0.1:{self.port}"]
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def says(self, path: str, body: bytes | str = b"", *, status: int = 200, **headers: str) -> str:
        """Set the answer to a path and return its URL; header names are written with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if status < 300:
            named = {"Content-Type": "text/html", **named}
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, named, content)
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    """A threaded HTTP server that answers what the test tells it to."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            running.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            status, headers, body = running.answers.get(self.path, (404, {}, b"nothing here"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = Site(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def raw_server() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Starts servers that do with a connection whatever the test says; gives their addresses."""
    listeners: list[socket.socket] = []

    def start(talk: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError):
                        talk(connection)

        threading.Thread(target=serve, daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()
