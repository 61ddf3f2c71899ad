"""One file sent ahead of its form: what arrived stays, so that a lost line costs one file and no more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response
from sqlalchemy.orm import Session

from complaints_service.edge.files.uploads import Takes, draft_files, takes_files, uploads
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.limits.crowd import limited
from complaints_service.errors import invalid, words
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

#: It changes nothing that is anybody's, so its form needs no token: what was chosen while the page lay open
#: for days arrives all the same.
blueprint = Blueprint("uploads", __name__)
ONE = Takes(most=1, too_many=words("Kirim satu berkas sekali kirim."), anyone=True)


class FileForm(FormSchema):
    """A file and nothing else."""


@blueprint.post("/lapor/berkas")
@limited(300)
@needs(ANYONE)
@takes_files(ONE)
def take() -> Response | tuple[Any, int]:
    """Takes one file through the gate; the answer is the word by which the form brings it along."""

    def change(_session: Session, _typed: dict[str, Any]) -> dict[str, str]:
        if not uploads():
            raise invalid("files", words("Tidak ada berkas yang sampai. Pilih sekali lagi."))
        [(word, file)] = draft_files()
        return {"name": file.name, "word": word}

    def refused(typed: Typed) -> Response:
        return jsonify(said=" ".join(sentence for said in typed.errors.values() for sentence in said))

    def taken(word: dict[str, str]) -> Response:
        return make_response(jsonify(word), 201)

    return submit(FileForm(), Sent(change=change, refused=refused, answer=taken, keyed=False))
