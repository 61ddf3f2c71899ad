"""One file sent ahead of its form: what arrived stays, so that a lost line costs one file and no more."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _

from complaints_service.edge.files.uploads import Takes, draft_files, takes_files, uploads
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.errors import DomainError, words
from complaints_service.extensions import limiter

blueprint = Blueprint("uploading", __name__)
ONE = Takes(most=1, too_many=words("Kirim satu berkas sekali kirim."), anyone=True)


@blueprint.post("/lapor/berkas")
@limiter.limit("300/minute")
@needs(ANYONE)
@takes_files(ONE)
def take() -> tuple[Response, int]:
    """Takes one file through the gate; the answer is the word by which the form brings it along."""
    try:
        uploads()
    except DomainError as error:
        told = field_errors(error).get("files") or [say(error.detail)]
        return jsonify(said=" ".join(told)), status_of(error)
    taken = [{"name": file.name, "word": word} for word, file in draft_files()]
    if not taken:
        return jsonify(said=_("Tidak ada berkas yang sampai. Pilih sekali lagi.")), 422
    return jsonify(taken[0]), 201
