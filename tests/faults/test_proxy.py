"""The proxy files that are shipped: nginx runs with ours where it is installed, and holds its limits."""

from __future__ import annotations

import http.client
import re
import select
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.repository.tree import ROOT
from tests.support.patience import PATIENCE_SECONDS

FILE = ROOT / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")


@dataclass
class Behind:
    """What stands behind the proxy: how often it was asked, and with which heads."""

    port: int
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def behind() -> Iterator[Behind]:
    told = Behind(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(dict(self.headers))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield told
        server.shutdown()
        thread.join(PATIENCE_SECONDS)


@pytest.fixture
def proxy(behind: Behind, tmp_path: Path) -> Iterator[int]:
    """nginx with our file, on a port of its own and without the certificates of a real host."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = FILE.read_text(encoding="utf-8")
    plain = re.sub(r"server \{\s*listen 80;.*?\n\}\n", "", ours, flags=re.DOTALL)
    plain = re.sub(r"^\s*ssl_.*$", "", plain, flags=re.MULTILINE)
    plain = plain.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    plain = plain.replace("127.0.0.1:8000", f"127.0.0.1:{behind.port}").replace(
        "/var/log/nginx", str(tmp_path)
    )
    plain = plain.replace("client_header_timeout 15s", "client_header_timeout 1s")
    kept = "\n".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; "
        f"events {{ worker_connections 2000; }}\nhttp {{\n{kept}\n{plain}\n}}\n"
    )
    assert NGINX is not None
    running = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(conf)], stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert time.monotonic() < until and running.poll() is None, "nginx does not begin"
        select.select([], [], [], 0.05)
    yield port
    running.terminate()
    running.wait(PATIENCE_SECONDS)


def status(port: int, path: str = "/", **heads: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        line.request("GET", path, headers=heads)
        return line.getresponse().status
    finally:
        line.close()


@needs_nginx
def test_slow_clients_are_let_go_and_one_address_has_its_limit(proxy: int, behind: Behind) -> None:
    assert status(proxy) == 200
    held = [socket.create_connection(("127.0.0.1", proxy), timeout=PATIENCE_SECONDS) for _ in range(120)]
    try:
        for line in held:
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert status(proxy) == 200, "heads that never end count for nothing"
        ended, _, _ = select.select(held, [], [], PATIENCE_SECONDS)
        assert ended, "a head that takes too long ends its line"
    finally:
        for line in held:
            line.close()
    assert sum(status(proxy) == 429 for _ in range(400)) > 0, "twenty a second, and some hundreds at once"


@needs_nginx
def test_the_address_is_the_clients_and_the_figures_stay_here(
    proxy: int, behind: Behind, tmp_path: Path
) -> None:
    assert status(proxy, "/lacak/KENARI", **{"X-Forwarded-For": "203.0.113.5"}) == 200
    assert behind.asked[-1]["X-Forwarded-For"] == "127.0.0.1", "not what the client says of itself"
    assert status(proxy, "/metrics") == 404
    assert "KENARI" not in "".join(each.read_text() for each in tmp_path.glob("*.log"))


def test_both_files_say_what_the_service_must_be_told() -> None:
    for name in ("nginx.conf", "Caddyfile"):
        told = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        assert "TANGGAP_TRUSTED_PROXIES=1" in told and "TANGGAP_BASE_URL=https://" in told
        assert "/metrics" in told and "127.0.0.1:8000" in told
