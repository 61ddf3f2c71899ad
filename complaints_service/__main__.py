"""`python -m complaints_service` is the `tanggap` command."""

from __future__ import annotations

from complaints_service.cli.commands import main

main()
