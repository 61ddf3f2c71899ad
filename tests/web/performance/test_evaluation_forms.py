"""No form of evaluations or feedback loses what was typed, and none takes its step twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from complaints_service import clock, db
from complaints_service.appraisal.evaluating.following import NewFollowUp, add_follow_up
from complaints_service.appraisal.feedback.service import NewFeedback, give
from complaints_service.edge.resources import KEY
from complaints_service.moment import Moment
from config.rulebook import Rulebook
from tests.support.evaluations import NOW, REASON, Evaluations, evaluated_office
from tests.support.forms import Desk, Form, check_nothing_is_lost_or_done_twice
from tests.support.prepared import Prepared

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

QUARTER = "periodic:2026-10:2026-12"
RATINGS = {"result_rating": "above", "behaviour_rating": "meets"}


@pytest.fixture
def held(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Evaluations:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(app.extensions[KEY].engine, rulebook, evaluated_office)


def start(held: Evaluations) -> Form:
    person = f"/evaluasi/pegawai/{held.officer('rina')}"
    return Form("kasi", person, person, {"period": QUARTER}, wrong={"period": ""})


def rate(held: Evaluations) -> Form:
    one = f"/evaluasi/{held.start()}"
    return Form(
        "kasi",
        one,
        one,
        {**RATINGS, "reason": REASON, "without_evidence": "1", "act": "send"},
        frozenset({"act"}),
        {"reason": " ", "without_evidence": ""},
    )


def accept(held: Evaluations) -> Form:
    one = f"/evaluasi/{held.sent()}"
    return Form("rina", one, f"{one}/terima", {"answer": "Terima kasih."})


def object_to(held: Evaluations) -> Form:
    one = f"/evaluasi/{held.sent()}"
    return Form(
        "rina",
        one,
        f"{one}/keberatan",
        {"objection": "Laporan itu datang ketika saya cuti."},
        wrong={"objection": " "},
    )


def decide(held: Evaluations) -> Form:
    number = held.sent()
    held.object_to(number)
    one = f"/evaluasi/{number}"
    typed = {"upheld": "yes", **RATINGS, "reason": "Benar, laporan itu bukan kesalahannya."}
    return Form("camat", one, f"{one}/putusan", typed, wrong={"upheld": "", "reason": " "})


def reopen(held: Evaluations) -> Form:
    one = f"/evaluasi/{held.closed()}"
    return Form(
        "kasi",
        one,
        f"{one}/buka",
        {"reopen_reason": "Ada angka yang dibetulkan kemudian."},
        wrong={"reopen_reason": " "},
    )


def follow_up(held: Evaluations) -> Form:
    one = f"/evaluasi/{held.closed()}"
    typed = {"kind": "action", "words": "Bagi jadwal.", "due_on": "2027-02-01"}
    return Form("kasi", one, f"{one}/tindak-lanjut", typed, wrong={"kind": "", "words": " "})


def settle(held: Evaluations) -> Form:
    number = held.closed()
    new = NewFollowUp(kind="recognition", words="Piagam pada apel", decider_id=held.officer("camat"))
    with db.writing(held.engine) as session:
        who = held.who("kasi", held.view(number).revision)
        made = add_follow_up(
            session, evaluation_id=number, new=new, who=who, now=NOW, today=held.rulebook.local_date(NOW)
        )
    typed = {"state": "done", "outcome": "Diberikan pada apel Senin."}
    return Form(
        "camat", f"/evaluasi/{number}", f"/evaluasi/tindak-lanjut/{made}", typed, wrong={"outcome": " "}
    )


def opinion(held: Evaluations) -> Form:
    held.move("rina", "pelaksana_trantib")
    held.plan("rina", "kasitrantib", effective_from=date(2026, 11, 16))
    path = f"/evaluasi/{held.start(by='kasitrantib')}/pendapat"
    return Form("kasi", path, path, {**RATINGS, "words": "Selalu cepat."}, wrong={"words": " "})


def achievement(held: Evaluations) -> Form:
    typed = {"period": QUARTER, "level": "good", "basis": "Surat 800/1"}
    return Form("camat", "/evaluasi/capaian", "/evaluasi/capaian", typed, wrong={"level": "", "basis": " "})


def feedback(held: Evaluations) -> Form:
    path = f"/umpan-balik/{held.officer('rina')}"
    typed = {
        "kind": "praise", "words": "Selalu\nmembantu.", "value_code": "collaborative",
        "ticket": held.measured.numbers["pagi"], "indicator_code": "held",
    }  # fmt: skip
    return Form("hasan", path, path, typed, wrong={"kind": "", "words": " ", "ticket": "MRL-1"})


def taking_back(held: Evaluations) -> Form:
    office, rina = held.measured.office, held.officer("rina")
    with db.writing(held.engine) as session:
        made = give(Moment(session=session, now=NOW, actor=held.who("hasan").actor, rulebook=held.rulebook),
            new=NewFeedback(officer_id=rina, kind="praise", words="Baik."), rights=office.rights("hasan"),

        )  # fmt: skip
    path = f"/umpan-balik/{rina}"
    return Form("hasan", path, f"{path}/{made}/tarik", {"reason": "Salah orang."}, wrong={"reason": " "})


@pytest.mark.parametrize(
    "form",
    [
        start, rate, accept, object_to, decide, reopen, follow_up, settle, opinion, achievement, feedback,
        taking_back,
    ],
)  # fmt: skip
def test_nothing_typed_is_lost_and_no_step_taken_twice(
    app: Flask, held: Evaluations, form: Callable[[Evaluations], Form]
) -> None:
    check_nothing_is_lost_or_done_twice(Desk(app, held.measured.office, NOW), form(held))


def test_who_moved_on_is_begun_from_the_list_of_what_waits(app: Flask, held: Evaluations) -> None:
    """Its page has no fields: what is brought back is the page, with the reason."""
    held.move("rina", "pelaksana_trantib")
    kasi = Desk(app, held.measured.office, NOW).visitor("kasi")
    action = f"/evaluasi/pegawai/{held.officer('rina')}"
    kasi.send_expired(action, of="/evaluasi")
    assert (kasi.status, "Rina Contoh, Triwulan IV 2026" in kasi.page) == (403, True)
    kasi.send(action)
    assert kasi.status == 303
