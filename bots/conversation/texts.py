"""Everything the bot says, in Indonesian and English.

One question at a time. It repeats what it understood, blames nobody's spelling, never poses as an officer.
"""

from __future__ import annotations

import os
from functools import cache

from bots.conversation.more_texts import MORE_TEXTS
from config.settings import rulebook_folder
from config.vocabulary import Vocabulary, load_vocabulary

TEXTS: dict[str, tuple[str, str]] = {
    # beginning
    "welcome": (
        "Saya Tanggap, pencatat laporan warga Kecamatan Medan Marelan.\n\n"
        "Ceritakan saja apa yang terjadi, atau kirim foto dan lokasinya. Boleh satu per satu. "
        "Saya bertanya kalau ada yang kurang.",
        "I am Tanggap, and I take down reports for the district of Medan Marelan.\n\n"
        "Just tell me what happened, or send photos and the location. One by one is fine. "
        "I will ask for what is missing.",
    ),
    "other_language": ("English? /bahasa", "Bahasa Indonesia? /bahasa"),
    "help": (
        "Tulis atau kirim foto, pesan suara, berkas, atau lokasi: itu sudah awal sebuah laporan.\n\n"
        "/lapor  mulai laporan baru\n/status  kabar laporan Anda\n/batal  buang draf ini\n"
        "/bahasa  Indonesia atau English\n\n"
        "Menambah sesuatu pada laporan lama? Balas salah satu pesannya.\n"
        "Ada yang terancam jiwanya? Telepon 112 dulu.",
        "Write, or send a photo, a voice message, a file or a location: that already begins a report.\n\n"
        "/lapor  a new report\n/status  news of your reports\n/batal  throw this draft away\n"
        "/bahasa  Indonesian or English\n\n"
        "Something to add to an earlier report? Reply to one of its messages.\n"
        "Is someone's life in danger? Call 112 first.",
    ),
    "group": (
        "Supaya laporan Anda tidak terbaca orang lain, tulis kepada saya di obrolan pribadi. "
        "Tekan nama saya, lalu Mulai.",
        "So that others do not read your report, please write to me in a private chat. "
        "Tap my name, then Start.",
    ),
    "begin": (
        "Laporan baru. Apa yang terjadi? Tulis saja seperti bercerita.",
        "A new report. What happened? Just tell it as you would to a neighbour.",
    ),
    "goes_on": (
        "Draf Anda masih ada, kita lanjutkan. Mau mulai dari awal? /batal",
        "Your draft is still here, we go on with it. Rather start again? /batal",
    ),
    "cancelled": (
        "Draf ini sudah saya buang. Kapan pun perlu, tulis saja lagi.",
        "I have thrown this draft away. Whenever you need me, just write.",
    ),
    "nothing_to_cancel": ("Tidak ada draf yang terbuka.", "There is no open draft."),
    "not_understood": (
        "Saya belum menangkapnya. Saya bisa membaca tulisan, foto, pesan suara, berkas, dan lokasi.",
        "I did not catch that. I can read text, photos, voice messages, files and locations.",
    ),
    "language": ("Bahasa apa yang Anda pilih?", "Which language do you prefer?"),
    "language_chosen": ("Baik, kita pakai bahasa Indonesia.", "Fine, English it is."),
    # what
    "got_text": ("Saya tangkap: {title}", "Here is what I understood: {title}"),
    "got_category": ("Kira-kira soal: {category}.", "Probably about: {category}."),
    "got_more": ("Sudah saya tambahkan.", "I have added it."),
    "got_photo": ("Foto Anda sudah saya terima.", "I have your photo."),
    "got_photos": ("{count} foto sudah saya terima.", "I have {count} photos."),
    "got_voice": ("Pesan suara Anda sudah saya terima.", "I have your voice message."),
    "got_document": ("Berkas Anda sudah saya terima.", "I have your file."),
    "got_edit": ("Perubahan Anda sudah saya catat.", "I have noted your change."),
    "another_report": (
        "Ini saya catat sebagai laporan baru. Menambah {number}? Balas salah satu pesannya, lalu /batal "
        "di sini.",
        "I have noted this as a new report. Adding to {number}? Reply to one of its messages, then /batal "
        "here.",
    ),
    "ask_what": (
        "Apa yang terjadi di sana? Tulis saja seperti bercerita.",
        "What happened there? Just tell it as you would to a neighbour.",
    ),
    "ask_what_voice": (
        "Supaya cepat sampai ke petugas yang tepat, tulis juga satu kalimat: apa yang terjadi?",
        "So that it reaches the right officer quickly, write one sentence too: what happened?",
    ),
    "ask_what_again": ("Tulis ulang isinya; yang lama saya ganti.", "Write it anew; I replace the old."),
    "this_file": ("Berkas ini", "This file"),
    "too_large": (
        "{file} lebih dari {megabytes} MB, terlalu besar untuk saya ambil. Kirim yang lebih kecil, "
        "atau potret ulang. "
        "Laporannya tetap bisa jalan tanpa itu.",
        "{file} has more than {megabytes} MB, too much for me to fetch. Send a smaller one, "
        "or take it again. The report can go on without it.",
    ),
    "too_long": (
        "Pesan suara ini lebih dari 5 menit, terlalu panjang untuk saya teruskan. Kirim beberapa yang lebih "
        "pendek, atau tulis intinya. Laporannya tetap bisa jalan tanpa itu.",
        "This voice message is longer than 5 minutes, too long for me to pass on. Send some shorter ones, or "
        "write what matters most. The report can go on without it.",
    ),
    "full": (
        "Pesan Anda sudah banyak sekali, jadi yang berikutnya tidak saya tambahkan. Periksa, lalu kirim.",
        "You have sent a great deal, so I add no more. Check it, then send it.",
    ),
    # where
    "ask_where": (
        "Di mana tepatnya? Kirim lokasi, atau tulis jalan dan kelurahannya.",
        "Where exactly? Send the location, or write the street and the kelurahan.",
    ),
    "ask_kelurahan": (
        "Alamatnya saya catat: {address}. Itu di kelurahan mana?",
        "I noted the address: {address}. Which kelurahan is that?",
    ),
    "outside": (
        "{problem} Kirim titik lain, atau tulis alamatnya.",
        "{problem} Send another point, or write the address.",
    ),
    "got_place": ("Tempatnya saya catat: {place}.", "I noted the place: {place}."),
    "place_key": ("Kirim lokasi saya", "Send my location"),
    "spot": ("Tempat laporan ini", "Where this report is"),
    # who
    "ask_about_office": ("Apakah laporan ini tentang petugas atau kantor?", "About staff or the office?"),
    "ask_privacy": ("Siapa yang boleh tahu nama Anda?", "Who may know your name?"),
    "privacy_help": (
        "Terbuka: petugas yang menangani melihat nama Anda; halaman umum tidak pernah menampilkannya.\n"
        "Rahasia: hanya yang memegang laporan melihatnya; unit yang dilaporkan tidak.\n"
        "Anonim: tak seorang pun, dan kami juga tidak menyimpan obrolan ini. Kabarnya hanya lewat tautan.",
        "Open: those who handle it see your name; the public page never shows it.\n"
        "Confidential: only who holds the report sees it; the unit complained about does not.\n"
        "Anonymous: nobody, and we keep nothing of this chat either. News only by the link.",
    ),
    "difference": ("Apa bedanya?", "What is the difference?"),
    # check
    "check": ("Periksa dulu, ya.", "Please check that I got it right."),
    "line_category": ("Soal: {category}", "About: {category}"),
    "line_category_unknown": ("Soal: nanti dipilah petugas", "About: an officer will sort it"),
    "line_place": ("Tempat: {place}", "Place: {place}"),
    "line_files": ("Lampiran: {count}", "Attachments: {count}"),
    "line_open": ("Nama: {name}, terbuka", "Name: {name}, open"),
    "line_confidential": ("Nama: {name}, rahasia", "Name: {name}, confidential"),
    "line_anonymous": ("Nama: anonim", "Name: anonymous"),
    "send": ("Kirim", "Send"),
    "change": ("Ubah", "Change"),
    "cancel": ("Batal", "Cancel"),
    "on_page": ("Lanjutkan di halaman", "Continue on the web page"),
    "ask_change": ("Apa yang mau diubah?", "What would you like to change?"),
    "change_what": ("Isi", "Description"),
    "change_where": ("Tempat", "Place"),
    "change_category": ("Soal", "Subject"),
    "change_privacy": ("Nama", "Name"),
    "change_about_office": ("Tentang petugas?", "About staff?"),
    "nothing": ("Sudah benar", "It's all correct"),
    "ask_category": ("Soal apa ini?", "What is it about?"),
    # sent
    "sent": (
        "Sudah masuk. Nomornya {number}.\n\nSekarang di {holder}. Jawaban pertama paling lambat {first_due}, "
        "selesai paling lambat {done_due}.\n\nKabarnya saya kirim ke sini. Ada tambahan? Balas pesan ini.\n\n"
        "Pesan ini otomatis, jadi belum terhitung sebagai jawaban.",
        "We have received your report. Its number is {number}.\n\n"
        "It is now with {holder}. You get a first answer by {first_due}, and it is to be done by "
        "{done_due}.\n\n"
        "I will send you news of it here. Something to add? Reply to this message.\n\n"
        "This message is automatic, so it does not count as an answer.",
    ),
    "sent_anonymous": (
        "Sudah masuk. Nomornya {number}.\n\nSekarang di {holder}. Jawaban pertama paling lambat "
        "{first_due}.\n\n"
        "Simpan tautan ini, kabarnya hanya ada di sana: {link}\n\n"
        "Tak seorang pun melihat nama Anda, dan obrolan ini tidak kami simpan. Karena itu tautan yang hilang "
        "tidak bisa kami pulihkan, dan saya tidak bisa mengabari Anda di sini.",
        "We have received your report. Its number is {number}.\n\n"
        "It is now with {holder}. You get a first answer by {first_due}.\n\n"
        "Keep this link, news of it is only there: {link}\n\n"
        "Nobody sees your name, and we keep nothing of this chat. So we cannot restore a link that is lost, "
        "and I cannot send you news here.",
    ),
    "track": ("Buka halaman lacak", "Open the tracking page"),
    "refused": ("Belum bisa terkirim. {detail}", "It could not be sent yet. {detail}"),
    # afterwards
    "passed_on": ("Pesan Anda sudah diteruskan ke {number}.", "Your message has been passed on to {number}."),
    "passed_on_waiting": (
        "Jawaban Anda sudah diteruskan ke {number}. Jam kantor berjalan lagi.",
        "Your answer has been passed on to {number}. The office's clock runs again.",
    ),
    "correction": ("Perbaikan dari pelapor:\n{text}", "Correction by the reporter:\n{text}"),
    "cannot_write": (
        "Laporan {number} sudah selesai urusannya, jadi pesan ini tidak bisa ditambahkan. "
        "Ada yang baru? Tulis saja, saya catat sebagai laporan baru.",
        "Report {number} is over, so this cannot be added to it. Something new? Just write, I take it as "
        "a new report.",
    ),
    "ask_dispute": (
        "Apa yang belum beres pada {number}? Tulis di sini, saya teruskan.",
        "What is not settled about {number}? Write it here, I pass it on.",
    ),
    # What a dispute does is told by the notice that comes before it.
    "disputed": (
        "Alasan Anda untuk {number} sudah saya teruskan ke yang menangani.",
        "I have passed on what you wrote about {number} to those who handle it.",
    ),
    "ask_which": (
        "Pesan ini untuk laporan yang mana?",
        "Which report is this for?",
    ),
    "which_new": ("Laporan baru", "A new report"),
    "accepted": (
        "Penyelesaian {number} Anda terima. Seberapa baik kami menanganinya?",
        "You accepted how {number} was resolved. How well did we handle it?",
    ),
    "rated": ("Terima kasih, nilai Anda sudah dicatat.", "Thank you, your rating is noted."),
    "write_comment": ("Tambah satu kalimat", "Add a sentence"),
    "ask_comment": (
        "Silakan, satu kalimat tentang penanganannya.",
        "Please, one sentence about how it was handled.",
    ),
    "commented": ("Terima kasih, sudah saya catat.", "Thank you, I have noted it."),
    "accept": ("Terima", "Accept"),
    "dispute": ("Tolak", "Refuse"),
    "nothing_here": (
        "Belum ada laporan dari obrolan ini. Ceritakan apa yang terjadi, itu sudah cukup untuk mulai.",
        "There is no report from this chat yet. Tell me what happened, that is enough to begin.",
    ),
    "not_here": (
        "Nomor itu bukan dari obrolan ini. Buka dengan tautan lacaknya.",
        "That number is not from this chat. Open it with its tracking link.",
    ),
    # officers
    "link_offered": (
        "Kode diterima. Sekarang buka lagi halaman {route} di Tanggap dan pastikan di sana.",
        "I have the code. Now open the {route} page of Tanggap again and confirm it there.",
    ),
    "link_wrong": (
        "Kode ini tidak berlaku: keliru, sudah dipakai, atau lewat 10 menit. Buat yang baru di halaman "
        "{route}.",
        "This code does not work: wrong, used, or older than 10 minutes. Make a new one on the {route} page.",
    ),
    "link_often": (
        "Sudah lima kode dari obrolan ini dalam satu jam. Coba lagi satu jam lagi.",
        "Five codes came from this chat within an hour. Try again in an hour.",
    ),
    "desk_counted": (
        "Terkirim kepada warga di {number}. Terhitung: {counted}.",
        "Sent to the citizen of {number}. It counts: {counted}.",
    ),
    "desk_nothing": (
        "Terkirim kepada warga di {number}. Tidak ada jam yang menunggu jawaban ini.",
        "Sent to the citizen of {number}. No clock was waiting for this answer.",
    ),
    "stale": ("Tombol ini sudah tidak berlaku.", "This button is no longer valid."),
    "done": ("Sudah.", "Done."),
    "trouble": (
        "Ada yang rusak di pihak kami, bukan di pihak Anda. Pesan Anda aman dan kami proses sebentar lagi.",
        "Something is broken on our side, not yours. Your message is safe and we will get to it shortly.",
    ),
    # states of a complaint; {state} is the office's own word
    "state_new": ("sudah masuk, menunggu dipilah", "received, waiting to be sorted"),
    "state_open": ("di {holder}, janjinya {due}", "with {holder}, promised by {due}"),
    "state_waiting": ("menunggu jawaban Anda", "waiting for your answer"),
    "state_resolved": (
        "dinyatakan selesai, menunggu penilaian Anda",
        "said to be done, waiting for your judgement",
    ),
    "state_closed": ("{state}", "{state}"),
    "state_rejected": ("tidak bisa kami tangani", "we cannot handle it"),
    "state_cancelled": ("{state}", "{state}"),
    "state_merged": ("{state} dengan laporan lain", "{state} with another report"),
    "state_referred": ("{state} ke instansi lain", "{state} to another agency"),
    # commands, as a route's menu shows them
    "command_lapor": ("Mulai laporan baru", "A new report"),
    "command_status": ("Kabar laporan Anda", "News of your reports"),
    "command_bantuan": ("Apa saja yang bisa saya bantu", "What I can do"),
    "command_batal": ("Buang draf ini", "Throw this draft away"),
    "command_bahasa": ("Indonesia atau English", "Indonesian or English"),
}

TEXTS |= MORE_TEXTS
COMMANDS = ("lapor", "status", "bantuan", "batal", "bahasa")


@cache
def office_words() -> Vocabulary:
    """The office's words for codes, of the rulebook this process runs with. Raises RulebookErrors."""
    return load_vocabulary(rulebook_folder(os.environ))


def name(group: str, code: str, language: str) -> str:
    """The office's word for a code, as a button or a line begins with it."""
    return office_words().name(group, code, language)


def say(key: str, language: str, **values: object) -> str:
    """One sentence. Values are put in as they are: nothing in them is read as a placeholder."""
    text = TEXTS[key][1 if language == "en" else 0]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
