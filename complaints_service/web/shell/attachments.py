"""Files of a complaint, as its pages show them and as they are sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response
from flask_babel import gettext as _

from complaints_service.edge import uploads
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.intake.media import standing
from complaints_service.intake.models import Attachment
from complaints_service.intake.refusals import why_not
from complaints_service.web.words.vocabulary import name_of

#: What a browser may draw by itself; it was drawn anew when it was kept.
PICTURES = frozenset({"image/jpeg"})


@dataclass(frozen=True)
class FileEntry:
    """One file in words; `href` is empty while it is not here. `picture`: it is shown as one."""

    words: str
    href: str = ""
    picture: bool = False


def file_entries(attachments: Sequence[Attachment], *, address: Callable[[int], str]) -> list[FileEntry]:
    """The files of a ticket in the order they came, also those still on their way and those not taken."""
    return [_entry(one, address(one.id)) for one in attachments]


def _entry(one: Attachment, href: str) -> FileEntry:
    name = name_of("file_kind", one.kind)
    if one.state == "wanted":
        return FileEntry(_("%(name)s, sedang diambil", name=name))
    if one.state != "kept":
        return FileEntry(say(why_not(one.reason or "broken", name)))
    if standing(service().settings.media_folder, one.path or "") == "held":
        return FileEntry(_("%(name)s, masih diperiksa dari program jahat", name=name))
    return FileEntry(name, href, one.mime in PICTURES)


def file_answer(attachment: Attachment, number: str) -> Response:
    """A file of a complaint as a browser takes it: a picture is drawn, anything else is kept."""
    drawn = attachment.mime in PICTURES
    name = f"{number}-{attachment.id}"
    return uploads.file_answer(attachment.path or "", attachment.mime, name=name, drawn=drawn)
