"""The form without a line: the page a device keeps, its worker, and how a phone installs and shares to it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from complaints_service.edge.files.uploads import SENT_BY_ANYONE, takes_files, uploads
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.language import language
from complaints_service.extensions import limiter
from complaints_service.web.citizen.reporting.report import UNTOUCHED, form_page
from complaints_service.web.citizen.reporting.report_form import PlaceForm
from complaints_service.web.shell.assets import HERE, PREFIX
from complaints_service.web.shell.forms import Sent, Typed, sent_values, submit

#: What is shared from a gallery comes without a page of ours before it, and so without a token; the form it
#: opens is sent by its reader alone, with one.
blueprint = Blueprint("offline", __name__)
#: How the phone calls what it shares -> of which the form's text is made, in this order.
SHARED_WORDS = ("title", "text", "url")
#: Drawn by `tools.icons`: size and name of each.
ICONS = (
    (192, "icon-192.png", "any"),
    (512, "icon-512.png", "any"),
    (512, "icon-maskable-512.png", "maskable"),
)


@blueprint.get("/sw.js")
@needs(ANYONE)
def worker() -> Response:
    """The worker: it stands at the root, as the form's address has no folder, and answers for that alone."""
    answer = make_response(_worker())
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@cache
def _worker() -> str:
    return "\n".join((HERE / "citizen" / name).read_text() for name in ("queue.js", "worker.js"))


@blueprint.get("/lapor/luring")
@needs(ANYONE)
def kept_page() -> Response:
    """The form as a device keeps it: of nobody, without token, key or dates that pass."""
    answer = make_response(form_page(UNTOUCHED, offline=True))
    answer.headers["Content-Language"] = language()
    return answer


@blueprint.get("/lapor/tanda")
@limiter.limit("300/minute")
@needs(ANYONE)
def token() -> Response:
    """A token for a form that lay on a device longer than its session."""
    return jsonify(token=generate_csrf())


@blueprint.post("/lapor/terima")
@limiter.limit("30/minute")
@needs(ANYONE)
@takes_files(SENT_BY_ANYONE)
def shared() -> Response | tuple[str, int]:
    """The form with what was shared to it; nothing is sent before its reader presses Send."""
    values = sent_values()
    words = "\n".join(typed for name in SHARED_WORDS if (typed := values.get(name, "").strip()))
    filled = Typed(values={**UNTOUCHED.values, "text": words})

    def taken(_session: Session, _loaded: dict[str, Any]) -> Typed:
        uploads()  # says which were not taken, and why; the others stay in the form
        return filled

    def again(typed: Typed) -> str:
        return form_page(replace(filled, errors=typed.errors))

    return submit(PlaceForm(), Sent(change=taken, refused=again, answer=form_page, keyed=False))


@blueprint.get("/manifest.webmanifest")
@needs(ANYONE)
def manifest() -> Response:
    """What a phone has to know to keep the form among its own apps, and to share photos to it."""
    answer = jsonify(
        id="/",
        name=_("Tanggap: sampaikan keluhan"),
        short_name="Tanggap",
        lang=language(),
        start_url=url_for("complaint_form.complain"),
        scope="/",
        display="standalone",
        background_color="#edf3ef",
        theme_color="#0a5a4f",
        icons=[
            {"src": f"{PREFIX}{name}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, name, purpose in ICONS
        ],
        share_target={
            "action": url_for("offline.shared"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                **{name: name for name in SHARED_WORDS},
                "files": [{"name": "files", "accept": ["image/*", "video/*", "audio/*", "application/pdf"]}],
            },
        },
    )
    answer.headers["Content-Type"] = "application/manifest+json"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
