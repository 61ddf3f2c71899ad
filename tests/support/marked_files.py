"""Files of every kind that is kept, each with a marker in every place where such a file says something of itself.

A marker is told apart from everything else by `MARK`; what is made anew out of such a file must not have it.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pikepdf
import pillow_heif
from PIL import Image, ImageCms, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

from complaints_service.intake.cleaning.boxes import boxes, made

MARK = b"KENARI"
WORD = MARK.decode()
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>{WORD}</dc:format>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
).encode()


def drawing(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A picture with something to see: left dark, right bright."""
    picture = Image.new("L", (width, height), 200)
    picture.paste(30, (0, 0, width // 2, height))
    return picture.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """What a camera writes: maker, words, place, and a thumbnail with words of its own."""
    told = Image.Exif()
    told[0x010F], told[0x9286], told[0x0112] = f"{WORD} maker", f"{WORD} comment", orientation
    place = told.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (3.0, 40.0, 1.0), f"{WORD} place"
    return told.tobytes()


def profile() -> bytes:
    """A profile of colours that names its device in its words and in a private tag."""
    made_ = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = made_.find("s\0R\0G\0B".encode("latin-1"))
    made_[at : at + len(MARK)] = MARK
    return bytes(made_)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def jpeg() -> bytes:
    """EXIF, XMP, IPTC, profile, comment, a segment of a program's own, and bytes behind the end."""
    plain = saved(drawing(), "JPEG", exif=exif(), icc_profile=profile(), comment=MARK, xmp=XMP)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\x0c\x1c\x02\x78\0\x06" + MARK
    own = b"".join(
        b"\xff" + bytes([kind]) + struct.pack(">H", len(body) + 2) + body
        for kind, body in ((0xED, iptc), (0xE5, MARK + b" own"), (0xEB, MARK * 3))
    )
    return plain[:2] + own + plain[2:] + MARK + b" behind the end"


def png() -> bytes:
    """Words of all three kinds, EXIF, profile, and bytes behind the end."""
    told = PngInfo()
    told.add_text("Author", WORD)
    told.add_text("Software", WORD, zip=True)
    told.add_itxt("Comment", WORD)
    told.add(b"prVt", MARK)
    return saved(drawing(), "PNG", pnginfo=told, exif=exif(), icc_profile=profile()) + MARK


def gif() -> bytes:
    """A comment, and bytes behind the end."""
    return saved(drawing(mode="P"), "GIF", comment=MARK) + MARK


def webp() -> bytes:
    """EXIF, XMP, profile."""
    return saved(drawing(), "WEBP", exif=exif(), xmp=XMP, icc_profile=profile(), lossless=True) + MARK


def bmp() -> bytes:
    """Bytes behind the end; it has no other place."""
    return saved(drawing(), "BMP") + MARK


def tiff() -> bytes:
    """Words in tags of its own, of IPTC, XMP and a maker's."""
    told = TiffImagePlugin.ImageFileDirectory_v2()
    told[270], told[305], told[315] = f"{WORD} described", f"{WORD} software", f"{WORD} artist"
    told[700], told[33723], told[65000] = XMP, MARK, f"{WORD} own"
    told.tagtype[700] = told.tagtype[33723] = 7
    told.tagtype[65000] = 2
    return saved(drawing(), "TIFF", tiffinfo=told, icc_profile=profile()) + MARK


def avif() -> bytes:
    """EXIF, XMP, profile."""
    return saved(drawing(), "AVIF", exif=exif(), xmp=XMP, icc_profile=profile()) + made(b"uuid", MARK)


def heic() -> bytes:
    """EXIF, XMP, a thumbnail, and a box behind all."""
    file = io.BytesIO()
    photo = pillow_heif.from_pillow(drawing(320, 240))
    photo.info["exif"], photo.info["xmp"] = exif(), XMP
    photo.save(file, thumbnails=[64])
    return file.getvalue() + made(b"uuid", MARK)


PICTURES = ("jpeg", "png", "gif", "webp", "bmp", "tiff", "avif", "heic")

# ---------------------------------------------------------------------------------------- sound and films

TAGS = {
    "title": f"{WORD} title",
    "artist": f"{WORD} artist",
    "comment": f"{WORD} comment",
    "location": f"+03.67+098.67/{WORD}",
    "encoder": f"{WORD} encoder",
}


def _sound(stream: av.AudioStream, container: av.container.OutputContainer, rate: int) -> None:
    if not stream.codec_context.is_open:
        stream.codec_context.open()
    size = stream.codec_context.frame_size or 1024
    planar, layout = stream.codec_context.format.name, stream.codec_context.layout.name
    for number in range(40):
        wave = np.sin(np.arange(number * size, (number + 1) * size) * 440 * 2 * np.pi / rate) * 0.4
        samples = (wave * 32767).astype(np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, number * size, Fraction(1, rate)
        for ready in av.AudioResampler(format=planar, layout=layout, rate=rate).resample(frame):
            ready.pts, ready.time_base = number * size, Fraction(1, rate)
            container.mux(stream.encode(ready))
    container.mux(stream.encode(None))


def _film(stream: av.VideoStream, container: av.container.OutputContainer) -> None:
    for number in range(12):
        picture = np.full((96, 128, 3), number * 20, dtype=np.uint8)
        picture[:, : 64 + number] = 220
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
    container.mux(stream.encode(None))


def media(
    kind: str,
    *,
    video: str = "",
    sound: str = "",
    rate: int = 48000,
    pixels: str = "yuv420p",
    words: bool = False,
    **options: str,
) -> bytes:
    """A film or a sound of about a second, with tags; with `words` a track of text besides."""
    file = io.BytesIO()
    with av.open(file, "w", format=kind, options=options) as container:
        container.metadata.update(TAGS)
        streams: list[Callable[[], None]] = []
        if video:
            quiet = {"x265-params": "log-level=none"} if video == "libx265" else {}
            seen = container.add_stream(video, rate=12, options=quiet)
            seen.width, seen.height, seen.pix_fmt = 128, 96, pixels
            seen.metadata.update(TAGS | {"handler_name": WORD})
            streams.append(lambda: _film(seen, container))
        if sound:
            layout = "stereo" if sound == "vorbis" else "mono"
            heard = container.add_stream(sound, rate=rate, layout=layout, options={"strict": "-2"})
            heard.metadata.update(TAGS | {"handler_name": WORD})
            streams.append(lambda: _sound(heard, container, rate))
        if words:
            streams.append(lambda: container.mux(_words(container, said)))
            said = container.add_stream("mov_text")
            said.codec_context.subtitle_header = b"[Script Info]"
        for write in streams:
            write()
    return file.getvalue()


def _words(container: av.container.OutputContainer, stream: av.stream.Stream) -> av.Packet:
    packet = av.Packet(struct.pack(">H", len(MARK)) + MARK)
    packet.stream, packet.pts, packet.dts, packet.duration = stream, 0, 0, 1
    packet.time_base = Fraction(1)
    return packet


def with_wide_places(content: bytes) -> bytes:
    """A film whose tables stand in front, with its places as numbers of 64 bits."""

    def turned(kind: bytes, body: bytes, more: int) -> bytes:
        if kind == b"stco":
            places = struct.unpack(f">{(len(body) - 8) // 4}I", body[8:])
            return made(b"co64", body[:8], struct.pack(f">{len(places)}Q", *(each + more for each in places)))
        if kind not in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
            return made(kind, body)
        return made(kind, *(turned(box.kind, bytes(box.body), more) for box in boxes(memoryview(body))))

    top = [(box.kind, bytes(box.body)) for box in boxes(memoryview(content))]
    grown = len(b"".join(turned(kind, body, 0) for kind, body in top)) - len(content)
    return b"".join(turned(kind, body, grown) for kind, body in top)


def film(kind: str, video: str = "libx264", sound: str = "aac") -> bytes:
    """A film with a marker in every box that says something, also within tables and descriptions."""
    content = media(kind, video=video, sound=sound)
    assert content.rindex(b"moov") > content.rindex(b"mdat"), "the places in the tables stay right"
    return (
        b"".join(_marked(box.kind, bytes(box.body)) for box in boxes(memoryview(content)))
        + made(b"free", MARK)
        + made(b"meta", MARK)
        + made(b"uuid", MARK * 4)
    )


_WITHIN = {b"moov": 0, b"trak": 0, b"mdia": 0, b"minf": 0, b"stbl": 0, b"stsd": 8, b"avc1": 78, b"hvc1": 78}


def _marked(kind: bytes, body: bytes) -> bytes:
    if kind == b"hdlr":
        return made(kind, body[:12], MARK, MARK, body[24:], MARK)
    if kind not in _WITHIN:
        return made(kind, body)
    head = _WITHIN[kind]
    start = body[:head]
    if head == 78:  # the name of what compressed it
        start = start[:42] + bytes([len(MARK)]) + MARK + start[43 + len(MARK) :]
    inner = b"".join(_marked(box.kind, bytes(box.body)) for box in boxes(memoryview(body)[head:]))
    told = (
        b""
        if kind == b"stsd"
        else made(b"udta", made(b"\xa9xyz", MARK)) + made(b"uuid", MARK) + made(b"meta", MARK)
    )
    return made(kind, start, inner, told)


def mp3() -> bytes:
    """ID3 before and behind, APE, lyrics, and what the encoder calls itself."""
    content = media("mp3", sound="libmp3lame", id3v2_version="3", write_id3v1="1")
    tail = content[content.rindex(b"TAG") :] if b"TAG" in content else b""
    ape = b"APETAGEX" + struct.pack("<IIII8x", 2000, 60, 1, 0) + struct.pack("<II", 6, 0) + b"Artist\0" + MARK
    lyrics = b"LYRICSBEGIN" + MARK + b"LYRICS200"
    frames = content[: len(content) - len(tail)].replace(b"Lavc", MARK[:4])
    return frames + ape + lyrics + tail + b"TAG" + MARK.ljust(125, b"\0")


def wav() -> bytes:
    """Lists, a broadcast's, a tag, a drawing of the wave; bytes behind the end."""
    content = media("wav", sound="pcm_s16le")
    chunks = b"".join(
        kind + struct.pack("<I", 20) + MARK.ljust(20, b"\0")
        for kind in (b"bext", b"iXML", b"id3 ", b"ID3 ", b"LIST", b"JUNK", b"_PMX")
    )
    body = content[8:] + chunks
    return b"RIFF" + struct.pack("<I", len(body)) + body[:4] + chunks + body[4:] + MARK


def ogg(codec: str) -> bytes:
    """Tags of the stream, and bytes behind the end."""
    return media("ogg", sound=codec) + MARK


def text() -> bytes:
    """Words alone: there is no other place."""
    return b"Surat keluhan.\n"


def pdf() -> bytes:
    """Everything a document says of itself, runs, opens and carries beside its pages; an earlier version too."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(300, 200)).obj
        colours = document.make_stream(profile(), N=3)
        photo = document.make_stream(jpeg())
        photo.Type, photo.Subtype, photo.Filter = (
            pikepdf.Name.XObject,
            pikepdf.Name.Image,
            pikepdf.Name.DCTDecode,
        )
        photo.Width, photo.Height, photo.BitsPerComponent = 64, 48, 8
        photo.ColorSpace = document.make_indirect(pikepdf.Array([pikepdf.Name.ICCBased, colours]))
        words = document.make_stream(XMP, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        photo.Metadata = words
        own = pikepdf.Dictionary(Own=pikepdf.Dictionary(Private=pikepdf.String(WORD)))
        form = document.make_stream(b"%" + MARK + b"\n0 0 40 40 re f /P /MARKED BMC EMC")
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 40, 40]
        form.PieceInfo, form.Metadata, form.LastModified = own, words, pikepdf.String(WORD)
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{WORD}')"))
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Photo=photo, Form=form),
            Properties=pikepdf.Dictionary(P=pikepdf.Dictionary(Metadata=words, Said=pikepdf.String(WORD))),
        )
        page.Contents = document.make_stream(
            b"%"
            + MARK
            + b"\n/Span <</ActualText ("
            + MARK
            + b")>> BDC q 200 0 0 150 0 0 cm /Photo Do Q EMC /Form Do"
        )
        page.PieceInfo, page.Metadata, page.AA = own, words, pikepdf.Dictionary(O=script)
        page.Thumb = document.make_stream(MARK)
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(f"https://{WORD}.example"))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=pikepdf.String(WORD)
        )
        page.Annots = pikepdf.Array(
            [
                document.make_indirect(note),
                document.make_indirect(
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=link
                    )
                ),
            ]
        )
        root = document.Root
        root.OpenAction, root.AA, root.Metadata = script, pikepdf.Dictionary(WC=script), words
        root.Outlines = pikepdf.Dictionary(Title=pikepdf.String(WORD))
        root.StructTreeRoot = pikepdf.Dictionary(Alt=pikepdf.String(WORD))
        root.PieceInfo = own
        document.attachments["beside.txt"] = MARK
        root.Names.JavaScript = pikepdf.Dictionary(Names=[pikepdf.String(WORD), script])
        document.docinfo.Author, document.docinfo.Own = pikepdf.String(WORD), pikepdf.String(WORD)
        file = io.BytesIO()
        document.save(file, compress_streams=False)
    return file.getvalue() + b"\n%" + MARK + b" behind the end\n%%EOF\n"


def pdf_pages(count: int = 1) -> bytes:
    """A document of empty pages."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(count):
            document.add_blank_page(page_size=(300, 200))
        document.save(file)
    return file.getvalue()


def shown_of_pdf(content: bytes) -> bytes:
    """All that a document holds, nothing packed."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(
            plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized
        )
    return plain.getvalue()
