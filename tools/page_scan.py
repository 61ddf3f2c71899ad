"""What wapiti, a scanner of web pages, says of a served office, to a stranger and to somebody signed in.

    tanggap up &
    TANGGAP_SCAN_PASSWORD=... python -m tools.page_scan http://127.0.0.1:8000 --login kasi

Let it scan a demo office that may be thrown away, started with TANGGAP_RATE_LIMITS=0: it presses every button
it finds. `make scan-pages` gives it a virtualenv of its own: its packages are none of the service's. It fails
for anything high; what else it says is answered in docs/security.md.
"""

from __future__ import annotations

import argparse
import html
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
#: What would end the session that it scans with, or leave the office.
NOT_PRESSED = ("/keluar", "/akun-saya/*", "/bahasa/*", "/latihan*")
HIGH = 3
SCANNER = Path(".cache/wapiti/bin/wapiti")


def signed_in(base: str, login: str, password: str) -> str:
    """The cookies of somebody who is signed in, as a header holds them. Raises SystemExit."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{base}/masuk", timeout=20).read().decode()
    form = dict(re.findall(r'<input type="hidden" name="(csrf_token|key)" value="([^"]*)"', page)[:2])
    sent = {name: html.unescape(value) for name, value in form.items()} | {
        "login": login,
        "password": password,
    }
    opener.open(f"{base}/masuk", urllib.parse.urlencode(sent).encode(), timeout=20).read()
    kept = {cookie.name: cookie.value for cookie in jar}
    if "tanggap" not in kept:
        raise SystemExit(f"{login} could not sign in")
    return "; ".join(f"{name}={value}" for name, value in kept.items())


def findings(base: str, *, scanner: Path, minutes: int, cookies: str = "") -> Counter[tuple[int, str, str]]:
    """What the scanner found: how grave, of what kind, where; how often."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            str(scanner),
            "-u",
            f"{base}/",
            "--scope",
            "folder",
            "-m",
            MODULES,
            "-f",
            "json",
            "-o",
            str(report),
        ]
        command += ["--store-session", folder, "--store-config", folder, "--no-bugreport", "-v", "0"]
        command += [
            "-d",
            "4",
            "--max-links-per-page",
            "30",
            "--max-files-per-dir",
            "12",
            "-S",
            "polite",
            "--tasks",
            "4",
        ]
        command += ["--max-scan-time", str(minutes * 60), "--max-attack-time", str(minutes * 15), "-t", "20"]
        for address in NOT_PRESSED:
            command += ["-x", base + address]
        if cookies:
            command += ["-C", cookies, "--drop-set-cookie"]
        subprocess.run(command, check=True, stdout=sys.stderr, timeout=minutes * 60 * 4)
        told = json.loads(report.read_text(encoding="utf-8"))
    print(f"{told['infos'].get('crawled_pages_nbr', '?')} pages looked at", flush=True)
    return Counter(
        (int(each["level"]), kind, f"{each['method']} {each['path'].partition('?')[0]}: {each['info'][:140]}")
        for group in ("vulnerabilities", "anomalies")
        for kind, found in told[group].items()
        for each in found
    )


def main() -> int:
    """Scans twice, prints what was found, and fails for anything high."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("base")
    asked.add_argument("--login", default="kasi")
    asked.add_argument("--scanner", type=Path, default=SCANNER)
    asked.add_argument("--minutes", type=int, default=10, help="for each of the two scans, at most")
    given = asked.parse_args()
    base = given.base.rstrip("/")
    if urllib.parse.urlsplit(base).hostname not in ("127.0.0.1", "localhost"):
        raise SystemExit("on loopback alone")
    graver = 0
    for who in ("", given.login):
        cookies = signed_in(base, who, os.environ["TANGGAP_SCAN_PASSWORD"]) if who else ""
        print(f"== {who or 'a stranger'}", flush=True)
        found = findings(base, scanner=given.scanner, minutes=given.minutes, cookies=cookies)
        for (level, kind, where), count in sorted(found.items(), reverse=True):
            print(f"{level} {kind} ({count}): {where}")
            graver += level >= HIGH
    return 1 if graver else 0


if __name__ == "__main__":
    raise SystemExit(main())
