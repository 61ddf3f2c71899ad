"""Files that passed the gate and wait for the form they were chosen for: named by a signed word in the form.

Nobody can make such a word but this service, it opens nothing and is kept nowhere: what no form brings along
within its time is swept away. A file's own name stands in it, and so in no table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData

from complaints_service.edge.input.signed_words import signer
from complaints_service.intake.attachments import Kept

#: How the form's fields begin that bring such files along.
DRAFTED = "draft_files"
#: How long a form may wait with its files; the sweep spares them longer (`intake.sweeping.SPARED`).
LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with a form and lies in the media folder; `name` as its sender called it.

    `sent` is the digest of the bytes as they were sent; `role`: `before`, `after` or none.
    """

    name: str
    kept: Kept
    sent: str
    role: str = ""


def word_for(file: UploadedFile, *, now: datetime) -> str:
    """The word by which a form brings the file along when it is sent again."""
    kept, ends = file.kept, int((now + LASTS).timestamp())
    return str(signer("draft file").dumps([kept.path, kept.size, kept.mime, file.name, file.sent, ends]))


def file_of(word: str, *, role: str, now: datetime) -> UploadedFile | None:
    """The file that a word means; None where it is none of ours, or too old."""
    try:
        path, size, mime, name, sent, ends = signer("draft file").loads(word)
    except (BadData, ValueError, TypeError):
        return None
    if ends < now.timestamp():
        return None
    return UploadedFile(name, Kept(path, size, mime), sent, role)
