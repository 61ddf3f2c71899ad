"""Why a file is not taken, in words for whoever sent it: its name, the reason, what to do."""

from __future__ import annotations

from complaints_service.errors import Words, words

#: Code of a refusal -> its sentence.
REASONS: dict[str, Words] = {
    "empty": words("%(name)s tidak ada isinya. Pilih atau kirim berkasnya sekali lagi."),
    "too_large": words(
        "%(name)s terlalu besar: paling besar 20 MB. "
        "Kirim yang lebih kecil, misalnya video yang lebih pendek."
    ),
    "too_large_here": words("%(name)s terlalu besar: paling besar 10 MB. Kirim yang lebih kecil."),
    "too_many_pixels": words(
        "%(name)s lebih luas daripada yang bisa kami buka. Kirim sebagai JPEG, atau foto layarnya."
    ),
    "too_many_pages": words("%(name)s lebih dari 500 halaman. Kirim halaman yang penting saja."),
    "several_pages": words("%(name)s berisi beberapa halaman. Simpan sebagai PDF, lalu kirim lagi."),
    "unknown_type": words(
        "%(name)s bukan jenis berkas yang kami terima. "
        "Kirim foto, PDF, rekaman suara, video MP4, atau teks biasa."
    ),
    "not_wanted_here": words("%(name)s bukan foto, PDF, atau teks biasa. Simpan sebagai salah satunya."),
    "broken": words("%(name)s rusak atau terpotong. Kirim lagi dari berkas aslinya."),
    "blank": words(
        "%(name)s tidak menampakkan apa-apa di atas kertas putih. "
        "Kirim foto layarnya, atau simpan sebagai JPEG."
    ),
    "locked": words("%(name)s terkunci kata sandi. Kirim yang tanpa kata sandi."),
    "hidden_layers": words(
        "%(name)s memuat lapisan yang disembunyikan. Cetak ke PDF dulu, lalu kirim hasilnya."
    ),
    "in_pieces": words(
        "%(name)s direkam terpotong-potong, jadi data pribadi di dalamnya tidak bisa kami hapus. "
        "Simpan ulang sebagai MP4 biasa, lalu kirim lagi."
    ),
    "not_cleanable": words(
        "%(name)s memuat data yang tidak bisa kami hapus, misalnya tempat atau nama. "
        "Kirim sebagai foto JPEG, PDF hasil cetak, atau video MP4."
    ),
    "too_much_work": words(
        "%(name)s terlalu rumit untuk dibuka. Kirim foto layarnya, atau cetak ke PDF dulu."
    ),
    "infected": words(
        "%(name)s berisi program jahat menurut pemeriksaan kami. Periksa perangkat Anda; jangan kirim lagi."
    ),
    "not_stored": words(
        "%(name)s belum tersimpan: penyimpanan berkas kami sedang tidak menjawab. "
        "Kirim lagi sebentar lagi, atau tanpa berkas dulu."
    ),
    "gone": words("%(name)s menunggu terlalu lama di formulir ini. Pilih berkasnya sekali lagi."),
    "erased": words("%(name)s sudah dihapus, karena pelapornya memintanya atau masa simpannya habis."),
    "unreachable": words("%(name)s tidak bisa kami ambil dari aplikasi obrolan. Kirim sekali lagi."),
}


def why_not(code: str, name: str) -> Words:
    """The sentence of a refusal, about the file that is called so."""
    told = REASONS[code]
    return Words(told.template, {"name": name})
