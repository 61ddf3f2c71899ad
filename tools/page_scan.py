"""What wapiti, a scanner of web pages, says of a served office, to a stranger or to somebody signed in.

    TANGGAP_RATE_LIMITS=0 tanggap up &
    python -m tools.page_scan http://127.0.0.1:8000
    TANGGAP_SCAN_PASSWORD=... python -m tools.page_scan http://127.0.0.1:8000 --login kasi

Let it scan a demo office that may be thrown away: it presses every button it finds. `make scan-pages` gives
it a virtualenv of its own: its packages are none of the service's. It fails for anything high, and where its
session ended meanwhile; what else it says is answered in docs/security.md.
"""

from __future__ import annotations

import argparse
import html
import http
import http.client
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

#: What asks no other machine; `ssrf` and `xxe` wait for one of their makers' to be called.
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,sql,upload,xss"
REACH = "--scope folder --depth 4 --max-links-per-page 40 --max-files-per-dir 80 -S polite --tasks 4 -t 20"
#: What would end the session that it scans with, or leave the office.
NOT_PRESSED = ("/keluar", "/akun-saya*", "/bahasa/*", "/latihan*")
HOST, DESK = "127.0.0.1", "/meja"
HIGH = 3
SCANNER = Path(".cache/wapiti/bin/wapiti")


def signed_in(base: str, login: str, password: str) -> dict[str, str]:
    """The cookies of somebody who is signed in, by name. Raises SystemExit."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{base}/masuk", timeout=60).read().decode()
    hidden = re.findall(r'<input type="hidden" name="(csrf_token|key)" value="([^"]*)"', page)[:2]
    form = {name: html.unescape(value) for name, value in hidden}
    sent = urllib.parse.urlencode({**form, "login": login, "password": password}).encode()
    opener.open(f"{base}/masuk", sent, timeout=60).read()
    opener.open(base + DESK, timeout=60).read()  # with its forms comes the cookie that belongs to them
    cookies = {cookie.name: cookie.value or "" for cookie in jar}
    if not is_let_in(base, cookies):
        raise SystemExit(f"{login} could not sign in")
    return cookies


def is_let_in(base: str, cookies: dict[str, str]) -> bool:
    """Whether these cookies open the desk, which leads everybody else to sign in."""
    asked = http.client.HTTPConnection(f"{HOST}:{urllib.parse.urlsplit(base).port}", timeout=60)
    asked.request("GET", DESK, headers={"Cookie": "; ".join(map("=".join, cookies.items()))})
    return asked.getresponse().status == http.HTTPStatus.OK


def findings(
    base: str, *, scanner: Path, minutes: int, cookies: dict[str, str]
) -> Counter[tuple[int, str, str]]:
    """What the scanner found: how grave, of what kind, where; how often."""
    with tempfile.TemporaryDirectory() as folder:
        report = f"{folder}/report.json"
        command = [str(scanner), "-u", f"{base}/", "-m", MODULES, *REACH.split(), "-f", "json", "-o", report]
        command += ["--store-session", folder, "--store-config", folder, "--no-bugreport", "-v", "0"]
        command += ["--max-scan-time", str(minutes * 60), "--max-attack-time", str(minutes * 15)]
        for address in NOT_PRESSED:
            command += ["-x", base + address]
        if cookies:
            kept = {"expires": None, "secure": False, "port": None, "version": 0}
            told = {HOST: {"/": {name: {"value": value, **kept} for name, value in cookies.items()}}}
            Path(folder, "cookies.json").write_text(json.dumps(told), encoding="utf-8")
            command += ["-c", f"{folder}/cookies.json", "-s", base + DESK]
        subprocess.run(command, check=True, stdout=sys.stderr)
        found = json.loads(Path(report).read_text(encoding="utf-8"))
    print(f"{found['infos'].get('crawled_pages_nbr', '?')} addresses and forms found", flush=True)
    return Counter(
        (int(each["level"]), kind, f"{each['method']} {each['path'].partition('?')[0]}: {each['info'][:140]}")
        for group in ("vulnerabilities", "anomalies")
        for kind, several in found[group].items()
        for each in several
    )


def main() -> int:
    """Scans, prints what was found, and fails for anything high."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("base", help="where the office is served, on this machine")
    asked.add_argument("--login", default="", help="as whom; its password is in TANGGAP_SCAN_PASSWORD")
    asked.add_argument("--scanner", type=Path, default=SCANNER)
    asked.add_argument("--minutes", type=int, default=10, help="of looking around; each attack has a quarter")
    given = asked.parse_args()
    base = given.base.rstrip("/")
    if urllib.parse.urlsplit(base).hostname != HOST:
        raise SystemExit(f"on {HOST} alone")
    cookies = signed_in(base, given.login, os.environ["TANGGAP_SCAN_PASSWORD"]) if given.login else {}
    found = findings(base, scanner=given.scanner, minutes=given.minutes, cookies=cookies)
    for (level, kind, where), count in sorted(found.items(), reverse=True):
        print(f"{level} {kind} ({count}): {where}")
    if cookies and not is_let_in(base, cookies):
        raise SystemExit("the session ended while it scanned")
    return 1 if any(level >= HIGH for level, _kind, _where in found) else 0


if __name__ == "__main__":
    raise SystemExit(main())
