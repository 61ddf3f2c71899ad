"""Files have one way in and one way out: nobody else reads what was uploaded, writes the folder or sends from it."""

from __future__ import annotations

import re

import pytest

from tests.repository.tree import ROOT

#: What only the gate and its edge may do -> where it stands.
ONLY_THERE = {
    r"\brequest\.files\b": {
        "complaints_service/edge/files/uploads.py",
        "complaints_service/web/account/again.py",  # says that they must be chosen once more
    },
    r"\bsend_from_directory\b|\bsend_file\b": {"complaints_service/edge/files/giving.py"},
    r"\bmade_anew\(": {"complaints_service/intake/media.py", "complaints_service/intake/cleaning/process.py"},
    r"\bmedia_folder\b": {"config/settings.py"},  # it may be a bucket
    r"\bopen_store\(": {
        "complaints_service/file_store/opening.py",
        "complaints_service/edge/files/uploads.py",  # the gate
        "complaints_service/edge/files/giving.py",  # what is sent
        "complaints_service/jobs/fetching.py",  # the gate
        "complaints_service/jobs/taking_mail.py",  # the gate
        "complaints_service/jobs/passing_on.py",  # what goes to another office
        "complaints_service/jobs/sweeping.py",  # what no row names
        "complaints_service/web/shell/attachments.py",  # whether a file is held
        "complaints_service/cli/verifying.py",  # verify opens every piece of evidence
        "complaints_service/jobs/backing_up.py",  # a backup takes them all
        "complaints_service/cli/backing_up.py",  # and puts them back
    },
}


@pytest.mark.parametrize("what", ONLY_THERE)
def test_files_pass_the_gate_alone(what: str) -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in ("complaints_service", "config", "bots")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(what, path.read_text(encoding="utf-8"))
    }
    assert found == ONLY_THERE[what]
