"""Evaluations and feedback on pages: who sees what, every step by form, and what a refused form keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.service import ObjectionDecision
from complaints_service.appraisal.feedback.service import NewFeedback, give
from complaints_service.appraisal.reporting.models import ReportedValue
from complaints_service.moment import Moment
from config.rulebook import Rulebook
from tests.support.evaluations import INDICATORS, NOW, REASON, Evaluations, evaluated_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of, when

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

EVERYBODY = (
    "camat", "sekcam", "meja", "kasi", "rina", "hasan", "trantib", "kasitrantib", "auditor", "admin",
)  # fmt: skip
#: What her superior writes, knowing that nobody said anything of her conduct.
RATED = {"reason": REASON, "without_evidence": "1"}
#: Rina herself, those above her, and the auditor.
SEE_RINA = {"rina", "kasi", "camat", "auditor"}


@pytest.fixture
def held(
    client: FlaskClient, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Evaluations:
    made = prepared(engine_of(client), rulebook, evaluated_office)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def as_(client: FlaskClient, held: Evaluations) -> Callable[[str], Visitor]:
    """A browser signed in as somebody."""
    return lambda login: Visitor(client).sign_in(held.measured.office, login, held.now)


def answers(as_: Callable[[str], Visitor], path: str) -> dict[str, int]:
    """What a page answers everybody."""
    found = {}
    for login in EVERYBODY:
        visitor = as_(login)
        visitor.read(path)
        found[login] = visitor.status
    return found


def seen_by(as_: Callable[[str], Visitor], path: str) -> set[str]:
    """Who gets a page; everybody else is told that there is none."""
    found = answers(as_, path)
    assert set(found.values()) <= {200, 404}, found
    return {login for login, status in found.items() if status == 200}


class TestWhoSees:
    def test_the_list(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        assert seen_by(as_, f"/evaluasi/pegawai/{held.officer('rina')}") == SEE_RINA

    def test_a_draft_its_rater_alone(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        one = held.start()
        held.rate(one, send=False)
        assert seen_by(as_, f"/evaluasi/{one}") == {"kasi"}
        person = f"/evaluasi/pegawai/{held.officer('rina')}"
        assert f"/evaluasi/{one}" in as_("kasi").read(person)
        for login in SEE_RINA - {"kasi"}:
            assert f"/evaluasi/{one}" not in as_(login).read(person)

    def test_what_was_sent_objected_closed_and_replaced(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        one = held.sent()
        assert seen_by(as_, f"/evaluasi/{one}") == SEE_RINA
        held.object_to(one)
        assert seen_by(as_, f"/evaluasi/{one}") == SEE_RINA
        held.decide(one, ObjectionDecision(False, "Laporan itu tetap tanggung jawabnya."))
        assert seen_by(as_, f"/evaluasi/{one}") == SEE_RINA
        assert seen_by(as_, f"/evaluasi/{one}/catatan.json") == SEE_RINA
        again = held.reopen(one)
        assert seen_by(as_, f"/evaluasi/{one}") == SEE_RINA
        assert seen_by(as_, f"/evaluasi/{again}") == {"kasi"}

    def test_no_record_before_closing(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        assert seen_by(as_, f"/evaluasi/{held.sent()}/catatan.json") == set()

    def test_a_superiors_own_evaluation_not_those_below(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        one = held.start("kasi", "camat")
        held.rate(one, "camat")
        assert seen_by(as_, f"/evaluasi/{one}") == {"kasi", "camat", "auditor"}

    def test_an_opinion_who_was_asked(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        held.move("rina", "pelaksana_trantib")
        held.plan("rina", "kasitrantib", effective_from=date(2026, 11, 16))
        one = held.start(by="kasitrantib")
        assert seen_by(as_, f"/evaluasi/{one}/pendapat") == {"kasi"}
        assert seen_by(as_, f"/evaluasi/{one}") == {"kasitrantib"}
        held.rate(one, "kasitrantib")
        assert seen_by(as_, f"/evaluasi/{one}") == {"rina", "kasitrantib", "camat", "auditor"}

    def test_the_offices_achievement(self, as_: Callable[[str], Visitor]) -> None:
        assert seen_by(as_, "/evaluasi/capaian") == {"camat", "sekcam"}

    def test_what_waits_is_ones_own(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        one = held.sent()
        assert seen_by(as_, "/evaluasi") == set(EVERYBODY) - {"auditor", "admin"}
        for login in EVERYBODY[:-2]:
            assert (f"/evaluasi/{one}" in as_(login).read("/evaluasi")) is (login == "rina"), login

    def test_feedback(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        """Colleagues reach the form, and see of the list what they said themselves."""
        path = f"/umpan-balik/{held.officer('rina')}"
        office = held.measured.office
        new = NewFeedback(officer_id=held.officer("rina"), kind="advice", words="Jadwal truk perlu dibagi.")
        with db.writing(held.engine) as session:
            give(Moment(session=session, now=NOW, actor=held.who("kasi").actor, rulebook=held.rulebook),
                new=new, rights=office.rights("kasi"),

            )  # fmt: skip
        assert seen_by(as_, path) == SEE_RINA | {"hasan"}
        told = {login for login in SEE_RINA | {"hasan"} if "Jadwal truk" in as_(login).read(path)}
        assert told == SEE_RINA

    @pytest.mark.parametrize(
        ("path", "who"),
        [
            ("/evaluasi/999999", set()),
            ("/evaluasi/pegawai/999999", set()),
            ("/evaluasi/999999/pendapat", set()),
            ("/umpan-balik/999999", set()),
            ("/evaluasi/99999999999999999999", set()),
        ],
    )
    def test_what_is_not_there(self, as_: Callable[[str], Visitor], path: str, who: set[str]) -> None:
        assert seen_by(as_, path) == who


class TestWhoActs:
    """Every form by everybody: who takes no part is told that there is nothing."""

    def tried(self, as_: Callable[[str], Visitor], path: str, who: set[str], **fields: str) -> dict[str, int]:
        found = {}
        for login in EVERYBODY:
            if login in who:
                continue
            visitor = as_(login)
            token = visitor.read("/meja").split('name="csrf_token" value="')[1].split('"')[0]
            answer = visitor.client.post(path, data={"csrf_token": token, "revision": "2", **fields})
            found[login] = answer.status_code
        return found

    def test_start(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        path = f"/evaluasi/pegawai/{held.officer('rina')}"
        found = self.tried(as_, path, {"kasi"}, period="periodic:2026-10:2026-12")
        assert found.pop("camat") == 409, "a superior further up hears whose it is"
        assert set(found.values()) == {404}

    def test_rate(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        path = f"/evaluasi/{held.start()}"
        assert set(self.tried(as_, path, {"kasi"}, result_rating="above").values()) == {404}

    @pytest.mark.parametrize(
        ("step", "field"), [("terima", "answer"), ("keberatan", "objection"), ("putusan", "reason")]
    )
    def test_the_officers_steps(
        self, held: Evaluations, as_: Callable[[str], Visitor], step: str, field: str
    ) -> None:
        path = f"/evaluasi/{held.sent()}/{step}"
        who = {"camat"} if step == "putusan" else {"rina"}
        assert set(self.tried(as_, path, who, **{field: "kata " * 9}).values()) == {404}

    @pytest.mark.parametrize(
        ("step", "fields"),
        [
            ("buka", {"reopen_reason": "kata " * 9}),
            ("tindak-lanjut", {"kind": "action", "words": "Bagi jadwal.", "due_on": "2027-02-01"}),
        ],
    )
    def test_the_raters_steps(
        self, held: Evaluations, as_: Callable[[str], Visitor], step: str, fields: dict[str, str]
    ) -> None:
        path = f"/evaluasi/{held.closed()}/{step}"
        assert set(self.tried(as_, path, {"kasi"}, **fields).values()) == {404}

    def test_opinion_decision_of_a_recommendation_and_achievement(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        one = held.closed()
        assert set(self.tried(as_, f"/evaluasi/{one}/pendapat", set(), words="Baik.").values()) == {404}
        assert set(self.tried(as_, "/evaluasi/tindak-lanjut/1", set(), state="done").values()) == {404}
        found = self.tried(as_, "/evaluasi/capaian", {"camat", "sekcam"}, level="good", basis="Surat")
        assert set(found.values()) == {404}

    def test_feedback(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        path = f"/umpan-balik/{held.officer('rina')}"
        found = self.tried(as_, path, {"kasi", "camat", "hasan"}, kind="praise", words="Baik.")
        assert set(found.values()) == {404}
        assert set(self.tried(as_, f"{path}/1/tarik", set(), reason="Salah.").values()) == {404}


class TestTheWay:
    def test_from_the_list_to_the_frozen_record(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        kasi, person = as_("kasi"), f"/evaluasi/pegawai/{held.officer('rina')}"
        page = kasi.read(person)
        assert "Triwulan IV 2026" in page
        assert "Tahun 2026" in page
        assert "Triwulan I 2027" not in page, "it still runs"
        kasi.send(person, period="periodic:2026-10:2026-12")
        assert kasi.status == 303
        one = kasi.location
        page = kasi.read(one)
        assert "Yang menilai tetap Anda." in page
        assert "Jawaban pertama tepat waktu" in page
        assert "1 indikator tanpa realisasi" in page
        assert 'class="hit"' not in page
        kasi.send(one, act="keep", result_rating="meets", behaviour_rating="above", reason="")
        page = kasi.read(kasi.location)
        assert 'class="hit"' in page
        assert '<p class="big">Baik</p>' in page
        kasi.send(one, act="send", **RATED, result_rating="meets", behaviour_rating="above")
        assert kasi.status == 303
        assert "Pegawai belum membukanya." in kasi.read(one)

        rina = as_("rina")
        page = rina.read(one)
        assert "paling lambat Rab, 13 Jan 2027." in page
        assert REASON in page
        assert "Sebaran predikat" not in page
        rina.send(f"{one}/keberatan", objection="Tidak.")
        assert (rina.status, "Tulis paling sedikit 5 kata." in rina.page) == (422, True)
        rina.send(f"{one}/keberatan", of=one, objection="Laporan itu datang ketika saya cuti.")
        assert rina.status == 303

        camat = as_("camat")
        assert one in camat.read("/evaluasi")
        page = camat.send(
            f"{one}/putusan", of=one, upheld="yes", result_rating="meets", behaviour_rating="above"
        )
        assert "Ubah paling sedikit satu penilaian, atau tolak keberatannya." in page
        camat.send(
            f"{one}/putusan", upheld="yes", result_rating="above", behaviour_rating="above",
            reason="Benar, laporan itu bukan kesalahannya.",
        )  # fmt: skip
        assert camat.status == 303
        page = rina.sign_in(held.measured.office, "rina", held.now).read(one)
        assert '<p class="big">Sangat Baik</p>' in page
        assert "(semula: Sesuai ekspektasi)" in page
        assert "Penilaian diubah." in page
        view = held.view(int(one.rsplit("/", 1)[1]))
        assert view.digest is not None
        assert view.digest in page
        raw = rina.client.get(f"{one}/catatan.json").get_data()
        assert hashlib.sha256(raw).hexdigest() == view.digest

    def test_accepting_and_opening_again(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        one = f"/evaluasi/{held.sent()}"
        rina = as_("rina")
        rina.send(f"{one}/terima", of=one, answer="Terima kasih.")
        assert rina.status == 303
        assert "Komentar pegawai: Terima kasih." in rina.read(one)
        kasi = as_("kasi")
        kasi.send(f"{one}/buka", of=one, reopen_reason="Ada angka yang dibetulkan kemudian.")
        again = kasi.location
        assert "Menggantikan evaluasi yang sudah ditutup." in kasi.read(again)
        assert "Dibuka lagi, diganti" in as_("rina").read(one)

    def test_follow_ups_and_their_decision(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        one, kasi = f"/evaluasi/{held.closed()}", as_("kasi")
        page = kasi.send(f"{one}/tindak-lanjut", of=one, kind="recognition", words="Piagam pada apel")
        assert "Pilih siapa yang memutuskan." in page
        assert "Piagam pada apel" in page, "what was typed is kept"
        kasi.send(
            f"{one}/tindak-lanjut", kind="recognition", words="Piagam pada apel",
            decider_id=str(held.officer("camat")),
        )  # fmt: skip
        assert kasi.status == 303
        camat = as_("camat")
        assert "Putuskan: Usul penghargaan" in camat.read("/evaluasi")
        camat.read(one)
        page = camat.send("/evaluasi/tindak-lanjut/1", state="done", outcome="")
        assert (camat.status, "Tulis alasannya." in page) == (422, True)
        camat.send("/evaluasi/tindak-lanjut/1", state="done", outcome="Diberikan pada apel Senin.")
        assert camat.status == 303
        assert "Diberikan pada apel Senin." in as_("rina").read(f"/evaluasi/pegawai/{held.officer('rina')}")

    def test_a_stale_form_is_refused_and_keeps_what_was_typed(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        number = held.start()
        kasi, one = as_("kasi"), f"/evaluasi/{number}"
        kasi.read(one)
        held.rate(number, send=False)
        page = kasi.send(
            one,
            act="send",
            result_rating="above",
            behaviour_rating="above",
            reason="Kalimat saya sendiri yang baru.",
        )
        assert kasi.status == 409
        assert "Kasi Contoh lebih dulu mengubah evaluasi ini." in page
        assert "Kalimat saya sendiri yang baru." in page

    def test_a_year_looks_back_on_its_quarters(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        quarter = held.closed()
        kasi, person = as_("kasi"), f"/evaluasi/pegawai/{held.officer('rina')}"
        kasi.send(person, of=person, period="annual:2026-01:2026-12")
        page = kasi.read(kasi.location)
        assert "Evaluasi sepanjang tahun" in page
        assert f'<a href="/evaluasi/{quarter}">Triwulan IV 2026</a>: <b>Baik</b>' in page
        assert "hasil: Sesuai ekspektasi, perilaku: Di atas ekspektasi" in page

    def test_an_indicator_without_data_is_not_judged(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        held.plan("hasan", "kasi", indicators=[{**INDICATORS[0], "indicator_code": "satisfaction"}])
        page = as_("kasi").read(f"/evaluasi/{held.start('hasan')}")
        assert "1 indikator tanpa realisasi" in page
        assert "Data sedikit</span>" not in page

    def test_nobody_rates_on_nothing_without_having_been_told(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        """Of each rating that nothing stands behind the page warns, and the officer reads it too."""
        held.plan("hasan", "kasi", indicators=[{**INDICATORS[0], "indicator_code": "satisfaction"}])
        warned = {
            "rina": "Perilaku kerja dinilai tanpa bukti",
            "hasan": "Kedua penilaian tidak bertumpu pada bukti",
        }
        for login, sentence in warned.items():
            number = held.start(login)
            kasi, one = as_("kasi"), f"/evaluasi/{number}"
            assert sentence in kasi.read(one)
            typed = {"result_rating": "above", "behaviour_rating": "above", "reason": REASON}
            kasi.send(one, act="keep", **typed)
            assert kasi.status == 303, "a draft may wait for evidence"
            page = kasi.send(one, of=one, act="send", **typed)
            assert (kasi.status, "Tandai bahwa Anda menilai tanpa bukti" in page) == (422, True)
            assert held.view(number).state == "draft" and REASON in page
            kasi.send(one, of=one, act="send", **typed, without_evidence="1")
            assert kasi.status == 303
            assert sentence in as_(login).read(one)

    def test_what_has_evidence_is_sent_without_a_warning(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        held.now = when("Mon 2026-12-21 09:00")
        hasan, path = as_("hasan"), f"/umpan-balik/{held.officer('rina')}"
        hasan.send(path, of=path, kind="praise", words="Selalu membantu.", value_code="collaborative")
        held.now = NOW
        kasi, one = as_("kasi"), f"/evaluasi/{held.start()}"
        assert "tanpa bukti" not in kasi.read(one)
        kasi.send(one, act="send", result_rating="meets", behaviour_rating="meets", reason=REASON)
        assert kasi.status == 303

    def test_a_refused_start_says_why(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        kasi = as_("kasi")
        path = f"/evaluasi/pegawai/{held.officer('rina')}"
        for period in (
            "periodic:2027-01:2027-03",
            "x",
            "periodic:2026-10:9999-12",
            "annual:0000-01:0000-12",
            "",
        ):
            page = kasi.send(path, of=path, period=period)
            assert kasi.status == 422, period
            assert "Belum dimulai." in page

    def test_the_guide_is_a_reminder(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        camat, path = as_("camat"), "/evaluasi/capaian"
        page = camat.send(path, of=path, period="periodic:2026-10:2026-12", level="", basis="")
        assert (camat.status, "Pilih capaian kantor." in page) == (422, True)
        camat.send(path, period="periodic:2026-10:2026-12", level="good", basis="Surat 800/1")
        assert "Triwulan IV 2026: Baik" in camat.read(path)
        one = held.start()
        held.rate(one, send=False)
        assert "Sebaran predikat" not in as_("kasi").read(f"/evaluasi/{one}"), "one evaluation says nothing"
        with db.writing(held.engine) as session:
            for login in ("hasan", "meja", "trantib", "kasitrantib"):
                session.add(
                    Evaluation(
                        officer_id=held.officer(login), kind="periodic", first_month="2026-10",
                        last_month="2026-12", rater_id=held.officer("kasi"), state="sent", predicate="good",
                        plan_version_id=held.plans["rina"].version_id, created_at=NOW,
                    )
                )  # fmt: skip
        page = as_("kasi").read(f"/evaluasi/{one}")
        assert "5 dari 5 evaluasi Anda pada periode ini Baik (100 %)." in page
        assert "Pedoman untuk capaian kantor “Baik”: paling banyak 70 %." in page
        assert "Ini pengingat, bukan larangan." in page
        held.rate(one, send=False, behaviour="")
        assert "Sebaran predikat" not in as_("kasi").read(f"/evaluasi/{one}"), "only after the choice"
        held.rate(one)
        assert held.view(one).state == "sent", "nothing is blocked"
        assert "Sebaran predikat" not in as_("rina").read(f"/evaluasi/{one}")

    def test_who_moved_on_after_the_period_is_still_rated(
        self, held: Evaluations, as_: Callable[[str], Visitor]
    ) -> None:
        held.move("rina", "pelaksana_trantib")
        kasi, start = as_("kasi"), f"/evaluasi/pegawai/{held.officer('rina')}"
        kasi.read(start)
        assert kasi.status == 404
        assert "Rina Contoh, Triwulan IV 2026" in kasi.read("/evaluasi")
        kasi.send(start)
        assert kasi.status == 303
        one = kasi.location
        page = kasi.read(one)
        assert "Yang menilai tetap Anda." in page
        assert "/kinerja/" not in page.split("<main")[1], "no link to what is not theirs to open any more"
        kasi.send(one, act="send", **RATED, result_rating="above", behaviour_rating="meets")
        assert kasi.status == 303
        assert "Rina Contoh" not in as_("kasitrantib").read("/evaluasi")

    def test_the_former_superior(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        held.move("rina", "pelaksana_trantib")
        held.plan("rina", "kasitrantib", effective_from=date(2026, 11, 16))
        one = held.start(by="kasitrantib")
        kasi, path = as_("kasi"), f"/evaluasi/{one}/pendapat"
        page = kasi.read(path)
        assert "Kam, 1 Okt 2026 sampai Min, 15 Nov 2026" in page
        assert "/kinerja/" not in page, "no link to what is not theirs any more"
        assert "Tulis pendapat Anda." in kasi.send(path, words="", result_rating="above")
        kasi.send(path, words="Selalu cepat.", result_rating="above")
        assert kasi.status == 303
        page = as_("kasitrantib").read(f"/evaluasi/{one}")
        assert "Selalu cepat." in page
        assert "Hasil: Di atas ekspektasi." in page

    def test_feedback_given_and_taken_back(self, held: Evaluations, as_: Callable[[str], Visitor]) -> None:
        held.now = when("Mon 2026-12-21 09:00")
        hasan, path = as_("hasan"), f"/umpan-balik/{held.officer('rina')}"
        assert "Anda menulis sebagai rekan" in hasan.read(path)
        page = hasan.send(path, kind="", words="Selalu membantu.", ticket="MRL-1")
        assert hasan.status == 422
        assert "Selalu membantu." in page
        hasan.send(path, kind="praise", words="Selalu membantu.", value_code="collaborative")
        assert "Selalu membantu." in as_("rina").read(path)
        held.now = NOW
        one = held.start()
        assert "Selalu membantu." in as_("kasi").read(f"/evaluasi/{one}")
        hasan = as_("hasan")
        hasan.send(f"{path}/1/tarik", of=path, reason="Salah orang.")
        assert hasan.status == 303
        assert "Ditarik: Salah orang." in as_("rina").read(path)
        assert "Selalu membantu." not in as_("kasi").read(f"/evaluasi/{one}")


def test_a_period_is_told_against_its_part_of_the_year(
    held: Evaluations, as_: Callable[[str], Visitor]
) -> None:
    share, _reopened, amount = INDICATORS
    plan = held.plan(
        "rina",
        "kasi",
        effective_from=date(2026, 2, 1),
        indicators=(
            {**share, "spread": "each", "period_targets": [95.0, 95.0, 95.0, 5.0]},
            {**amount, "spread": "sum", "period_targets": [4.0, 10.0, 10.0, 20.0]},
        ),
    )
    with db.writing(held.engine) as session:
        session.add(
            ReportedValue(
                indicator_id=plan.indicators[1], month="2026-11", value=21.0, words="Parit bersih", state="approved",
                reported_at=held.now, reported_by=held.officer("rina"), decided_at=held.now, decided_by=held.officer("kasi"),
            )
        )  # fmt: skip
    page = as_("kasi").read(f"/evaluasi/{held.start()}")
    assert "paling sedikit 5 % untuk periode ini (setahun 60 %)" in page.replace("\xa0", " ")
    assert "20 titik untuk periode ini (setahun 44 titik)" in page.replace("\xa0", " ")
    assert "Jumlah periode ini 21 titik dari 20 titik: tercapai." in page.replace("\xa0", " ")
