"""What the bot says beside a conversation about a report: to officers, and of what it could not read."""

from __future__ import annotations

MORE_TEXTS: dict[str, tuple[str, str]] = {
    "duties": (
        "Menunggu Anda: {count} hal. Daftarnya ada di meja, di bawah “Menunggu Anda”.",
        "Waiting for you: {count} things. The list is on the desk, under “Waiting for you”.",
    ),
    "desk_words_too": (
        "Belum ada yang terkirim: tulis juga kata-katanya untuk warga.",
        "Nothing was sent yet: write the words for the citizen as well.",
    ),
    "desk_photo_too": (
        "Belum terkirim: laporan jenis ini tidak selesai tanpa foto sesudahnya. Kirim fotonya di sini.",
        "Not sent yet: a report of this kind is not resolved without a photo of the work. Send it here.",
    ),
    "desk_ask_message": (
        "Tulis jawaban untuk warga di {number}; foto boleh ikut. /batal untuk tidak jadi.",
        "Write the answer to the citizen of {number}; photos may come along. /cancel to leave it.",
    ),
    "desk_ask_question": (
        "Tulis pertanyaan untuk warga di {number}; jamnya berhenti setelah sampai. /batal untuk tidak jadi.",
        "Write the question to the citizen of {number}; the clock stops then. /cancel to leave it.",
    ),
    "desk_ask_resolve": (
        "Tulis apa yang dikerjakan di {number}, sebaiknya dengan foto sesudahnya. /batal untuk tidak jadi.",
        "Write what was done at {number}, best with a photo of it. /cancel to leave it.",
    ),
    "desk_ask_proof": (
        "Kirim foto sesudah dikerjakan di {number}, dengan keterangan untuk warga. /batal untuk tidak jadi.",
        "Send a photo of the work done at {number}, with words for the citizen. /cancel to leave it.",
    ),
    "desk_ask_handover": (
        "Tulis alasan menyerahkan {number}. /batal untuk tidak jadi.",
        "Write why {number} is handed over. /cancel to leave it.",
    ),
    "desk_whom": ("Serahkan {number} kepada siapa?", "Hand {number} over to whom?"),
    "desk_nobody": (
        "Tidak ada rekan seunit yang bisa menerima {number} di sini. Serahkan dari meja.",
        "Nobody of the unit can take {number} here. Hand it over on the desk.",
    ),
    "desk_done_take": ("Tiket {number} sekarang milik Anda.", "Ticket {number} is yours now."),
    "desk_done_question": (
        "Pertanyaan terkirim kepada warga di {number}.",
        "The question went to the citizen of {number}.",
    ),
    "desk_done_resolve": (
        "{number} dinyatakan selesai. Warga sedang menilai.",
        "{number} is resolved. The citizen is judging.",
    ),
    "desk_held": (
        "{number}: terkirim ke warga dalam 30 detik.",
        "{number}: goes to the citizen in 30 seconds.",
    ),
    "desk_held_counted": (
        "{number}: terkirim ke warga dalam 30 detik. Terhitung: {counted}.",
        "{number}: goes to the citizen in 30 seconds. It counts: {counted}.",
    ),
    "desk_undo": ("Urungkan", "Undo"),
    "desk_done_undo": (
        "Diurungkan: warga tidak menerima apa pun. Tulisannya ada di kotak jawaban {number} di meja.",
        "Taken back: the citizen got nothing. The words are in the answer box of {number} on the desk.",
    ),
    "desk_done_handover": ("{number} diserahkan.", "{number} was handed over."),
    "pass_over": ("Lewati", "Skip"),
    "change_answers": ("Jawaban tadi", "My answers"),
    "neighbours": (
        "{count} tetangga sudah melapor hal yang mungkin sama:\n{rows}\n\n"
        "Ikuti saja? Laporan Anda menjadi satu suara lagi di sana dan Anda tetap mendapat kabarnya. "
        "Tetangga tidak melihat siapa Anda, Anda pun tidak melihat siapa mereka.",
        "{count} neighbours reported what may be the same:\n{rows}\n\n"
        "Follow it? Your report adds one more voice there and you still get its news. "
        "Neighbours do not see who you are, nor do you see who they are.",
    ),
    "neighbour": ("{place}. {what} (dilaporkan {since})", "{place}. {what} (reported {since})"),
    "follow_one": ("Ikuti nomor {place}", "Follow number {place}"),
    "send_own": ("Kirim laporan saya sendiri", "Send my own report"),
    "joined": (
        "Sudah masuk, dan Anda mengikuti laporan tetangga. Nomor Anda {number}.\n\n"
        "Kabarnya saya kirim ke sini. Ada tambahan atau foto? Balas pesan ini.",
        "We have received it, and you follow a neighbour's report. Your number is {number}.\n\n"
        "I will send you its news here. Something to add, or a photo? Reply to this message.",
    ),
    "joined_anonymous": (
        "Sudah masuk, dan Anda mengikuti laporan tetangga. Nomor Anda {number}.\n\n"
        "Simpan tautan ini, kabarnya hanya ada di sana: {link}\n\n"
        "Obrolan ini tidak kami simpan. Karena itu tautan yang hilang tidak bisa kami pulihkan.",
        "We have received it, and you follow a neighbour's report. Your number is {number}.\n\n"
        "Keep this link, news of it is only there: {link}\n\n"
        "We keep nothing of this chat. So we cannot restore a link that is lost.",
    ),
    "call_first": (
        "Kalau ini darurat, telepon dulu: {numbers}. Laporannya tetap saya catat.",
        "If this is an emergency, call first: {numbers}. I take the report down all the same.",
    ),
    "follow_followed": (
        "Laporan {number} Anda ikuti di sini. Kabarnya saya kirim ke obrolan ini; ada tambahan? Balas pesan "
        "ini.\n\nLihat semuanya: /status",
        "You follow report {number} here. I send its news to this chat; something to add? Reply to this "
        "message.\n\nSee all of them: /status",
    ),
    "follow_wrong": (
        "Tautan ini sudah tidak berlaku, atau laporannya anonim. Buka lagi halaman laporannya, lalu tekan "
        "tombolnya dari sana.",
        "This link does not work any more, or the report is anonymous. Open the page of the report again and "
        "press its button there.",
    ),
    "which_one": (
        "Yang mana maksud Anda? Pilih salah satu.",
        "Which of them do you mean? Please choose one.",
    ),
    "not_yet": (
        "Baik, belum saya kirim. Masih ada yang mau ditambah? Tulis saja, atau tekan Ubah.",
        "Fine, I have not sent it. Anything to add? Just write, or press Change.",
    ),
    "your_reports": ("Laporan Anda: {count}", "Your reports: {count}"),
    "commented_offered": (
        "Terima kasih, kalimat Anda saya catat pada penilaian {number}. Kalau itu laporan baru, tekan di "
        "bawah.",
        "Thank you, I noted your sentence with the rating of {number}. If it is a new report, press below.",
    ),
    "which_score": (
        "Kalimat Anda saya catat bersama nilainya. Seberapa baik kami menangani {number}?",
        "I keep your sentence with the rating. How well did we handle {number}?",
    ),
    "rather_new": ("Ini laporan baru", "It is a new report"),
    "survey_offer": ("Isi survei kepuasan", "Answer the survey"),
    "survey_begin": (
        "Sembilan pertanyaan tentang layanan kami. Jawaban disimpan tanpa nama dan tanpa nomor laporan.",
        "Nine questions about our service. Your answer is kept without your name or the report's number.",
    ),
    "survey_done": (
        "Terima kasih, jawaban survei Anda tersimpan tanpa nama.",
        "Thank you, your survey answer is kept without a name.",
    ),
    "unread": (
        "Pesan terakhir tidak bisa kami baca. Kirim lagi dengan kata-kata lain.",
        "We could not read the last message. Please send it again in other words.",
    ),
}
