"""What an answer in a sentence chooses: "rahasia aja ya", "bukan tentang petugas kok", "jangan anonim". Pure.

Words decide only where nearly nothing else is said: whoever goes on telling what happened chooses nothing
by a word of it. What can be meant in two ways chooses nothing either; the question is asked again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLAUSE = re.compile(r"[.!?;,\n]+|\s[-–—]\s")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


#: What turns the words right behind it around.
_NOT = _words(
    "tidak tak nggak enggak gak ga ngga engga ndak tdk gk jangan jgn bukan not don't dont no never",
)
#: Said along, of no weight.
_ALONG = _words(
    "aja saja aj sajalah ya yaa iya yah yuk deh dong dongs donk kok sih nih lah la kak bang pak bu buk",
    "min admin mas mbak tolong mohon pls please mau pengen ingin pilih pilihan saya aku gue gw kami kita",
    "yang yg itu ini untuk buat dulu lebih baik biar supaya kalau klo kalo bisa boleh jadi dibuat bikin",
    "dibikin buatkan sebagai secara oke ok okay baik sip terima kasih makasih mksh thanks thank you i my",
    "me want would like prefer it keep make be to the a as just only is so then rather usah perlu pakai",
    "pake dgn dengan akan tetap sama ke di dari dan atau tapi takut soalnya karena lapor laporan report",
    "laporannya saya nama namaku namanya name identitas",
)
_BUT = _words(
    "tapi tetapi melainkan cukup but mending",
)
_PRIVACY = {
    "anonim": "anonymous", "anonimous": "anonymous", "anonymous": "anonymous", "anonymously": "anonymous",
    "anonimkan": "anonymous", "dianonimkan": "anonymous", "anon": "anonymous", "nameless": "anonymous",
    "rahasia": "confidential", "rahasiakan": "confidential", "dirahasiakan": "confidential",
    "merahasiakan": "confidential", "rahasiain": "confidential", "dirahasiain": "confidential",
    "rhs": "confidential", "confidential": "confidential", "confidentially": "confidential",
    "secret": "confidential", "private": "confidential", "privat": "confidential",
    "terbuka": "open", "open": "open", "openly": "open", "publik": "open",
}  # fmt: skip
_ABOUT = {
    "ya": "yes", "iya": "yes", "y": "yes", "yes": "yes", "yep": "yes", "yup": "yes", "betul": "yes",
    "benar": "yes", "bener": "yes", "iyalah": "yes", "correct": "yes",
    "tidak": "no", "bukan": "no", "enggak": "no", "nggak": "no", "gak": "no", "ga": "no", "ngga": "no",
    "engga": "no", "ndak": "no", "tdk": "no", "gk": "no", "no": "no", "nope": "no", "not": "no", "t": "no",
    "bukanlah": "no", "tidaklah": "no",
}  # fmt: skip
#: What a report is about, in an answer to whether it is about staff.
_STAFF = _words(
    "tentang soal mengenai terkait ada hubungannya menyangkut about staff petugas petugasnya pegawai",
    "pegawainya kantor kantornya kelurahan kecamatan lurah camat office officer officers",
)
_UNSURE = re.compile(
    r"\b(?:(?:tidak|tak|nggak|enggak|gak|ga|ngga|ndak|tdk|gk|kurang|belum|blm)\s+(?:begitu\s+|terlalu\s+)?"
    r"(?:yakin|tahu|tau|pasti|jelas|paham|ngerti)|entah\w*|mungkin|ragu(?:-ragu)?|bingung|kayaknya|"
    r"sepertinya|barangkali|bisa jadi|not (?:so |quite )?sure|unsure|(?:don['’]?t|do not) know|dunno|maybe|"
    r"perhaps|no idea)\b"
)
#: Whole turns of speech that choose without any of the words above.
_TURNS = {
    "privacy": (
        (re.compile(r"\b(?:tanpa|(?:tidak|tak|gak|ga|nggak|enggak|ngga|jangan)\s+(?:usah\s+)?(?:pakai|pake))"
                    r"\s+nama\b"), "anonymous"),
        (re.compile(r"\b(?:without|no)\s+(?:my\s+|a\s+)?name\b"), "anonymous"),
        (re.compile(r"\b(?:pakai|pake)\s+nama(?:\s+(?:saya|aku|asli))?\b"), "open"),
        (re.compile(r"\bnama (?:saya )?boleh (?:dilihat|tahu|diketahui|disebut|ditulis|tampil)\w*"), "open"),
    ),
    "about_office": ((_UNSURE, "unsure"),),
}  # fmt: skip
#: Questions back: what is meant has to be told first.
_ASKS_BACK = re.compile(
    r"\b(?:apa (?:beda|bedanya|maksud|maksudnya|artinya|itu)|bedanya apa|maksudnya|artinya|"
    r"what(?:['’]s| is| does)|difference|mean)\b"
)
#: What leaves a question of the category without an answer.
_PASS = _words(
    "lewati lewat lewatin lewatkan skip pass kosong kosongkan ada tau tahu none nothing there",
)
#: What sends, and what throws away, what was told.
SEND = _words(
    "kirim kirimkan kirimlah dikirim send ya iya ok oke yes benar betul bener sudah udah cocok pas",
)
CANCEL = _words(
    "batal batalkan dibatalkan batalin cancel",
)
_NOT_AFTER_ALL = re.compile(r"\b(?:tidak|tak|gak|ga|nggak|enggak|ngga|ndak|gk) jadi\b")
_WHEN = _words(
    "sekarang dulu segera langsung now semua semuanya all draf drafnya draft",
)
#: How well it was handled, in words; the longer turn first.
_SCORES = (
    (re.compile(r"\b(?:sangat|amat|paling)\s+(?:baik|bagus|puas|memuaskan)|\b(?:very good|excellent)\b|"
                r"\b(?:baik|bagus|puas)\s+(?:sekali|banget|bgt)\b|\bmantap\w*|\b4\b"), 4),
    (re.compile(r"\b(?:tidak|tak|gak|ga|nggak|not)\s+(?:baik|bagus|puas|good)\b|\b(?:buruk|jelek|bad|terrible)\b|"
                r"\b1\b"), 1),
    (re.compile(r"\b(?:kurang|agak kurang)\s+(?:baik|bagus|puas|memuaskan)\b|\bnot so good\b|\b2\b"), 2),
    (re.compile(r"\b(?:baik|bagus|puas|lumayan|memuaskan|good|fine)\b|\b3\b"), 3),
)  # fmt: skip
#: So many words of no known weight may stand beside a choice.
_MOST_STRANGE = {"privacy": 3, "about_office": 1}
#: With so many, what stands beside the choice is more of what happened.
_TELLS = 3


@dataclass(frozen=True)
class Understood:
    """What an answer chose (None: nothing that is sure), and what of it tells of something else.

    `unclear`: it answers, but not what was offered; it is no part of the report.
    """

    choice: str | None = None
    rest: str = ""
    unclear: bool = False


def understood(text: str, asked: str) -> Understood:
    """Reads an answer to `privacy` or `about_office`."""
    if asks_back(text):
        return Understood(unclear=True)
    chosen: list[str] = []
    rest: list[str] = []
    unclear = False
    for clause in (part.strip() for part in _CLAUSE.split(text)):
        found, answers = _clause(clause.casefold(), asked)
        chosen += found
        unclear = unclear or (answers and not found)
        if not answers and _strange(clause.casefold(), asked) >= _TELLS:
            rest.append(clause)
    if len(set(chosen)) == 1:
        return Understood(chosen[0], ". ".join(rest))
    return Understood(unclear=bool(chosen) or (unclear and not rest))


def says_send(text: str) -> bool | None:
    """Whether a short sentence sends what was checked; False: it says not to; None: it says neither."""
    return _says(text.casefold(), SEND, more=frozenset({"belum", "blm", "yet", "tunggu", "wait"}))


def asks_back(text: str) -> bool:
    """Whether a short sentence asks what is meant."""
    return bool(_ASKS_BACK.search(text.casefold())) and len(_WORD.findall(text)) <= 8


def says_pass(text: str) -> bool:
    """Whether an answer to a question of the category says that there is none: "tidak tahu", "lewati aja"."""
    plain = text.casefold()
    spoken = _WORD.findall(_UNSURE.sub(" ", plain))
    passing = _UNSURE.search(plain) or any(word in _PASS or word in _NOT for word in spoken) or not spoken
    return bool(passing) and all(word in _PASS or word in _NOT or word in _ALONG for word in spoken)


def says_cancel(text: str) -> bool:
    """Whether a short sentence throws away what is open."""
    plain = text.casefold()
    if _NOT_AFTER_ALL.search(plain):
        plain = _NOT_AFTER_ALL.sub("batal", plain)
    return bool(_says(plain, CANCEL))


def score_in(text: str) -> int | None:
    """The rating that a short answer gives, 1 to 4; None where it says more than that."""
    plain = text.casefold()
    for turn, score in _SCORES:
        if (found := turn.search(plain)) is not None:
            rest = _WORD.findall(plain[: found.start()] + " " + plain[found.end() :])
            return score if all(word in _ALONG for word in rest) else None
    return None


def _says(plain: str, wanted: frozenset[str], more: frozenset[str] = frozenset()) -> bool | None:
    spoken = _WORD.findall(plain)
    known = wanted | more | _ALONG | _NOT | _WHEN
    if not spoken or any(word not in known for word in spoken) or not wanted & set(spoken):
        return None
    return not any(word in _NOT or word in more for word in spoken)


def _clause(clause: str, asked: str) -> tuple[list[str], bool]:
    """What one clause chooses, and whether it is an answer at all."""
    if _strange(clause, asked) > _MOST_STRANGE[asked]:
        return [], False
    for turn, choice in _TURNS[asked]:
        if turn.search(clause):
            return [choice], True
    if asked == "about_office":
        return _about_office(_WORD.findall(clause))
    return _privacy(_WORD.findall(clause))


def _about_office(spoken: list[str]) -> tuple[list[str], bool]:
    said = [_ABOUT[word] for word in spoken if word in _ABOUT]
    staff = any(word in _STAFF for word in spoken)
    # "iya bukan", "ya enggak": the one that denies is the answer, the other a habit of speech.
    if "no" in said:
        return (["no"], True) if "yes" not in said or spoken.index(_first(spoken, "yes")) == 0 else ([], True)
    if "yes" in said or staff:
        return ["yes"], True
    return [], False


def _first(spoken: list[str], choice: str) -> str:
    return next(word for word in spoken if _ABOUT.get(word) == choice)


def _privacy(spoken: list[str]) -> tuple[list[str], bool]:
    chosen, denied, named = [], False, False
    turned = 0  # for so many words what is said is denied
    for word in spoken:
        named = named or word in ("nama", "namaku", "name", "identitas", "siapa", "tahu", "tau")
        if word in _BUT:
            turned = 0
        elif word in _NOT:
            turned = 3
        elif word in _PRIVACY:
            if turned:
                denied = True
            else:
                chosen.append(_PRIVACY[word])
            turned = 0
        else:
            turned = max(turned - 1, 0)
    return list(dict.fromkeys(chosen)), bool(chosen) or denied or named


def _strange(clause: str, asked: str) -> int:
    """How many words of a clause say something else than the answer."""
    known = _PRIVACY.keys() if asked == "privacy" else _ABOUT.keys() | _STAFF
    for turn, _choice in _TURNS[asked]:
        clause = turn.sub(" ", clause)
    return sum(
        word not in known and word not in _ALONG and word not in _NOT and word not in _BUT
        for word in _WORD.findall(clause)
    )
