"""A receiver of webhooks on loopback that can be told to fail in every way receivers do."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Receiver", bytes], int | None]


class Receiver:
    """What it was sent, and how it answers: a status, or None to hang up without one."""

    def __init__(self, port: int = 0) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answer: Answer = lambda *_: 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = ({k.lower(): v for k, v in self.headers.items()}, body)
                receiver.received.append(message)
                status = receiver.answer(receiver, body)
                if status is None:
                    self.close_connection = True
                    return
                if 200 <= status < 300:
                    receiver.taken.append(message)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@contextmanager
def listening(port: int = 0) -> Iterator[Receiver]:
    """A receiver while the block lasts."""
    receiver = Receiver(port)
    try:
        yield receiver
    finally:
        receiver.close()


def slowly(seconds: float, status: int = 204) -> Answer:
    """An answer that takes its time."""

    def answer(*_: object) -> int:
        time.sleep(seconds)
        return status

    return answer
