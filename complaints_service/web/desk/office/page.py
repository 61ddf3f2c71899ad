"""The list of what an office needs before it can work: each step, how it stands, and where one goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.health.queries import known_until, signs
from complaints_service.health.rules import BACKUP, CalendarEnd, Sign
from complaints_service.notify.known_routes import EMAIL, chat_routes
from complaints_service.rulebooks.closing import waits_for
from complaints_service.staffing.opening import Opening, opening_of
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import date_words, instant_words


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step, `done` or open, in words; `href`: where one goes on; `confirm`: what a press confirms."""

    code: str
    done: bool
    title: str
    words: str
    href: str = ""
    href_words: str = ""
    confirm: str = ""


def opening_page(reader: SignedIn, typed: Typed) -> str:
    """The page; a form that was refused is shown with what was wrong."""
    found, steps = _steps()
    with reading() as session:
        drafted, closures = waits_for(session, ref=reader.actor.ref)
    waiting = [(url_for("open_office.show"), _("Sebuah draf aturan menunggu Anda rilis"))] if drafted else []
    if closures:
        waiting.append((url_for("closing.show"), _("Sebuah penutupan kantor menunggu putusan Anda")))
    return page(
        "desk/pengelola.html",
        waiting=waiting,
        steps=steps,
        left=sum(not step.done for step in steps),
        mail_stands=EMAIL.code in found.routes,
        chat_stands=any(route.code in found.routes for route in chat_routes()),
        is_member=reader.rights.officer_id is not None,
        form=typed.values,
        rules_href=url_for("open_office.show"),
        open_href=url_for("opening.show_open"),
        errors=typed.errors,
        confirm_action=url_for("opening.post_confirmation"),
        mail_action=url_for("opening.post_mail"),
        chat_action=url_for("opening.post_chat"),
    )


def open_page() -> str:
    """What is still open, to be printed and ticked off."""
    _found, steps = _steps()
    return page(
        "desk/pengelola_terbuka.html",
        steps=[step for step in steps if not step.done],
        office=service().rulebook.office.names.read(language()),
        at=clock.now(),
        home=url_for("opening.show"),
    )


def _steps() -> tuple[Opening, list[Step]]:
    """How far the office is, and every step in words."""
    now, settings, rulebook = clock.now(), service().settings, service().rulebook
    with reading() as session:
        found = opening_of(session, on=rulebook.local_date(now))
        parts = signs(session, backup_hours=settings.backup_wanted_hours, now=now)
    steps = [
        _structure(found),
        *_people(found),
        _calendar(found, known_until(rulebook, now=now)),
        _mail(found),
        _chat(found),
        _other_offices(),
        _report(found),
        _backup(next(sign for sign in parts if sign.code == BACKUP)),
    ]
    return found, steps


def _structure(found: Opening) -> Step:
    told = _("%(units)s unit dan %(posts)s jabatan.", units=found.units, posts=found.posts)
    return Step(
        code="structure",
        done="structure" in found.confirmed,
        title=_("Unit dan jabatan"),
        words=f"{told} {_checked(found, 'structure')}",
        confirm="structure",
    )


def _people(found: Opening) -> list[Step]:
    told = _(
        "%(members)s orang, %(accounts)s punya akun, %(able)s sudah memilih kata sandi.",
        members=found.members,
        accounts=found.with_account,
        able=found.able,
    )
    unseen = _("Antreannya tidak dibuka siapa pun: %(units)s.", units=", ".join(found.unseen))
    missing = _("%(count)s petugas tidak terjangkau dan tidak diberi tiket.", count=found.unreached)
    open_words = [missing] if found.unreached else []
    open_words += [unseen] if found.unseen else []
    return [
        Step(
            code="people",
            done=0 < found.members == found.able,
            title=_("Orang dan akunnya"),
            words=told,
            href=url_for("staff.listing"),
            href_words=_("Pegawai dan akun"),
        ),
        Step(
            code="reach",
            done=not open_words,
            title=_("Setiap tiket sampai kepada seseorang"),
            words=" ".join(open_words) or _("Semua petugas terjangkau, dan setiap antrean dibuka seseorang."),
        ),
    ]


def _calendar(found: Opening, end: CalendarEnd) -> Step:
    known = _("Dikenal sampai %(day)s.", day=date_words(end.last_on, language(), year=True))
    return Step(
        code="calendar",
        done="calendar" in found.confirmed and end.within is None,
        title=_("Jam kerja dan hari libur"),
        words=f"{known} {_checked(found, 'calendar')}",
        href=url_for("public.rights"),
        href_words=_("Jam dan janji seperti dibaca warga"),
        confirm="calendar",
    )


def _mail(found: Opening) -> Step:
    if EMAIL.code not in found.routes:
        done, told = False, _("Belum terpasang: isi server surelnya.")
    else:
        done, told = _tried(found, EMAIL.code)
    href = url_for("routes_entered.show")
    return Step(code="mail", done=done, title=_("Surel"), words=told, href=href, href_words=_("Jalur kabar"))


def _chat(found: Opening) -> Step:
    served = [route.code for route in chat_routes() if route.code in found.routes]
    if not served:
        told = _("Belum terpasang. Boleh tanpa bot; warga lalu melapor di halaman saja.")
        return Step(
            code="chat",
            done=True,
            title=_("Bot obrolan"),
            words=told,
            href=url_for("routes_entered.show"),
            href_words=_("Jalur kabar"),
        )
    done, told = _tried(found, served[0])
    return Step(
        code="chat",
        done=done,
        title=_("Bot obrolan"),
        words=told,
        href=url_for("own_account.show"),
        href_words=_("Tautkan obrolan Anda"),
    )


def _tried(found: Opening, route: str) -> tuple[bool, str]:
    """Whether a route was tried out and took it, in words."""
    tried = found.tried.get(route)
    if tried is None:
        return False, _("Terpasang, belum diuji. Kirim kabar uji di bawah.")
    at = _when(tried.at)
    if tried.state == "sent":
        return True, _("Kabar uji diterima %(at)s. Periksa apakah ia sampai.", at=at)
    if tried.reason:
        return False, _("Kabar uji %(at)s belum terkirim: %(why)s", at=at, why=tried.reason)
    return False, _("Kabar uji %(at)s sedang dikirim. Muat ulang halaman ini.", at=at)


def _other_offices() -> Step:
    return Step(
        code="other_offices",
        done=True,
        title=_("Kantor lain"),
        words=_("Boleh kosong: pelimpahan ke kantor lain lalu lewat surat."),
        href=url_for("other_offices.listing"),
        href_words=_("Kantor lain"),
    )


def _report(found: Opening) -> Step:
    if found.resolved:
        told = _("Sudah ada laporan yang masuk dan diselesaikan.")
    elif found.reported:
        told = _("Ada laporan yang masuk. Jawab dan selesaikan satu sebagai percobaan.")
    else:
        told = _("Belum ada laporan. Kirim satu seperti seorang warga, lalu jawab dan selesaikan.")
    return Step(
        code="report",
        done=found.resolved,
        title=_("Laporan pertama dicoba"),
        words=told,
        href=url_for("complaint_form.complain"),
        href_words=_("Formulir laporan"),
    )


def _backup(sign: Sign) -> Step:
    title = _("Cadangan")
    if not sign.used:
        told = _("Belum dijadwalkan: isi TANGGAP_BACKUP_FOLDER di .env, dan simpan kuncinya di tempat lain.")
        return Step(code="backup", done=False, title=title, words=told)
    if sign.last_at is None:
        return Step(code="backup", done=False, title=title, words=_("Dijadwalkan, belum pernah jadi."))
    told = _("Terakhir %(at)s.", at=_when(sign.last_at))
    return Step(code="backup", done=not sign.silent, title=title, words=told)


def _checked(found: Opening, step: str) -> str:
    at = found.confirmed.get(step)
    if at is None:
        return _("Belum dinyatakan benar.")
    return _("Dinyatakan benar %(at)s.", at=_when(at))


def _when(at: datetime) -> str:
    rulebook = service().rulebook
    return instant_words(at, zone=rulebook.calendar(rulebook.office.calendar).zone, language=language())
