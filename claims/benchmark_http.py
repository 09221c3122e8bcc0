"""Servers for measuring, and clients that ask them: one process each, kept connections."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import psutil

WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and what to do with its answer."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Median latency in ms, and the server's processor time a request, without the database."""

    ms: float
    cpu_ms: float
    requests: int


class Server:
    """One process of the web server that `make run` starts, with another application in it."""

    def __init__(self, application: str, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = psutil.Popen(
            [sys.executable, "-m", "granian", "--interface=wsgi", "--host=127.0.0.1",
             f"--port={self.port}", "--blocking-threads=8", "--no-ws", "--log-level=critical",
             application],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        self.stop()
        raise TimeoutError(f"{application} doesn't answer.")

    def stop(self) -> None:
        """End it, and wait for that."""
        self.process.terminate()
        self.process.wait()

    def cpu_seconds(self) -> float:
        """Processor time of it and of its workers so far."""
        every = [self.process, *self.process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in every)


@contextmanager
def serving(*applications: str, environment: dict[str, str]) -> Iterator[list[Server]]:
    """These applications, each in a server of its own, until the end of the block."""
    servers: list[Server] = []
    try:
        servers.extend(Server(application, environment) for application in applications)
        yield servers
    finally:
        for server in servers:
            server.stop()


async def ask(port: int, request: Request, connection: list[Any]) -> Any:
    """One request over a kept connection; the answer's JSON. Raises: RuntimeError if refused."""
    if not connection:
        connection.extend(await asyncio.open_connection("127.0.0.1", port, limit=2**22))
    reader, writer = connection
    body = b"" if request.body is None else json.dumps(request.body).encode()
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **request.headers,
    }
    lines = [
        f"{request.method} {request.path} HTTP/1.1",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    found = await _body(reader, head)
    if head.split(" ", 2)[1][0] != "2":
        raise RuntimeError(f"{request.path}: {head.splitlines()[0]} {found[:300]!r}")
    return json.loads(found)


async def _body(reader: asyncio.StreamReader, head: str) -> bytes:
    if "transfer-encoding: chunked" in head:
        parts = []
        while size := int(await reader.readline(), 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readline()
        return b"".join(parts)
    length = head.split("content-length: ", 1)[1].split("\r\n", 1)[0]
    return await reader.readexactly(int(length))


def measure(server: Server, requests: Sequence[Request], *, clients: int, times: int) -> Measured:
    """The same requests over and over, by so many clients at once."""
    taken: list[float] = []

    async def client(count: int) -> None:
        connection: list[Any] = []
        for number in range(count):
            began = time.perf_counter()
            await ask(server.port, requests[number % len(requests)], connection)
            taken.append(time.perf_counter() - began)
        connection[1].close()

    async def all_clients(count: int) -> None:
        await asyncio.gather(*(client(max(1, count // clients)) for _ in range(clients)))

    asyncio.run(all_clients(WARM_UP))
    taken.clear()
    before = server.cpu_seconds()
    asyncio.run(all_clients(times))
    used = server.cpu_seconds() - before
    return Measured(round(1e3 * median(taken), 3), round(1e3 * used / len(taken), 3), len(taken))


Step = Callable[[int, Any], Request]


def measure_steps(
    server: Server, steps: dict[str, Step], *, clients: int, rounds: int
) -> dict[str, float]:
    """Median latency in ms of each of some steps that follow one another, by clients at once.

    A step makes its request of the client's number and of the answer to the step before it.
    """
    taken: dict[str, list[float]] = {name: [] for name in steps}

    async def client(number: int) -> None:
        connection: list[Any] = []
        for turn in range(rounds + 1):
            answer: Any = None
            for name, step in steps.items():
                request = step(number, answer)
                began = time.perf_counter()
                answer = await ask(server.port, request, connection)
                if turn:
                    taken[name].append(time.perf_counter() - began)
        connection[1].close()

    async def all_clients() -> None:
        await asyncio.gather(*(client(number) for number in range(clients)))

    asyncio.run(all_clients())
    return {name: round(1e3 * median(times), 3) for name, times in taken.items()}
