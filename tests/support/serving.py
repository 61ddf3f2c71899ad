"""An application behind a real server of this process, for browsers and other processes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import waitress

from tests.support.patience import PATIENCE_SECONDS


@contextmanager
def serving(application: Callable[..., Any]) -> Iterator[str]:
    """The address where `application` answers until the block ends; nobody answers any more after it."""
    looked_at: dict[int, Any] = {}
    server = waitress.create_server(application, map=looked_at, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # Nothing is closed while anybody may still write to it: the number of a closed file soon is another file's.
    server.trigger.pull_trigger(looked_at.clear)  # the loop ends with what it looks at
    thread.join(timeout=PATIENCE_SECONDS)
    # A browser keeps its connections, and an answer to one that is read no more would be waited for.
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    # Whoever still answers would give its connection back to a database that the next test has by then.
    server.task_dispatcher.shutdown(timeout=PATIENCE_SECONDS)
    server.close()
