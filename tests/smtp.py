"""A mail server that takes what it is given and keeps it, for tests of real SMTP."""

import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from email.policy import default

REFUSED = "nowhere"


class _Session(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self.say("220 tests")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"RCPT") and REFUSED.upper().encode() in line:
                self.say("550 no such person")
            elif line == b"DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.taken.append(message_from_bytes(b"".join(lines), policy=default))
                self.server.when_taken(len(self.server.taken))
                self.say("250 taken")
            elif line == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 well")

    def say(self, words: str) -> None:
        # Whoever sent the mail may have been killed.
        with suppress(ConnectionError):
            self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """`with MailServer() as server:` listens at `server.port`; `taken` is what came.

    `when_taken` is called with the number of mails so far, before the sender hears of the last one.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[Message] = []
        self.when_taken: Callable[[int], None] = lambda _number: None
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_failure: object) -> None:
        self.shutdown()
        self.server_close()
