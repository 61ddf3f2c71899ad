"""Pages: public, desk, board, sign-in. They parse, call one service function, and render."""

from __future__ import annotations

from flask import Flask, request
from whitenoise import WhiteNoise

from complaints_service.edge.language import language
from complaints_service.edge.resources import KEY, Service
from complaints_service.extensions import csrf


def register(app: Flask) -> None:
    """Adds every page; the line above each says who may see it."""
    from complaints_service.web.account import routes as accounts
    from complaints_service.web.account import telegram_link as linking
    from complaints_service.web.citizen import public
    from complaints_service.web.citizen import report as complaining
    from complaints_service.web.citizen import status as tracking
    from complaints_service.web.citizen import subscriptions as hearing
    from complaints_service.web.citizen import unsubscribe as stopping
    from complaints_service.web.desk import leave
    from complaints_service.web.desk import routes as desk
    from complaints_service.web.desk import undelivered as letters
    from complaints_service.web.meetings import actions
    from complaints_service.web.meetings import routes as meetings
    from complaints_service.web.performance.evaluations import documents, feedback
    from complaints_service.web.performance.evaluations import follow_up as following
    from complaints_service.web.performance.evaluations import routes as evaluations
    from complaints_service.web.performance.figures import office as office_performance
    from complaints_service.web.performance.figures import period as period_page
    from complaints_service.web.performance.figures import routes as figures
    from complaints_service.web.performance.figures import team
    from complaints_service.web.performance.plans import goals, matrix
    from complaints_service.web.performance.plans import routes as plans
    from complaints_service.web.performance.reports import routes as reporting
    from complaints_service.web.performance.training import routes as trainings
    from complaints_service.web.shell import attachments as files

    # anyone
    app.register_blueprint(public.blueprint)
    # anyone hands in; the receipt by the cookie that handing in sets
    app.register_blueprint(complaining.blueprint)
    # by the secret link, or the cookie it sets
    app.register_blueprint(tracking.blueprint)
    # by the secret link's cookie; agreeing by the signed link that an address was sent
    app.register_blueprint(hearing.blueprint)
    # by the signed link in a notice
    app.register_blueprint(stopping.blueprint)
    # anyone: to sign in, out, and to set a password by a one-time link
    app.register_blueprint(accounts.blueprint)
    # signed in, by right on each ticket
    app.register_blueprint(desk.blueprint)
    # a file by the same right as its complaint: the citizen's cookie, or a right on the ticket
    app.register_blueprint(files.blueprint)
    # signed in; a person's figures only for that person, the superiors above and auditors
    app.register_blueprint(figures.blueprint)
    # signed in; a person's figures over months, as those of one
    app.register_blueprint(period_page.blueprint)
    # signed in and leading somebody: where one's own people stand
    app.register_blueprint(team.blueprint)
    # signed in; the head of the office, managers and auditors: counts alone
    app.register_blueprint(office_performance.blueprint)
    # signed in; a person's documents as their figures
    app.register_blueprint(documents.blueprint)
    # signed in; a person's plans as their figures: the officer and the nearest superior write and sign them
    app.register_blueprint(plans.blueprint)
    # signed in; who leads a unit, and its auditors
    app.register_blueprint(matrix.blueprint)
    # signed in: read by everyone inside, set by managers
    app.register_blueprint(goals.blueprint)
    # signed in; a person's reports as their figures: the officer reports, the nearest superior decides
    app.register_blueprint(reporting.blueprint)
    # signed in; who belongs to a meeting or owns an action, who leads them, auditors
    app.register_blueprint(meetings.blueprint)
    app.register_blueprint(actions.blueprint)
    # signed in; a person's training as their figures, the catalogue for everyone inside
    app.register_blueprint(trainings.blueprint)
    # signed in; a person's evaluations as their figures, a draft its rater alone, each step by who takes part
    app.register_blueprint(evaluations.blueprint)
    app.register_blueprint(following.blueprint)
    # signed in; the list as a person's figures, the form for whoever is near enough
    app.register_blueprint(feedback.blueprint)
    # signed in; superiors for those below, administrators within their grant
    app.register_blueprint(leave.blueprint)
    # signed in; dispatchers, managers and administrators, within their grants
    app.register_blueprint(letters.blueprint)
    # signed in with a browser, and a member of the office; each for the own account
    app.register_blueprint(linking.blueprint)

    @app.before_request
    def _csrf() -> None:
        # Every form of ours carries a token; the API looks after itself, and a stop link is its own proof.
        own = request.path.startswith("/api/") or request.blueprint == "stopping"
        if request.method == "POST" and request.endpoint and not own:
            csrf.protect()


def dress(app: Flask, whitenoise: WhiteNoise) -> None:
    """Gives templates their words, marks, frame and the addresses of files."""
    from complaints_service.web.shell import assets
    from complaints_service.web.shell.frame import page_parts, page_words
    from complaints_service.web.shell.pages import frame

    service: Service = app.extensions[KEY]
    calendar = service.rulebook.calendar(service.rulebook.office.calendar)
    app.jinja_env.filters.update(
        page_words(language=language, zone=calendar.zone, day_seconds=calendar.nominal_day_seconds)
    )
    app.jinja_env.globals.update(page_parts(asset=assets.serve(whitenoise)))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _frame() -> dict[str, object]:
        return {"frame": frame()}
