"""Stands in for the process that cleans: tells what it knows of its surroundings."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    sys.stdout.buffer.write(b'{"mime": "text/plain"}\n' + repr(dict(os.environ)).encode())
