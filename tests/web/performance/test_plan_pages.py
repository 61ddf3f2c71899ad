"""The pages of a plan: begun, written with rows added and taken away, talked about, signed; and who may see it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from complaints_service import clock, db
from complaints_service.appraisal.planning.models import PlanIndicator
from complaints_service.appraisal.planning.unsaved import forget_typing
from tests.support.plans import Plans, draft, result
from tests.support.visitors import Visitor, when
from tests.support.world import STAFF, Office

NOW = when("Mon 2026-01-12 09:00")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def plans(office: Office) -> Plans:
    return Plans(office, NOW)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def of(office: Office, login: str, rest: str = "") -> str:
    return f"/rencana/{office.officers[login]}{rest}"


FORM = {
    "duty": "main", "words": "Warga dijawab", "weight": "100", "indicators": "1", "i0_source": "first_response_on_time",
    "i0_aspect": "time", "i0_target": "80", "do": "save",
}  # fmt: skip


def test_a_year_without_a_plan_says_what_to_do(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "rina", NOW)
    page = visitor.read("/rencana")
    assert (visitor.status, visitor.location) == (303, of(office, "rina"))
    page = visitor.read(of(office, "rina"))
    assert "Belum ada rencana tahun ini" in page
    assert "Mulai rencana 2026" in page
    assert page.count("<li>") >= 21
    assert "Melakukan perbaikan tiada henti." in page, "the standard of conduct is there before any plan"
    page = visitor.read(of(office, "rina", "?tahun=2025"))
    assert "Mulai rencana" not in page, "a year that is over gets none"


def test_the_whole_way_from_a_template_to_two_signatures(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "rina", NOW)
    start = of(office, "rina", "/mulai?tahun=2026")
    page = visitor.read(start)
    assert 'value="template:pelaksana" checked' in page
    visitor.send(of(office, "rina", "/mulai"), basis="template:pelaksana", effective_from="2026-01-01")
    assert (visitor.status, visitor.location) == (303, of(office, "rina", "/ubah?tahun=2026"))
    form = visitor.read(visitor.location)
    assert "Pengaduan yang dipegang dijawab warganya tepat waktu" in form
    page = visitor.read(of(office, "rina"))
    assert "Menunggu tanda tangan Anda dan Kasi Contoh." in page
    assert "jumlah bobot 100 %" in page
    assert "minimal 80 %" in page
    assert "maksimal 10 %" in page
    version = re.search(r"/rencana/\d+/(\d+)/catatan", page)
    assert version
    at = of(office, "rina", f"/{version[1]}")
    visitor.send(f"{at}/tandatangan")
    assert visitor.status == 303
    assert "Menunggu tanda tangan Kasi Contoh." in visitor.read(of(office, "rina"))

    kasi = visitor.sign_in(office, "kasi", NOW)
    kasi.read(of(office, "rina"))
    kasi.send(f"{at}/catatan", words="Bobot kegiatan 20 sudah pas.", ordinal="3")
    page = kasi.read(of(office, "rina"))
    assert "Bobot kegiatan 20 sudah pas." in page
    assert "hasil 3" in page
    assert "Rina Contoh menandatangani" in page
    kasi.send(f"{at}/tandatangan")
    page = kasi.read(of(office, "rina"))
    assert "Berlaku. Isinya terkunci" in page
    assert "Tanda tangani" not in page
    assert re.search(r'<code class="secret">[0-9a-f]{64}</code>', page)
    assert "Ubah di tengah tahun" in page
    kasi.read(of(office, "rina", "/ubah?tahun=2026"))
    assert (kasi.status, kasi.location) == (303, of(office, "rina", "/mulai?tahun=2026")), (
        "what is signed has no form"
    )


class TestForm:
    @pytest.fixture
    def rina(self, visitor: Visitor, office: Office, plans: Plans) -> Visitor:
        plans.edit(plans.start("rina"), "rina", draft())
        visitor.sign_in(office, "rina", NOW)
        return visitor

    def send(self, rina: Visitor, office: Office, part: str = "/hasil/1", **fields: str) -> str:
        """Sends a part's form as a browser does, read anew where its page is not the last one read."""
        action = of(office, "rina", f"/ubah{part}?tahun=2026")
        if f'action="{action}"' not in rina.raw:
            rina.read(action)
        hidden = {
            name: value
            for name, value in rina._form(action).items()
            if name in ("csrf_token", "key", "tahun", "revision", "part")
        }
        told = FORM if part.startswith("/hasil") else {}
        return rina._took(rina.client.post(action, data={**hidden, **told, **fields}))

    def order(self, rina: Visitor, office: Office, asked: str) -> str:
        page = rina.read(of(office, "rina", "/ubah?tahun=2026"))
        (revision,) = set(re.findall(r'name="revision" value="(\d+)"', page))
        token = re.search(r'name="csrf_token" value="([^"]+)"', rina.raw)
        assert token
        data = {"csrf_token": token[1], "revision": revision, "do": asked}
        return rina._took(rina.client.post(of(office, "rina", "/ubah/urutan?tahun=2026"), data=data))

    def test_rows_come_and_go_by_buttons_and_keep_what_was_typed(self, rina: Visitor, office: Office) -> None:
        page = self.send(rina, office, do="add_indicator", words="Diketik dulu")
        assert rina.status == 200
        assert "Diketik dulu" in page
        assert re.search(r'name="i1_words"[^>]*autofocus', page)
        assert 'name="indicators" value="2"' in page
        page = self.send(rina, office, do="drop_indicator:0")
        assert 'name="indicators" value="0"' in page
        for odd in ("drop_indicator:7", "drop_indicator:x", "drop_indicator:", "nothing"):
            self.send(rina, office, do=odd)
            assert rina.status == 200, odd
        assert "Warga dijawab tepat waktu" in rina.read(of(office, "rina")), "none of it was kept"

    def test_results_are_put_in_order_and_taken_away_one_by_one(
        self, rina: Visitor, office: Office, plans: Plans
    ) -> None:
        for number, said in ((2, "Kedua"), (3, "Ketiga")):
            self.send(rina, office, f"/hasil/{number}", words=said, weight="0")
            assert rina.status == 303
        self.order(rina, office, "raise:3")
        page = self.order(rina, office, "drop:1")
        assert rina.status == 303, page
        assert [each.words for each in plans.versions("rina")[-1].results] == ["Ketiga", "Kedua"]
        for odd in ("drop:7", "drop:x", "raise:0", "lift:1", "drop:"):
            page = self.order(rina, office, odd)
            assert (rina.status, "Hasil kerja ini sudah tidak ada." in page) == (422, True), odd
        page = rina.read(of(office, "rina", "/ubah?tahun=2026"))
        assert page.index("Ketiga") < page.index("Kedua")
        for number in (0, 4, 21, 99):
            rina.read(of(office, "rina", f"/ubah/hasil/{number}?tahun=2026"))
            assert rina.status == 404, number

    def test_the_target_of_a_year_is_split_over_its_periods(
        self, rina: Visitor, office: Office, plans: Plans
    ) -> None:
        counted = {
            "i0_source": "reported", "i0_words": "Titik parit", "i0_unit": "titik", "i0_aspect": "quantity",
            "i0_target": "120", "i0_spread": "sum",
        }  # fmt: skip
        page = self.send(rina, office, **counted, i0_p1="30", i0_p2="40", i0_p3="20", i0_p4="29")
        assert (rina.status, "Jumlah periode 119, padahal target setahun 120." in page) == (422, True)
        assert 'name="i0_p4" value="29"' in page or 'value="29"' in page
        page = self.send(rina, office, **counted, i0_p1="30", i0_p2="", i0_p3="20", i0_p4="30")
        assert (rina.status, "Isi target setiap periode" in page) == (422, True)
        page = self.send(
            rina, office, **{**counted, "i0_unit": "%"}, i0_p1="120", i0_p2="0", i0_p3="0", i0_p4="0"
        )
        assert (rina.status, "beri tiap periode targetnya sendiri" in page) == (422, True)
        self.send(rina, office, **counted, i0_p1="30", i0_p2="40", i0_p3="20", i0_p4="30")
        assert rina.status == 303
        page = rina.read(of(office, "rina"))
        assert "per periode: Jan–Mar 30, Apr–Jun 40, Jul–Sep 20, Okt–Des 30" in page
        content = rina.client.get(re.search(r'href="([^"]+skp\.xlsx)"', rina.raw)[1]).data  # type: ignore[index]
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Hasil Kerja"]
        told = "paling sedikit 120 titik; per periode: Jan–Mar 30, Apr–Jun 40, Jul–Sep 20, Okt–Des 30"
        assert told in [cell.value for row in sheet for cell in row]
        self.send(rina, office, **counted, i0_p1="", i0_p2="", i0_p3="", i0_p4="")
        one = plans.versions("rina")[-1].results[0].indicators[0]
        assert (one.spread, one.period_targets) == ("sum", [30, 30, 30, 30]), "split and left empty: evenly"
        self.send(
            rina,
            office,
            i0_source="held",
            i0_target="2",
            i0_spread="each",
            i0_p1="2,5",
            i0_p2="2",
            i0_p3="2",
            i0_p4="1",
        )
        one = plans.versions("rina")[-1].results[0].indicators[0]
        assert one.period_targets == [9000, 7200, 7200, 3600], "working time is typed in hours"
        self.send(rina, office, i0_spread="each", i0_p1="120", i0_p2="80", i0_p3="80", i0_p4="80")
        assert rina.status == 422, "a share above the whole"
        self.send(rina, office, i0_spread="", i0_p1="9", i0_p2="", i0_p3="", i0_p4="")
        assert plans.versions("rina")[-1].results[0].indicators[0].period_targets is None, "the same all year"

    def test_what_is_saved_is_what_was_typed(self, rina: Visitor, office: Office, plans: Plans) -> None:
        self.send(rina, office, weight="60", i0_source="held", i0_target="2,5", note="Dibagi dua")
        assert rina.status == 303
        self.send(
            rina, office, "/hasil/2", duty="additional", words="Kegiatan", weight="40 %", indicators="2",
            i0_source="reported", i0_words="Peserta", i0_aspect="quantity", i0_target="1.250,5", i0_unit="orang",
            i0_better="lower", i1_source="reported", i1_aspect="quality", i1_better="higher",
        )  # fmt: skip
        assert rina.status == 303
        self.send(rina, office, "/perilaku", e_service="Ramah di loket.", support=" Motor ")
        assert rina.status == 303
        view = plans.versions("rina")[-1]
        first, second = view.results
        assert (first.indicators[0].target_value, first.indicators[0].target_unit) == (
            9000.0,
            "working_seconds",
        )
        assert len(second.indicators) == 1, "the row that nobody wrote in is none"
        only = second.indicators[0]
        assert (second.weight, only.target_value, only.better) == (40, 1250.5, "lower")
        assert (view.expectations, view.support) == ({"service": "Ramah di loket."}, "Motor")
        page = rina.read(of(office, "rina"))
        assert "maksimal 2 jam 30 menit" in page
        assert "maksimal 1.250,5 orang" in page
        assert "Rina Contoh mengubah: Dibagi dua" in page
        assert 'name="i0_target" type="text" value="2,5"' in rina.read(
            of(office, "rina", "/ubah/hasil/1?tahun=2026")
        )
        form = rina.read(of(office, "rina", "/ubah/hasil/2?tahun=2026"))
        assert 'name="i0_target" type="text" value="1250,5"' in form

    def test_every_mistake_is_told_at_its_field_and_nothing_is_lost(
        self, rina: Visitor, office: Office
    ) -> None:
        page = self.send(
            rina, office, "/hasil/2", words="", weight="banyak", i0_source="reported", i0_words="Kegiatan",
            i0_target="delapan puluh",
        )  # fmt: skip
        assert rina.status == 422
        for told in (
            "Hasil 2: Isi dengan bilangan bulat.", "Hasil 2, indikator 1: Isi dengan angka, misalnya 80 atau 12,5.",
        ):  # fmt: skip
            assert told in page, told
        assert 'value="banyak"' in page
        assert page.count("autofocus") == 1
        page = self.send(
            rina, office, "/hasil/2", words="", i0_source="reported", i0_words="Kegiatan", i0_target="12"
        )
        assert rina.status == 422
        for told in ("Hasil 2: Tulis hasil kerjanya.", "Hasil 2, indikator 1: Tulis satuannya"):
            assert told in page, told
        page = self.send(rina, office, "", effective_from="kapan", note="Tetap ada")
        assert (rina.status, "Isi dengan tanggal." in page, "Tetap ada" in page) == (422, True, True)

    def test_one_result_is_mended_though_another_is_still_wrong(
        self, rina: Visitor, office: Office, plans: Plans
    ) -> None:
        """Both lack the unit of their target: each can be mended by itself, and nothing is signed before."""
        plans.edit(plans.versions("rina")[-1], "rina", draft(result(weight=60), result("Kedua", 40)))
        with db.writing(office.engine) as session:
            session.execute(update(PlanIndicator).values(aspect="time", better="higher", source="reported",
                                                         indicator_code=None, target_unit=None, target_value=5))  # fmt: skip
        self.send(rina, office)
        assert rina.status == 303
        page = rina.read(of(office, "rina"))
        assert (
            "Hasil 2, indikator 1: Tulis satuannya" in page
            and "Hasil 1" not in page.split("Sebelum")[1][:300]
        )
        assert "belum lengkap" in rina.read(of(office, "rina", "/ubah?tahun=2026"))

    def test_the_second_to_save_keeps_the_words_and_is_told_who_was_faster(
        self, rina: Visitor, office: Office, plans: Plans
    ) -> None:
        rina.read(of(office, "rina", "/ubah/hasil/1?tahun=2026"))
        plans.edit(plans.versions("rina")[-1], "kasi", draft(result("Dari atasan")))
        page = self.send(rina, office, words="Dari bawahan")
        assert rina.status == 409
        assert "Rencana ini baru saja diubah Kasi Contoh." in page
        assert "Dari bawahan" in page
        assert "Kalau disimpan sekarang, tulisan Anda menggantikannya." in page
        self.send(rina, office, words="Keduanya")
        assert plans.versions("rina")[-1].results[0].words == "Keduanya", "after reading one may save over it"

    def test_what_is_typed_is_kept_until_it_is_saved(
        self, rina: Visitor, office: Office, plans: Plans
    ) -> None:
        """Of each part, for its writer alone; and whoever changed the draft meanwhile is not overwritten unseen."""
        path = of(office, "rina", "/ubah/hasil/1?tahun=2026")
        keep = of(office, "rina", "/ubah/ketikan?tahun=2026")

        def type_(words: str, status: int = 200, **more: str) -> str:
            hidden = rina._form(path)
            data = {**hidden, **FORM, "words": words, **more}
            told = rina.client.post(keep, data=data)
            assert told.status_code == status
            return told.get_data(as_text=True)

        rina.read(path)
        assert "Ketikan tersimpan pukul 09.00" in type_("Setengah jadi")
        assert plans.versions("rina")[-1].results[0].words != "Setengah jadi", "it is in no plan yet"
        page = rina.read(path)
        assert "Setengah jadi" in page and "belum masuk rencana" in page
        assert type_("Huruf\x00aneh") == "", "what no text may hold is not kept"
        type_("Lain", 404, part="hasil-100")
        rina.sign_in(office, "kasi", NOW)
        assert "Setengah jadi" not in rina.read(path), "it is the writer's own"
        plans.edit(plans.versions("rina")[-1], "kasi", draft(result("Dari atasan")))
        rina.sign_in(office, "rina", NOW)
        page = rina.read(path)
        assert "Setengah jadi" in page and "Kalau disimpan sekarang" in page
        self.send(rina, office, words="Setengah jadi")
        assert rina.status == 303
        assert "belum masuk rencana" not in rina.read(path)
        type_("Salah ketik")
        rina.read(path)
        self.send(rina, office, do="discard")
        assert "Salah ketik" not in rina.read(path)
        type_("Lama sekali")
        with db.writing(office.engine) as session:
            forget_typing(session, now=NOW + timedelta(days=29))
        assert "Lama sekali" in rina.read(path)
        with db.writing(office.engine) as session:
            forget_typing(session, now=NOW + timedelta(days=31))
        assert "Lama sekali" not in rina.read(path)

    def test_a_change_warns_of_the_signature_it_empties(
        self, rina: Visitor, office: Office, plans: Plans
    ) -> None:
        plans.sign(plans.versions("rina")[-1], "kasi")
        for part in ("", "/hasil/1", "/perilaku"):
            page = rina.read(of(office, "rina", f"/ubah{part}?tahun=2026"))
            assert "Sudah ada tanda tangan. Perubahan menggugurkannya." in page, part
        self.send(rina, office)
        assert "Tanda tangan atasan gugur karena isinya berubah" in rina.read(of(office, "rina"))

    def test_what_is_missing_stands_where_one_would_sign(
        self, rina: Visitor, office: Office, plans: Plans
    ) -> None:
        self.send(rina, office, weight="90", i0_target="")
        page = rina.read(of(office, "rina"))
        assert "Sebelum ditandatangani:" in page
        assert "Jumlah bobot 90 %, kurang 10 dari 100 %." in page
        assert "Hasil 1, indikator 1: Belum ada targetnya." in page
        assert "Tanda tangani" not in page
        version = plans.versions("rina")[-1]
        token = rina._form(of(office, "rina", f"/{version.version_id}/catatan"))["csrf_token"]
        page = rina._took(rina.client.post(
            of(office, "rina", f"/{version.version_id}/tandatangan"),
            data={"csrf_token": token, "revision": str(version.revision)},
        ))  # fmt: skip
        assert rina.status == 422
        assert "Belum bisa:" in page


def test_an_empty_remark_is_refused_with_words(visitor: Visitor, office: Office, plans: Plans) -> None:
    view = plans.start("rina")
    visitor.sign_in(office, "rina", NOW).read(of(office, "rina"))
    page = visitor.send(of(office, "rina", f"/{view.version_id}/catatan"), words=" ")
    assert visitor.status == 422
    assert "Tulis dulu tanggapannya." in page


def test_a_draft_is_given_up_with_a_reason(visitor: Visitor, office: Office, plans: Plans) -> None:
    view = plans.start("rina")
    visitor.sign_in(office, "kasi", NOW)
    at = of(office, "rina", f"/{view.version_id}/batal")
    page = visitor.send(at, of=at)
    assert visitor.status == 422
    assert "Tulis alasannya." in page
    visitor.send(at, reason="Salah templat.")
    assert visitor.status == 303
    page = visitor.read(of(office, "rina"))
    assert "Draf ini dibatalkan dan tidak berlaku." in page
    assert "Kasi Contoh membatalkan draf: Salah templat." in page
    visitor.read(at)
    assert visitor.status == 404


def test_a_change_in_the_year_shows_both_versions(
    visitor: Visitor, office: Office, plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = plans.signed("rina", "kasi")
    monkeypatch.setattr(clock, "now", lambda: when("Mon 2026-09-07 09:00"))
    visitor.sign_in(office, "rina", when("Mon 2026-09-07 09:00"))
    action = of(office, "rina", "/mulai")
    page = visitor.send(
        action, of=f"{action}?tahun=2026", basis=f"version:{first.version_id}", effective_from="2026-08-01"
    )
    assert visitor.status == 422
    assert "Bulan yang lewat tetap memakai rencana lama." in page
    assert "Tulis alasan perubahannya." in page
    visitor.send(
        action, basis=f"version:{first.version_id}", effective_from="2026-10-01", reason="Tugas berubah."
    )
    assert visitor.status == 303
    page = visitor.read(of(office, "rina"))
    assert "Versi 2" in page
    assert "Alasan perubahan:" in page
    assert "salinan rencana 2026 versi 1" in page
    old = visitor.read(of(office, "rina", f"/{first.version_id}"))
    assert "Berlaku. Isinya terkunci" in old
    plans.now = when("Mon 2026-09-07 09:00")
    draft_now = plans.versions("rina")[-1]
    for signer in ("rina", "kasi"):
        plans.sign(draft_now, signer)
    page = visitor.read(of(office, "rina"))
    assert "Versi 1" in page.split("Hasil kerja")[0], "October has not come"
    assert "Berlaku nanti" in page
    october = when("Thu 2026-10-01 09:00")
    monkeypatch.setattr(clock, "now", lambda: october)
    visitor.sign_in(office, "rina", october)
    assert "Versi 2" in visitor.read(of(office, "rina")).split("Hasil kerja")[0]
    assert "Sudah diganti versi baru; bulan-bulannya sendiri" in visitor.read(
        of(office, "rina", f"/{first.version_id}")
    )
    next_year = when("Mon 2027-01-04 09:00")
    monkeypatch.setattr(clock, "now", lambda: next_year)
    visitor.sign_in(office, "rina", next_year)
    page = visitor.read(of(office, "rina", "?tahun=2026"))
    assert "Tahunnya selesai" in page
    assert "Ubah di tengah tahun" not in page


def test_who_may_see_a_plan_and_who_may_write_in_it(visitor: Visitor, office: Office, plans: Plans) -> None:
    """Every role against every page of Rina's plan."""
    signed = plans.signed("rina", "kasi")
    plans.now = when("Mon 2026-01-12 09:00")
    view = plans.start("rina", basis=f"version:{signed.version_id}", starts=date(2026, 2, 1), reason="Tugas.")
    readers = {"rina", "kasi", "camat", "auditor"}
    writers = {"rina", "kasi"}
    reading = [
        of(office, "rina"),
        of(office, "rina", f"/{signed.version_id}"),
        of(office, "rina", f"/{view.version_id}"),
    ]
    writing = [of(office, "rina", "/ubah?tahun=2026"), of(office, "rina", "/mulai?tahun=2026"),
               of(office, "rina", f"/{view.version_id}/batal")]  # fmt: skip
    for login in (*STAFF, "auditor", "admin"):
        visitor.sign_in(office, login, NOW)
        for path in reading:
            visitor.read(path)
            assert visitor.status == (200 if login in readers else 404), (login, path)
            if login in readers - writers:
                assert "Tanda tangani" not in visitor.page
                assert "Kirim tanggapan" not in visitor.page
        for path in writing:
            visitor.read(path)
            assert visitor.status == (200 if login in writers else 404), (login, path)
    for login in sorted({*STAFF, "auditor", "admin"} - writers):
        visitor.sign_in(office, login, NOW).read("/sasaran")
        (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', visitor.raw))
        for rest in (
            "ubah",
            "mulai",
            *(f"{view.version_id}/{act}" for act in ("tandatangan", "catatan", "batal")),
        ):
            answer = visitor.client.post(
                of(office, "rina", f"/{rest}"),
                data={
                    **FORM,
                    "csrf_token": token,
                    "tahun": "2026",
                    "revision": "1",
                    "words": "x",
                    "reason": "x",
                },
            )
            assert answer.status_code == 404, (login, rest)
    assert len(plans.versions("rina")) == 2
    assert plans.told(view) == []
    assert plans.view(view.version_id).state == "draft"


def test_another_persons_version_is_not_there(visitor: Visitor, office: Office, plans: Plans) -> None:
    mine, others = plans.start("rina"), plans.start("trantib", by="kasitrantib")
    visitor.sign_in(office, "rina", NOW)
    visitor.read(of(office, "rina", f"/{mine.version_id}"))
    assert visitor.status == 200
    for path in (
        of(office, "rina", f"/{others.version_id}"),
        of(office, "rina", "/999999"),
        "/rencana/999999",
    ):
        visitor.read(path)
        assert visitor.status == 404, path


def test_who_is_no_civil_servant_has_no_plan(visitor: Visitor, office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE officer SET employment = 'non_asn' WHERE code = 'rina'"))
    visitor.sign_in(office, "rina", NOW)
    assert "Pegawai non-ASN tidak memakai SKP." in visitor.read(of(office, "rina"))
    visitor.read(of(office, "rina", "/mulai"))
    assert visitor.status == 404


def test_who_moved_is_told_to_change_the_plan(visitor: Visitor, office: Office, plans: Plans) -> None:
    plans.signed("rina", "kasi")
    plans.move("rina", "pelaksana_trantib")
    visitor.sign_in(office, "kasitrantib", NOW)
    assert "Jabatannya sudah berubah sejak ini ditandatangani." in visitor.read(of(office, "rina"))


def test_the_pages_speak_english(visitor: Visitor, office: Office, plans: Plans) -> None:
    head = plans.signed("kasi", "camat")
    plans.signed("rina", "kasi", content=draft(result(superior_result_id=head.results[0].id)))
    plans.start("hasan", by="kasi")
    visitor.sign_in(office, "kasi", NOW).client.set_cookie("bahasa", "en")
    for path, told in (
        (of(office, "rina"), "supports a result of Kasi Contoh"),
        (of(office, "rina"), "Never stops improving."),
        (of(office, "rina"), "at least 80 %"),
        (of(office, "hasan"), "Waiting for the signature of Hasan Contoh and You."),
        (of(office, "hasan", "/ubah?tahun=2026"), "Add a work result"),
        ("/rencana/matriks/SARPRAS?tahun=2026", "Who contributes to which result"),
        ("/sasaran", "The office's goals"),
    ):
        assert told in visitor.read(path), path


class TestMatrix:
    def test_it_shows_who_contributes_to_which_result(
        self, visitor: Visitor, office: Office, plans: Plans
    ) -> None:
        head = plans.signed(
            "kasi", "camat", content=draft(result("Parit lancar", 60), result("Warga puas", 40))
        )
        plans.signed(
            "rina",
            "kasi",
            content=draft(result("Pengaduan parit selesai", superior_result_id=head.results[0].id)),
        )
        visitor.sign_in(office, "kasi", NOW)
        page = visitor.read("/rencana/matriks/SARPRAS?tahun=2026")
        assert re.search(r"1\. Parit lancar.*Rina Contoh</a>: Pengaduan parit selesai", page, re.DOTALL)
        assert "Belum ada yang mendukung." in page
        assert "belum ada rencana" in page, "Hasan has none"
        assert "/rencana/matriks/SARPRAS?tahun=2026" in visitor.read(of(office, "kasi"))
        assert "Matriks" not in visitor.sign_in(office, "rina", NOW).read(of(office, "rina"))

    def test_a_result_of_an_older_version_counts_for_the_same_words(
        self, visitor: Visitor, office: Office, plans: Plans
    ) -> None:
        head = plans.signed(
            "kasi", "camat", content=draft(result("Parit lancar", 60), result("Warga puas", 40))
        )
        for login, at in (("rina", 0), ("hasan", 1)):
            plans.signed(
                login, "kasi", content=draft(result(f"Hasil {login}", superior_result_id=head.results[at].id))
            )
        plans.change("kasi", date(2026, 2, 1), "camat", weight_words="Parit lancar dan bersih")
        page = visitor.sign_in(office, "camat", NOW).read("/rencana/matriks/SARPRAS?tahun=2026")
        assert re.search(r"2\. Warga puas.*Hasan Contoh</a>: Hasil hasan", page, re.DOTALL)
        assert re.search(r"1\. Parit lancar<.*Hasil versi lama.*Rina Contoh", page, re.DOTALL)
        assert page.count("Hasil versi lama") == 1, "the second result still has the same words"
        plans.signed("camat")
        page = visitor.read("/rencana/matriks/KEC?tahun=2026")
        assert "Kasi Contoh" in page
        assert "Rina Contoh" not in page, "she works under Kasi, not directly under the camat"

    @pytest.mark.parametrize(
        ("unit", "readers"),
        [("SARPRAS", {"kasi", "camat", "auditor"}), ("KEC", {"camat", "auditor"}), ("NOWHERE", set())],
    )
    def test_who_leads_and_auditors_see_it(
        self, visitor: Visitor, office: Office, unit: str, readers: set[str]
    ) -> None:
        for login in (*STAFF, "auditor", "admin"):
            visitor.sign_in(office, login, NOW).read(f"/rencana/matriks/{unit}")
            assert visitor.status == (200 if login in readers else 404), login


class TestGoals:
    def test_managers_build_the_tree_and_everyone_inside_reads_it(
        self, visitor: Visitor, office: Office
    ) -> None:
        visitor.sign_in(office, "camat", NOW).read("/sasaran")
        visitor.send(
            "/sasaran/baru", of="/sasaran/baru", words="Marelan bersih", first_year="2025", last_year="2029"
        )
        assert (visitor.status, visitor.location) == (303, "/sasaran?tahun=2025")
        page = visitor.read("/sasaran?tahun=2026")
        assert "Marelan bersih" in page
        below = re.findall(r'href="(/sasaran/baru\?induk=\d+)"', page)
        for words, level in (
            ("Melayani cepat", "misi"),
            ("Pengaduan selesai", "sasaran"),
            ("Parit", "program"),
        ):
            assert f"Tambah {level}" in visitor.read("/sasaran?tahun=2026")
            visitor.send(
                "/sasaran/baru",
                of=below[-1],
                words=words,
                first_year="2025",
                last_year="2029",
                measure="Angka kantor",
            )
            assert visitor.status == 303, words
            below = re.findall(r'href="(/sasaran/baru\?induk=\d+)"', visitor.read("/sasaran?tahun=2026"))
        page = visitor.send(
            "/sasaran/baru", of=below[-1], words="Keruk parit", first_year="2026", last_year="2027"
        )
        assert visitor.status == 422
        assert "Rencana kerja unit berlaku satu tahun." in page
        assert "Pilih unitnya." in page
        visitor.send(
            "/sasaran/baru", words="Keruk parit", first_year="2026", last_year="2026", unit="SARPRAS"
        )
        assert visitor.status == 303
        page = visitor.read("/sasaran?tahun=2026")
        assert "Rencana kerja unit · Seksi Sarana dan Prasarana" in page
        page = visitor.sign_in(office, "rina", NOW).read("/sasaran?tahun=2026")
        assert "Keruk parit" in page
        assert "Tambah" not in page
        assert "Tulis visi" not in page

    def test_only_managers_set_them(self, visitor: Visitor, office: Office, plans: Plans) -> None:
        goal = plans.goal()
        for login in (*STAFF, "auditor", "admin"):
            visitor.sign_in(office, login, NOW).read("/sasaran")
            assert visitor.status == 200, login
            for path in ("/sasaran/baru", f"/sasaran/{goal}"):
                visitor.read(path)
                assert visitor.status == (200 if login in ("camat", "sekcam") else 404), (login, path)

    def test_one_that_signed_plans_rest_on_is_ended_not_changed(
        self, visitor: Visitor, office: Office, plans: Plans
    ) -> None:
        goal = plans.goal()
        plans.signed("camat", content=draft(result(goal_id=goal)))
        visitor.sign_in(office, "sekcam", NOW)
        at = f"/sasaran/{goal}"
        page = visitor.send(at, of=at, words="Lain", first_year="2025", last_year="2029", do="save")
        assert visitor.status == 409
        assert "Ada rencana bertanda tangan yang mendukung sasaran ini." in page
        assert "Lain" in page
        visitor.send(at, of=at, do="retire")
        assert visitor.status == 303
        assert "diakhiri" in visitor.read("/sasaran?tahun=2026")
        assert "mendukung sasaran: Marelan bersih dan melayani" in visitor.sign_in(office, "camat", NOW).read(
            of(office, "camat")
        )
