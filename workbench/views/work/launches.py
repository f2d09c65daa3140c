"""The last station: development, the proof that the service is in use, and somebody else who verified it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.fields import offered
from workbench.forms.launches import (
    REASON,
    LaunchForm,
    VerificationForm,
    VerifierForm,
    built_form,
)
from workbench.models.alphabet import alphabetical
from workbench.models.base import Stale
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.progress.measurement import levels_of
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.roles import ROLES
from workbench.models.work.launch import DOUBTS, Launch
from workbench.models.work.launch_look import PROBLEMS, LaunchLook
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.verdict import UNTESTED, verdicts_on
from workbench.views.redesign.workspace import stage_page
from workbench.views.work.hypotheses import TRIED
from workbench.web.access import requires
from workbench.web.editing import watch_form
from workbench.web.filters import translated
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply

bp = Blueprint("launches", __name__, url_prefix="/redesigns/<int:redesign_id>/launch")


@dataclass(frozen=True)
class LevelLine:
    """One scheme with the level before and after, in words."""

    scheme: str
    before: str
    after: str


def to_launch(redesign: Redesign) -> Response:
    return redirect(url_for("launches.show", redesign_id=redesign.id))


@bp.get("")
@requires("launch:read", Redesign)
def show(redesign: Redesign) -> str:
    watch(redesign)
    return launch_page(redesign, VerificationForm(obj=redesign.launch))


def launch_page(redesign: Redesign, form: VerificationForm) -> str:
    launch = redesign.launch
    page = stage_page(redesign, "digitized")
    hard = [check for check in page["checks"] if check["hard"]]
    return render_template(
        "launches/show.html",
        **page,
        launch=launch,
        hard=hard,
        soft=[check for check in page["checks"] if not check["hard"]],
        gate_open=bool(hard) and all(check["ok"] for check in hard),
        files=[file for file in launch.attachments if not file.is_discarded] if launch else [],
        authors=authors(launch),
        why_not=translated(launch.why_not_verify(current_user)) if launch else "",
        level_lines=level_lines(redesign),
        untested=UNTESTED,
        charter=CharterProposal.answered_launch(redesign) if launch else None,
        look=LaunchLook.latest(launch) if launch and launch.live_url else None,
        problems=PROBLEMS,
        may_look=bool(current_app.config["SETTINGS"].look_at_links),
        form=form,
        ask_form=ask_form(redesign),
        verifier_words=verifier_words(launch),
        doubts=doubt_words(launch.verified_doubts if launch else []),
        own_doubts=doubt_words(doubts_of_reader(launch)),
    )


def doubt_words(slugs: list[str]) -> list[str]:
    return [gettext(DOUBTS[slug]) for slug in slugs]


def doubts_of_reader(launch: Launch | None) -> list[str]:
    """Return what would be said of the reader as a verifier, asked only of who could be one now."""
    if launch is None or launch.is_verified or not current_user.may("launch:verify", launch):
        return []
    return [] if launch.why_not_verify(current_user) else launch.doubts_about(current_user)


def verifier_words(launch: Launch | None) -> str:
    """Return the roles in which the verifier stood, "" where they were not kept."""
    roles = launch.verified_as if launch else []
    return ", ".join(gettext(ROLES[role]) for role in roles)


def ask_form(redesign: Redesign) -> VerifierForm:
    """Return the form that asks somebody to verify, with those who could."""
    form, launch = VerifierForm(obj=redesign.launch), redesign.launch
    form.verifier_id.choices = offered(
        (person.id, person.name)
        for person in (verifiers(redesign) if launch else [])
        if launch and person.may("launch:verify", redesign) and person.id not in launch.author_ids
    )
    return form


def verifiers(redesign: Redesign) -> list[Person]:
    """Return the facilitators and leads of the programme, by name."""
    statement = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Phase)
        .where(
            Phase.programme_id == redesign.programme_id,
            Enrolment.role.in_(("facilitator", "lead")),
            Person.is_removed.is_(False),
            Enrolment.is_open(redesign.programme.city.today()),
        )
        .order_by(alphabetical(Person.name))
        .distinct()
    )
    return list(db.session.scalars(statement))


@bp.post("/ask")
@requires("launch:edit", Redesign)
def ask_verifier(redesign: Redesign) -> Response | str:
    """Send the request to verify to somebody's first page."""
    form, launch = ask_form(redesign), redesign.launch
    if launch is None:
        flash(gettext("There is no proof to verify yet."), "warn")
        return commit_and_reply(to_launch(redesign))
    chosen, today = form.verifier_id.data, redesign.programme.city.today()

    def operation() -> None:
        launch.ask_verifier(db.session.get_one(Person, chosen), by=current_user, on=today)

    if form.accepts(operation):
        flash(
            gettext("The request stands on the first page of %(name)s.", name=launch.verifier.name),
            "ok",
        )
        return commit_and_reply(to_launch(redesign))
    return launch_page(redesign, VerificationForm(obj=launch))


def authors(launch: Launch | None) -> list[str]:
    """Return the names of everybody who wrote a part of the proof."""
    ids = launch.author_ids if launch else []
    named = select(Person.name).where(Person.id.in_(ids)).order_by(alphabetical(Person.name))
    return list(db.session.scalars(named))


def level_lines(redesign: Redesign) -> list[LevelLine]:
    """Return the level before and after under each scheme."""
    sides = levels_of(RedesignWork.of_steps(redesign))

    def told(slug: str, level: str) -> str:
        words = SCHEMES[slug].levels.get(level)
        return f"{level}: {gettext(words)}" if words else gettext("not stated")

    return [
        LevelLine(gettext(scheme.title), *(told(slug, each.get(slug, "")) for each in sides))
        for slug, scheme in SCHEMES.items()
    ]


@bp.route("/edit", methods=["GET", "POST"])
@requires("launch:edit", Redesign)
def edit(redesign: Redesign) -> Response | str:
    watch_form(redesign)
    launch = redesign.launch
    # Version 0: there was no launch yet when the form was shown.
    form = LaunchForm(obj=launch, version=0)
    if form.accepts(lambda: write(redesign, form.values())):
        return commit_and_reply(to_launch(redesign))
    return render_template("launches/edit.html", redesign=redesign, launch=launch, form=form)


def write(redesign: Redesign, values: dict[str, Any]) -> None:
    if redesign.launch is not None:
        check_version(redesign.launch).edit(values, by=current_user)
        return
    try:
        Launch.write(redesign, values, by=current_user)
    except IntegrityError as error:
        # Somebody else wrote the first proof in the same instant.
        raise StaleDataError from error


@bp.route("/built", methods=["GET", "POST"])
@requires("launch:edit", Redesign)
def built(redesign: Redesign) -> Response | str:
    """Name the version that was built, and why it was, for each hypothesis that does not hold on it."""
    watch_form(redesign)
    launch, versions = redesign.launch, versions_of(redesign)
    version = chosen_version(launch, versions)
    verdicts = verdicts_on(version) if version else []
    reasons = {REASON + key: why for key, why in (launch.built_reasons if launch else {}).items()}
    form = built_form(verdicts)(obj=launch, version=0, **reasons)
    if form.accepts(lambda: write(redesign, form.built(launch))):
        return commit_and_reply(to_launch(redesign))
    form.built_version_id.data = version.id if version else ""
    return render_template(
        "launches/built.html",
        redesign=redesign,
        launch=launch,
        version=version,
        versions=[
            (
                f"{each.prototype.code} {each.label}",
                url_for("launches.built", redesign_id=redesign.id, version_id=each.id),
                each is version,
            )
            for each in versions
        ],
        verdicts=verdicts,
        form=form,
    )


def versions_of(redesign: Redesign) -> list[PrototypeVersion]:
    prototypes = Prototype.kept_in(redesign, *TRIED)
    return [version for each in prototypes for version in each.versions]


def chosen_version(
    launch: Launch | None, versions: list[PrototypeVersion]
) -> PrototypeVersion | None:
    """Return the version that is asked for, else the one named before, else the latest that somebody tried."""
    named = launch.built_version_id if launch else None
    asked = request.values.get("built_version_id" if request.form else "version_id", type=int)
    known = {each.id: each for each in versions}
    tried = [each for each in versions if each.tried_by] or versions
    return known.get(asked or named or 0) or (tried[-1] if tried else None)


@bp.post("/verify")
@requires("launch:verify", Redesign)
def verify(redesign: Redesign) -> Response | str | tuple[str, int]:
    """Confirm the proof that stands there now; a proof that changed meanwhile is looked at again."""
    form, launch = VerificationForm(), redesign.launch
    if launch is None:
        flash(gettext("There is no proof to verify yet."), "warn")
        return commit_and_reply(to_launch(redesign))
    try:
        check_version(launch)
    except Stale:
        words = gettext("The proof changed while you were looking at it. Look again, then verify.")
        flash(words, "warn")
        form.version.data = launch.version
        return launch_page(redesign, form), 409
    note, today = form.verification_note.data or "", redesign.programme.city.today()
    if form.accepts(lambda: launch.verify(by=current_user, on=today, note=note)):
        words = gettext("Verified. Next: say what the launch changes in the service charter.")
        flash(words, "ok")
        return commit_and_reply(to_launch(redesign))
    return launch_page(redesign, form)
