"""Clients that ask a server of its own process as fast as it answers: what a second brings."""

from __future__ import annotations

import http.client
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

CLIENTS, THREADS = 8, 8


class Call(NamedTuple):
    """One request as a client sends it."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes | None = None


@contextmanager
def serving(serve: Callable[..., None], kind: str, *given: object) -> Iterator[int]:
    """A server process: `serve(kind, *given, ready, port)` in a new interpreter; gives its port."""
    spawn = multiprocessing.get_context("spawn")
    ready, port = spawn.Event(), spawn.Value("i", 0)
    process = spawn.Process(target=serve, args=(kind, *given, ready, port), daemon=True)
    process.start()
    try:
        if not ready.wait(60):
            raise RuntimeError(f"{kind} did not start")
        yield port.value
    finally:
        process.terminate()
        process.join(10)


def answers_per_second(port: int, calls: Sequence[Call], seconds: float, *, good: int = 200) -> float:
    """Good answers to all clients together, a second; each goes through `calls` in turn.

    Raises RuntimeError where one answer had another status than `good`: a failure is fast, and no figure.
    """
    counts, stop = [0] * CLIENTS, threading.Event()
    failures: list[Any] = []

    def client(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        step = index
        while not stop.is_set():
            call = calls[step % len(calls)]
            connection.request(call.method, call.path, call.body, dict(call.headers))
            answer = connection.getresponse()
            answer.read()
            if answer.status != good:
                failures.append(answer.status)
            counts[index] += 1
            step += CLIENTS
        connection.close()

    clients = [threading.Thread(target=client, args=(index,)) for index in range(CLIENTS)]
    began = time.perf_counter()
    for one in clients:
        one.start()
    stop.wait(seconds)
    stop.set()
    for one in clients:
        one.join()
    if failures:
        raise RuntimeError(f"{len(failures)} answers were not {good}: {sorted(set(failures))}")
    return sum(counts) / (time.perf_counter() - began)
