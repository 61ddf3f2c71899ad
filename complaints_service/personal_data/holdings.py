"""The register of processing (UU 27/2022, article 31): which tables hold what of whom, what for, how long.

Every table of the service stands in one row here or among those that say nothing of anybody; a test holds it.
Terms are read from where they are decided: limits of the rulebook, and what jobs delete by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from complaints_service.accounts.throttle import KEPT as SIGN_INS_KEPT
from complaints_service.answering.drafts import KEPT as DRAFT_KEPT
from complaints_service.audit.sources import KEPT as SOURCES_KEPT
from complaints_service.chats.drafts import DRAFTS_KEPT, STEPS_KEPT
from complaints_service.errors import Words, marked, words
from complaints_service.intake.mail.service import LETTERS_KNOWN
from complaints_service.notify.citizens.askings import LINK_LIFE
from complaints_service.personal_data.rules import RETENTION
from complaints_service.tickets.unsent.service import KEPT as REFUSED_KEPT
from config.rulebook import Rulebook

_SERVICE = marked("Menangani laporan (tugas pelayanan publik, pasal 20 ayat 2 huruf e).")
_CONSENT = marked("Memberi kabar (persetujuan pemilik alamat, pasal 20 ayat 2 huruf a).")
_STAFF = marked("Kepegawaian dan penilaian kinerja (kewajiban hukum, pasal 20 ayat 2 huruf c).")
_PROOF = marked("Membuktikan siapa berbuat apa (kewajiban hukum, pasal 20 ayat 2 huruf c).")
_SAFETY = marked("Menjaga akun dan formulir (kepentingan yang sah, pasal 20 ayat 2 huruf f).")
_ARCHIVE = marked("Menurut jadwal retensi arsip kantor; tidak dihapus sendiri oleh sistem ini.")
_REPORT = marked("Selama isi laporannya disimpan, menurut kelasnya.")


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One sort of what is kept. `term`: a sentence, or how long after which it is deleted."""

    code: str
    what: str
    whose: str
    tables: tuple[str, ...]
    purpose: str
    term: str | timedelta

    def told_term(self, rulebook: Rulebook, on: date) -> Words:
        """How long it is kept, in words."""
        if self.term is _REPORT:
            days = {key: rulebook.limit(limit, on) for key, limit in RETENTION.items()}
            return words(
                "Sesudah laporan berakhir: terbuka %(open)s hari, rahasia %(confidential)s, "
                "anonim %(anonymous)s, tentang petugas %(oversight)s; atau sampai penghapusan yang diminta.",
                **days,
            )
        if isinstance(self.term, timedelta):
            hours = int(self.term.total_seconds() // 3600)
            if hours <= 24:
                return words("Paling lama %(hours)s jam.", hours=hours)
            return words("Paling lama %(days)s hari.", days=hours // 24)
        return words(self.term)


_CITIZEN, _OFFICER, _BOTH = marked("Warga"), marked("Pegawai"), marked("Warga dan pegawai")

HOLDINGS = (
    Holding(
        code="identity",
        what=marked("Nama, telepon, dan surel pelapor; tersegel, dibuka satu per satu dengan catatan."),
        whose=_CITIZEN,
        tables=("identity",),
        purpose=_SERVICE,
        term=_REPORT,
    ),
    Holding(
        code="ways",
        what=marked("Alamat untuk kabar dan tautan yang dikirim."),
        whose=_CITIZEN,
        tables=("subscription", "reader_link", "owner_code"),
        purpose=_CONSENT,
        term=_REPORT,
    ),
    Holding(
        code="outbox",
        what=marked("Kabar yang menunggu atau sudah pergi: kata-katanya, dan alamat yang tersegel."),
        whose=_BOTH,
        tables=("outbox", "sent_message"),
        purpose=_CONSENT,
        term=marked(
            "Kata-kata kabar tentang laporan selama isi laporannya; kabar untuk pegawai menurut jadwal "
            "retensi arsip kantor."
        ),
    ),
    Holding(
        code="words",
        what=marked("Isi laporan, tempatnya, percakapan, catatan kejadian, dan indeks pencariannya."),
        whose=_CITIZEN,
        tables=(
            "passed_on",
            *("complaint", "message", "ticket_event", "ticket_words", "ticket_listed", "released_report"),
            *("other_number", "rating", "rating_fact", "square_fact"),
        ),
        purpose=_SERVICE,
        term=_REPORT,
    ),
    Holding(
        code="files",
        what=marked("Foto dan berkas laporan, tanpa data tersembunyi di dalamnya."),
        whose=_CITIZEN,
        tables=("attachment",),
        purpose=_SERVICE,
        term=marked(
            "Selama isi laporannya; berkasnya sendiri, dan berkas formulir yang tidak jadi dikirim, hilang "
            "dari disk paling lama 48 jam dan satu putaran kerja sesudah itu."
        ),
    ),
    Holding(
        code="papers",
        what=marked("Surat dan slip yang sudah dibuat; isinya disunting, tanpa nama pelapor."),
        whose=_CITIZEN,
        tables=("ticket_paper",),
        purpose=_PROOF,
        term=_ARCHIVE,
    ),
    Holding(
        code="chats",
        what=marked("Draf dan langkah di obrolan."),
        whose=_CITIZEN,
        tables=("chat_draft", "chat_step"),
        purpose=_SERVICE,
        term=max(STEPS_KEPT, DRAFTS_KEPT),
    ),
    Holding(
        code="letters",
        what=marked("Tanda surel yang sudah dibaca, tanpa isinya."),
        whose=_CITIZEN,
        tables=("read_letter",),
        purpose=_SERVICE,
        term=LETTERS_KNOWN,
    ),
    Holding(
        code="askings",
        what=marked("Alamat yang menunggu persetujuan pemiliknya."),
        whose=_CITIZEN,
        tables=("contact_asking", "chat_link_try"),
        purpose=_CONSENT,
        term=LINK_LIFE,
    ),
    Holding(
        code="monthly",
        what=marked("Alamat untuk kabar bulanan; tersegel, tanpa hubungan dengan laporan."),
        whose=_CITIZEN,
        tables=("monthly_reader",),
        purpose=_CONSENT,
        term=marked("Sampai pemiliknya berhenti."),
    ),
    Holding(
        code="readers",
        what=marked("Penerima laporan berkala dan segel kantor, pegawai atau di luar kantor, dan alamatnya."),
        whose=_BOTH,
        tables=("report_reader", "seal_keeper"),
        purpose=_SERVICE,
        term=marked("Sampai penerimanya diakhiri."),
    ),
    Holding(
        code="requests",
        what=marked("Permintaan warga tentang datanya, dan putusannya."),
        whose=_CITIZEN,
        tables=("subject_request",),
        purpose=_PROOF,
        term=marked("Kata-katanya selama isi laporannya; putusannya tetap."),
    ),
    Holding(
        code="drafts",
        what=marked("Jawaban setengah jadi tentang sebuah laporan."),
        whose=_BOTH,
        tables=("answer_draft", "unsent_letter"),
        purpose=_SERVICE,
        term=max(DRAFT_KEPT, REFUSED_KEPT),
    ),
    Holding(
        code="templates",
        what=marked("Templat jawaban, dan siapa pemiliknya."),
        whose=_OFFICER,
        tables=("answer_template", "answer_template_version"),
        purpose=_SERVICE,
        term=_ARCHIVE,
    ),
    Holding(
        code="staff",
        what=marked("Nama, NIP, jabatan, cuti, dan alamat dinas pegawai; siapa yang dilaporkan."),
        whose=_OFFICER,
        tables=(
            *("officer", "posting", "personnel_record", "leave", "officer_chat", "ticket_accused"),
            *("structure_record",),
        ),
        purpose=_STAFF,
        term=_ARCHIVE,
    ),
    Holding(
        code="performance",
        what=marked("Rencana, capaian, umpan balik, evaluasi, pelatihan, dan rapat."),
        whose=_OFFICER,
        tables=(
            *("plan", "plan_version", "plan_result", "plan_indicator", "plan_expectation", "plan_remark"),
            *("plan_typing", "reported_value", "evidence", "feedback", "evaluation", "evaluation_opinion"),
            *(
                "follow_up",
                "training_need",
                "training_record",
                "meeting",
                "meeting_minutes",
                "agenda_item",
                "attendance",
                "action",
            ),
            *(
                "custody_fact",
                "resolution_fact",
                "handover_fact",
                "officer_cell",
                "sign_dismissal",
                "escalation",
            ),
        ),
        purpose=_STAFF,
        term=_ARCHIVE,
    ),
    Holding(
        code="accounts",
        what=marked("Akun, peran, langkah kedua, dan tampilan yang disimpan."),
        whose=_OFFICER,
        tables=(
            *("account", "role_grant", "api_token", "code_app", "passkey", "recovery_code", "one_time_token"),
            *("saved_view", "audit_question", "reminder", "bulk_run", "rulebook_trial", "provider_link"),
            *("page_remark", "report_order", "report_file"),
        ),
        purpose=_SAFETY,
        term=marked("Selama akunnya ada."),
    ),
    Holding(
        code="sessions",
        what=marked("Sesi masuk dengan jenis perangkatnya, dan percobaan masuk."),
        whose=_OFFICER,
        tables=("sign_in_session", "sign_in_attempt", "spent_challenge"),
        purpose=_SAFETY,
        term=SIGN_INS_KEPT,
    ),
    Holding(
        code="logs",
        what=marked(
            "Log layanan: waktu, jenis halaman, nomor laporan, dan kesalahan; tanpa nama, kontak, dan isi."
        ),
        whose=_BOTH,
        tables=(),
        purpose=_SAFETY,
        term=marked("Menurut penampung log di server; layanan tidak menyimpannya sendiri."),
    ),
    Holding(
        code="record",
        what=marked("Catatan audit: siapa membuka, memutuskan, dan mengubah apa; pelanggaran data."),
        whose=_BOTH,
        tables=("audit_event", "audit_word", "data_breach"),
        purpose=_PROOF,
        term=_ARCHIVE,
    ),
    Holding(
        code="sources",
        what=marked(
            "Dari mana pegawai bertindak: alamat jaringannya yang dipendekkan, dan sesi atau kuncinya. "
            "Dari warga tidak ada yang disimpan."
        ),
        whose=_OFFICER,
        tables=("audit_source",),
        purpose=_PROOF,
        term=SOURCES_KEPT,
    ),
)

#: Tables that say nothing of any person: codes, digests, sums, rules, what machines do.
OF_NOBODY = frozenset(
    {
        "achievement", "bot_lease", "category_model", "channel_cell", "checkpoint", "custody_cell",
        "elsewhere_cell", "elsewhere_fact", "flow_cell", "flow_fact",
        "clock_fact", "digest_form", "digest_salt", "erased_act", "erased_entry", "goal", "heartbeat", "hook",
        "idempotency_key", "job_run", "mailbox_place", "month_cell", "office_closure", "office_stamp",
        "open_file", "position", "published_month", "report_issue", "report_standing", "route_setting",
        "other_office", "route_state", "rulebook_draft", "rulebook_release", "rulebook_version", "seal",
        "shared_count",
        "survey_answer", "survey_follow_up", "survey_pass", "survey_period", "block_report", "point_block",
        "rating_cell", "square_cell", "survey_cell", "ticket", "ticket_fact", "training", "unit", "written",
    }
)  # fmt: skip


def tables_told() -> Mapping[str, str]:
    """Table -> the code of the row that speaks of it."""
    return {table: one.code for one in HOLDINGS for table in one.tables}
