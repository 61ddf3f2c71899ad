"""The nine questions on one screen, and the short page that stands where nothing is to be filled in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, request, session, url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.limits.crowd import TRAP, note_opened
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.people.queries import unit_names
from complaints_service.survey.skm.kinds import PROFILE
from complaints_service.survey.skm.passes import channel_of, new_pass
from complaints_service.survey.skm.queries import PeriodView, pass_used, period_by_code
from complaints_service.survey.skm.service import MAX_COMMENT
from complaints_service.web.citizen.survey.form import PASS
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import names_in
from config.versions import in_force

KIOSK = "kios"
#: In the browser's own signed cookie: which periods were answered here without a slip.
ANSWERED = "survei"
#: After how many seconds a tablet shows the start again: after thanks, and where somebody left.
AFTER_THANKS, AFTER_LEAVING = 8, 240


@dataclass(frozen=True)
class SurveyQuestion:
    """One question: its field, its words, and the words for 1 to 4."""

    code: str
    question: str
    answers: tuple[tuple[int, str], ...]


def on_kiosk() -> bool:
    """Whether the page stands on a tablet that many people use."""
    return bool(request.args.get(KIOSK) or request.form.get(KIOSK))


def found_period(code: str) -> PeriodView:
    """The period of an address. Raises NotFound."""
    with reading() as opened:
        found = period_by_code(opened, code=code)
    if found is None:
        raise NotFound("link")
    return found


def form_page(code: str, given: str, typed: Typed) -> Response:
    """The questions for whoever comes with a pass, or by the poster with none; else why there are none."""
    found, now = found_period(code), clock.now()
    if not found.takes_answers(service().rulebook.local_date(now)):
        return _kept_nowhere(_end_page(found, "closed"), AFTER_LEAVING)
    channel = channel_of(service().settings.tracking_key, period=found.code, given=given)
    if given and channel is None:
        raise NotFound("link")
    if _answered(found, given, channel):
        return _kept_nowhere(_end_page(found, "answered"), AFTER_THANKS)
    note_opened(now)
    way = "kiosk" if on_kiosk() else "poster"
    return _kept_nowhere(
        page(
            "citizen/survei.html",
            **_frame_of(found),
            form=typed.values,
            errors=typed.errors,
            questions=questions(),
            profile=[(column, names_in(f"survey_{column}").items()) for column in PROFILE],
            most_letters=MAX_COMMENT,
            pass_name=PASS,
            given=given or new_pass(service().settings.tracking_key, period=found.code, channel=way),
            trap=TRAP,
            action=url_for("survey.post_answer", code=found.code),
        ),
        AFTER_LEAVING,
    )


def thanks_page(code: str) -> Response:
    """Thanks; on a tablet the start comes back by itself."""
    return _kept_nowhere(_end_page(found_period(code), "thanks"), AFTER_THANKS)


def questions() -> list[SurveyQuestion]:
    """The questions in the order of asking, in the reader's language."""
    rulebook, tongue = service().rulebook, language()
    return [
        SurveyQuestion(
            one.code,
            one.question.read(tongue),
            tuple((score, words.read(tongue)) for score, words in enumerate(one.answers, start=1)),
        )
        for one in in_force(rulebook.survey_elements, rulebook.local_date(clock.now()))
    ]


def service_name(code: str) -> str:
    """What a service is called, also one that is not asked about any more."""
    named = [one.names.read(language()) for one in service().rulebook.survey_services if one.code == code]
    return named[-1] if named else code


def _answered(found: PeriodView, given: str, channel: str | None) -> bool:
    if channel in (None, "poster"):
        return not on_kiosk() and found.code in session.get(ANSWERED, [])
    with reading() as opened:
        return pass_used(opened, period_id=found.id, given=given)


def _end_page(found: PeriodView, why: str) -> str:
    titles = {
        "thanks": _("Terima kasih"),
        "answered": _("Sudah Anda isi"),
        "closed": _("Survei ini sedang tidak dibuka"),
    }
    told = {
        "thanks": _("Jawaban Anda tersimpan tanpa nama. Hasilnya kami umumkan setelah survei ditutup."),
        "answered": _("Satu jawaban untuk setiap orang. Jawaban Anda yang pertama sudah terhitung."),
        "closed": _("Belum mulai, atau sudah ditutup. Hasil yang sudah diumumkan bisa Anda baca."),
    }
    return page("citizen/survei_akhir.html", **_frame_of(found), title=titles[why], words=told[why])


def _frame_of(found: PeriodView) -> dict[str, object]:
    kiosk = on_kiosk()
    with reading() as opened:
        unit = unit_names(opened).get(found.unit, found.unit)
    again = url_for("survey.ask", code=found.code, kios=1 if kiosk else None)
    other = "id" if language() == "en" else "en"
    return {
        "unit": unit,
        "service": service_name(found.service),
        "kiosk": kiosk,
        "again_href": again,
        "language_href": url_for("public.choose_language", code=other, kembali=again),
        "results_href": url_for("survey.results"),
    }


def _kept_nowhere(html: str, seconds: int) -> Response:
    """An answer that no browser keeps; on a tablet it gives way to the start after some time."""
    answer = make_response(html)
    answer.headers["Cache-Control"] = "no-store"
    if on_kiosk():
        code = (request.view_args or {})["code"]
        answer.headers["Refresh"] = f"{seconds}; url={url_for('survey.ask', code=code, kios=1)}"
    return answer
