"""The guides, served in the product: each page's question mark leads to its section here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import NotFound, marked
from complaints_service.web.boarding.markdown import headings, html_of, slug
from complaints_service.web.shell.pages import page

blueprint = Blueprint("guides", __name__, url_prefix="/panduan")
DOCS = Path(__file__).parents[3] / "docs"
FOLDER, PICTURES = DOCS / "panduan", DOCS / "pictures"

#: How pictures are drawn, by the endings of their files.
_DRAWN = {".png": "image/png", ".webp": "image/webp"}
#: The guides by the word in their address, in the order in which they are offered.
GUIDES = {
    "petugas": marked("Petugas"),
    "atasan": marked("Atasan"),
    "pengelola": marked("Pengelola"),
    "inspektur": marked("Inspektur"),
    "menghitung-waktu": marked("Menghitung waktu"),
    "warga": marked("Warga"),
}


@blueprint.get("")
@needs(SIGNED_IN)
def index(_reader: SignedIn) -> str:
    """The guides there are."""
    return page("boarding/panduan_semua.html", guides=_offered())


@blueprint.get(f"/<any({','.join(map(repr, GUIDES))}):name>")
@needs(SIGNED_IN)
def guide(_reader: SignedIn, name: str) -> str:
    """One guide, with its sections beside it."""
    path = FOLDER / f"{name}.md"
    if not path.is_file():
        raise NotFound  # installed without the project's documents
    text = path.read_text(encoding="utf-8")
    sections = [(f"#{slug(words)}", words) for level, words in headings(text) if level == 2]
    return page(
        "boarding/panduan.html",
        title=headings(text)[0][1],
        sections=sections,
        body=_body(text),
        guides=_offered(),
    )


@blueprint.get("/gambar/<picture>")
@needs(SIGNED_IN)
def one_picture(_reader: SignedIn, picture: str) -> Response:
    """A picture of a guide; it shows the sample office."""
    path = next((one for one in PICTURES.glob("*.*") if one.name == picture), None)
    kind = _DRAWN.get(path.suffix) if path else None
    if path is None or kind is None:
        raise NotFound
    return Response(path.read_bytes(), content_type=kind)


def _offered() -> list[tuple[str, str]]:
    return [(url_for("guides.guide", name=name), _(words)) for name, words in GUIDES.items()]


@lru_cache(maxsize=len(GUIDES))
def _body(text: str) -> Markup:
    """A guide's words are Indonesian whoever reads it, and the same until the file changes."""
    title, _sep, below = text.partition("\n")
    return html_of(below if title.startswith("# ") else text, _address)


def _address(target: str) -> str | None:
    """Where a guide's link leads here; None where it leads into the project's own files."""
    path, sep, anchor = target.partition("#")
    if not path or path.startswith(("https://", "http://")):
        return target
    if path.startswith("../pictures/"):
        return url_for("guides.one_picture", picture=path.removeprefix("../pictures/"))
    name = path.removesuffix(".md")
    return f"{url_for('guides.guide', name=name)}{sep}{anchor}" if name in GUIDES else None
