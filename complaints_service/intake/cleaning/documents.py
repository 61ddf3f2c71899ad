"""PDF made anew out of what its pages draw: no names, no programs, no files inside, no earlier versions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from complaints_service.intake.cleaning.jpeg_parts import bare_jpeg
from complaints_service.intake.cleaning.refusal import NotCleaned


def _keys(named: str) -> tuple[str, ...]:
    return tuple(named.split())


_MOST_PAGES = 500
_MOST_OBJECTS = 100_000
_PAGE = _keys("/Type /Parent /MediaBox /CropBox /Rotate /Contents /Resources /UserUnit")
_RESOURCES = _keys("/Font /XObject /ExtGState /ColorSpace /Pattern /Shading")
_IMAGE = _keys(
    "/Type /Subtype /Width /Height /ColorSpace /BitsPerComponent /Intent /ImageMask /Mask /Decode "
    "/Interpolate /SMask /Filter /DecodeParms /Length /Matte"
)
_FORM = _keys("/Type /Subtype /FormType /BBox /Matrix /Resources /Group /Length /Filter /DecodeParms")
#: Never, wherever it stands: words about the document, what runs or opens, what lies beside.
_NEVER = _keys(
    "/Metadata /PieceInfo /Thumb /LastModified /AA /A /OpenAction /JS /JavaScript /AF /EF /EmbeddedFiles "
    "/Alternates /OPI /Ref /OC /StructParent /StructParents /PtData /Measure /Info /Names /URI "
    "/Properties"
)
#: Operators that mark what is drawn and draw nothing.
_MARKS = frozenset(("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX"))
_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


def bare_pdf(content: bytes) -> bytes:
    """The pages as a new document. Raises NotCleaned."""
    try:
        with pikepdf.open(io.BytesIO(content)) as given, pikepdf.new() as bare:
            _pages_of(given, bare)
            for held in _all_objects(bare):
                _strip(bare, held)
            made = io.BytesIO()
            bare.save(made, deterministic_id=True, compress_streams=True)
            return made.getvalue()
    except pikepdf.PasswordError as error:
        raise NotCleaned("locked") from error
    except MemoryError as error:
        raise NotCleaned("too_large") from error
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        pikepdf.ForeignObjectError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise NotCleaned("broken") from error


def _pages_of(given: pikepdf.Pdf, bare: pikepdf.Pdf) -> None:
    """Copies the pages with what is written into their forms and on top of them."""
    if not 0 < len(given.pages) <= _MOST_PAGES:
        raise NotCleaned("too_many_pages" if len(given.pages) else "broken")
    if _hides_layers(given.Root):
        raise NotCleaned("hidden_layers")
    if "/AcroForm" in given.Root:
        given.generate_appearance_streams()
    given.flatten_annotations("screen")
    for page in given.pages:
        _allow(page.obj, _PAGE)
    bare.pages.extend(given.pages)


def _hides_layers(root: Object) -> bool:
    """Whether some of what its pages draw is switched off: nobody sees it, and a bare copy would show it."""
    layers = root.get("/OCProperties")
    usual = layers.get("/D") if isinstance(layers, Dictionary) else None
    if not isinstance(usual, Dictionary):
        return False
    return usual.get("/BaseState", Name.ON) != Name.ON or bool(len(usual.get("/OFF", Array())))


def _all_objects(pdf: pikepdf.Pdf) -> Iterator[Dictionary | Stream]:
    """Every dictionary and stream that the pages lead to, each once, however deep."""
    seen: set[tuple[int, int]] = set()
    todo: list[Any] = [page.obj for page in pdf.pages]
    for _ in range(_MOST_OBJECTS * 10):
        if not todo:
            return
        held = todo.pop()
        if not isinstance(held, Object):
            continue
        if held.is_indirect:
            if held.objgen in seen:
                continue
            seen.add(held.objgen)
        if isinstance(held, (Dictionary, Stream)):
            yield held
            told: Dictionary = held.stream_dict if isinstance(held, Stream) else held
            todo += [each for key, each in told.items() if key != "/Parent"]
        elif isinstance(held, Array):
            todo += list(held)
    raise NotCleaned("too_large")


def _strip(pdf: pikepdf.Pdf, held: Dictionary | Stream) -> None:
    told: Dictionary = held.stream_dict if isinstance(held, Stream) else held
    for key in _NEVER:
        if key in told:
            del told[key]
    for key, each in list(told.items()):
        if isinstance(each, Array):
            _without_profiles(told, key, each)
    if told.get("/Type") == Name.Page:
        if "/Contents" in told:
            told.Contents = Stream(pdf, _drawing(pikepdf.Page(held)))
        _allow(told, _PAGE)
    resources = told.get("/Resources")
    if isinstance(resources, Dictionary):
        _allow(resources, _RESOURCES)
    if isinstance(held, Stream):
        _strip_stream(held)


def _strip_stream(held: Stream) -> None:
    kind = held.stream_dict.get("/Subtype")
    if kind == Name.Form:
        held.write(_drawing(held))
        _allow(held.stream_dict, _FORM)
    elif kind == Name.Image:
        _allow(held.stream_dict, _IMAGE)
        _strip_image(held)
    elif kind == Name.PS:
        raise NotCleaned("not_cleanable")
    elif held.stream_dict.get("/PatternType") == 1:
        held.write(_drawing(held))


def _drawing(page_or_form: Any) -> bytes:
    kept = [each for each in pikepdf.parse_content_stream(page_or_form) if str(each.operator) not in _MARKS]
    return pikepdf.unparse_content_stream(kept)


def _strip_image(image: Stream) -> None:
    filters = image.stream_dict.get("/Filter")
    named = [str(each) for each in filters] if isinstance(filters, Array) else [str(filters)]
    if named == ["/DCTDecode"]:
        image.write(bare_jpeg(image.read_raw_bytes()), filter=Name.DCTDecode)
    elif "/DCTDecode" in named or "/JPXDecode" in named:
        raise NotCleaned("not_cleanable")


def _without_profiles(told: Dictionary, key: str, each: Array) -> None:
    """A profile of colours may be about a device: the plain colours of as many inks stand for it."""
    if len(each) == 2 and each[0] == Name.ICCBased and isinstance(each[1], Stream):
        inks = int(each[1].stream_dict.get("/N", 3))
        if inks not in _DEVICE:
            raise NotCleaned("not_cleanable")
        told[key] = _DEVICE[inks]


def _allow(told: Object, keys: tuple[str, ...]) -> None:
    for key in list(told.keys()):
        if key not in keys:
            del told[key]
