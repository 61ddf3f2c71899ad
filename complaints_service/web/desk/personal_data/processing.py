"""The register of processing: which data lie where, what for and how long, on a page and as a file."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.personal_data.holdings import HOLDINGS
from complaints_service.web.desk.personal_data.routes import ANSWER_DATA
from complaints_service.web.shell.pages import page

blueprint = Blueprint("processing", __name__, url_prefix="/pengelola/catatan-pemrosesan")


@blueprint.get("")
@needs(ANSWER_DATA)
def listing(_reader: SignedIn) -> str:
    """All rows."""
    return page("desk/pemrosesan.html", rows=_rows(), file_href=url_for("processing.file"))


@blueprint.get("/berkas.csv")
@limited(TAKEN_ALONG)
@needs(ANSWER_DATA)
def file(_reader: SignedIn) -> Response:
    """The same as a file, for whoever oversees it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("Data"), _("Milik"), _("Untuk apa"), _("Berapa lama"), _("Tabel")])
    for row in _rows():
        writer.writerow([row["what"], row["whose"], row["purpose"], row["term"], row["tables"]])
    answer = Response(out.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="catatan-pemrosesan.csv"'
    return answer


def _rows() -> list[dict[str, str]]:
    rulebook = service().rulebook
    on = rulebook.local_date(clock.now())
    return [
        {
            "what": say(one.what),
            "whose": say(one.whose),
            "purpose": say(one.purpose),
            "term": say(one.told_term(rulebook, on)),
            "tables": ", ".join(one.tables),
        }
        for one in HOLDINGS
    ]
