"""The people of a city, and the links with which they join."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.fields import offered
from workbench.forms.organisations import offer
from workbench.forms.people import ADMINISTRATOR, InvitationForm, PersonForm
from workbench.models.alphabet import alphabetical
from workbench.models.catalogue.organisation import Organisation
from workbench.models.people.invitation import Invitation
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Forbidden, Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Programme
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign
from workbench.models.roles import ROLES
from workbench.text import columns, formats
from workbench.text.messages import N_
from workbench.views.room.posters import whole
from workbench.web.access import requires
from workbench.web.filters import language
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import commit_and_reply, edited
from workbench.web.pagination import asked_number, asked_page, asked_words

bp = Blueprint("people", __name__)
PER_PAGE = 50


TABLE = columns.Table(
    N_("People"),
    columns.text("name", N_("Name")),
    columns.text("email", N_("E-mail")),
    columns.text("organisation", N_("Organisation")),
    columns.yes_no("administrator", N_("Administrator")),
    columns.text("programmes", N_("Programmes and roles")),
)


@table_view(bp, "/people", "person:read", name="people", table=TABLE)
def index() -> Rows | str:
    words = asked_words()
    wanted = found(words, asked_number("organisation"))
    if wants_rows():
        everybody = list(db.session.scalars(wanted.options(joinedload(Person.organisation))))
        return rows(everybody, seats_of(everybody))
    ids = wanted.order_by(None).subquery()
    count = db.session.scalar(select(func.count()).select_from(ids)) or 0
    page, pages = asked_page(count, PER_PAGE)
    shown = wanted.options(joinedload(Person.organisation)).limit(PER_PAGE)
    people = list(db.session.scalars(shown.offset((page - 1) * PER_PAGE)))
    return render_template(
        "people/index.html",
        people=people,
        seats=seats_of(people),
        administrators=administrators(),
        organisations=Organisation.of(current_user.city),
        count=count,
        page=page,
        pages=pages,
        words=words,
        roles=ROLES,
        page_url=lambda number: url_for("people.index", **{**request.args, "page": number}),
    )


def require_account(person: Person) -> None:
    """Answer 404 for a guest: they are on the list of their workshop, where facilitators confirm who they are."""
    if person.is_guest:
        abort(404)


def found(words: str, organisation_id: int | None) -> Any:
    """Return the SELECT of the city's people whose name or e-mail has these words."""
    wanted = select(Person).where(
        Person.city_id == current_user.city_id, ~Person.is_removed, ~Person.is_guest
    )
    if words:
        like = f"%{words}%"
        wanted = wanted.where(or_(Person.name.ilike(like), Person.email.ilike(like)))
    if organisation_id:
        wanted = wanted.where(Person.organisation_id == organisation_id)
    return wanted.order_by(alphabetical(Person.name), Person.id)


def seats_of(people: list[Person]) -> dict[int, list[tuple[str, str]]]:
    """Return for each person the (programme, role) pairs they hold now."""
    today = current_user.city.today()
    statement = (
        select(Enrolment.person_id, Programme.title, Enrolment.role)
        .join(Phase, Phase.id == Enrolment.phase_id)
        .join(Programme, Programme.id == Phase.programme_id)
        .where(Enrolment.person_id.in_([person.id for person in people]))
        .where(Enrolment.is_open(today))
        .distinct()
        .order_by(Programme.title, Enrolment.role)
    )
    held: dict[int, list[tuple[str, str]]] = {}
    for person_id, title, role in db.session.execute(statement):
        held.setdefault(person_id, []).append((title, role))
    return held


def administrators() -> set[int]:
    statement = select(CityOffice.person_id).where(CityOffice.city_id == current_user.city_id)
    return set(db.session.scalars(statement))


def rows(people: list[Person], held: dict[int, list[tuple[str, str]]]) -> list[dict[str, Any]]:
    offices = administrators()
    return [
        {
            "name": person.name,
            "email": person.email,
            "organisation": person.organisation.name if person.organisation else None,
            "administrator": person.id in offices,
            "programmes": [f"{title}: {role}" for title, role in held.get(person.id, [])],
        }
        for person in people
    ]


@bp.get("/people/<int:person_id>")
@requires("person:read", Person)
def show(person: Person) -> str:
    require_account(person)
    seats = db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person.id)
        .options(joinedload(Enrolment.phase).joinedload(Phase.programme))
        .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
    )
    teams = db.session.scalars(
        select(Redesign)
        .join(Membership, Membership.redesign_id == Redesign.id)
        .where(Membership.person_id == person.id)
        .order_by(Redesign.id)
    )
    return render_template(
        "people/show.html",
        person=person,
        seats=[seat for seat in seats if current_user.may("programme:read", seat.phase.programme)],
        teams=[team for team in teams if current_user.may("redesign:read", team)],
        roles=ROLES,
        is_administrator=person.id in administrators(),
    )


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires("person:edit", Person)
def edit(person: Person) -> Response | str:
    require_account(person)
    form = PersonForm(obj=person)
    offer(form.organisation_id, Organisation.of(person.city))
    if edited(form, person):
        return commit_and_reply(redirect(url_for("people.show", person_id=person.id)))
    return render_template("people/edit.html", person=person, form=form)


@bp.post("/people/<int:person_id>/remove")
@requires("person:edit", Person)
def remove(person: Person) -> Response:
    """End the person's access; what they wrote stays."""
    require_account(person)
    person.remove(by=current_user)
    told = gettext(
        "%(name)s has no access any more. What they wrote stays, with their name.", name=person.name
    )
    flash(told, "ok")
    return commit_and_reply(redirect(url_for("people.index")))


@bp.post("/people/<int:person_id>/password-link")
@requires("person:invite", Person)
def new_password_link(person: Person) -> Response:
    """Make a link with which the person chooses a new password; older ones stop working."""
    require_account(person)
    if not current_user.may_renew(person):
        raise Forbidden("person:invite")
    Invitation.withdraw_passwords(person, by=current_user)
    whose = {"city": person.city, "person": person, "name": person.name}
    return hand_over(*Invitation.open("password", by=current_user, **whose))


@bp.route("/people/invite", methods=["GET", "POST"])
@requires("person:invite")
def invite() -> Response | str:
    form = InvitationForm(data={"place": request.args.get("phase", "")})
    phases = open_phases()
    places = [(str(phase.id), f"{phase.programme.title} · {phase.title}") for phase in phases]
    if current_user.may("person:edit"):
        own = gettext("%(name)s, as administrator", name=current_user.city.name)
        places.append((ADMINISTRATOR, own))
    form.place.choices = offered(places)
    offer(form.organisation_id, Organisation.of(current_user.city))
    if form.validate_on_submit():
        person = {**form.person(), "by": current_user}
        if form.place.data == ADMINISTRATOR:
            return hand_over(*Invitation.open(ADMINISTRATOR, city=current_user.city, **person))
        phase = next(phase for phase in phases if str(phase.id) == form.place.data)
        return hand_over(*Invitation.to_seat(phase, form.role.data, **person))
    return render_template("people/invite.html", form=form)


def open_phases() -> list[Phase]:
    """Return the phases into which this person may invite, of programmes that are not closed."""
    running = Programme.seen_by(current_user).where(Programme.closed_on.is_(None))
    found = db.session.scalars(running.order_by(Programme.title))
    programmes = [one for one in found if current_user.may("enrolment:edit", one)]
    return [phase for programme in programmes for phase in programme.phases]


def hand_over(invitation: Invitation, code: str) -> Response:
    """Go to the page that shows the link once; until then only the person's own session knows it."""
    db.session.flush()
    session["link"] = [invitation.id, code]
    return commit_and_reply(redirect(url_for("people.link", invitation_id=invitation.id)))


@bp.get("/people/links/<int:invitation_id>")
@requires("invitation:read", Invitation)
def link(invitation: Invitation) -> str:
    made_id, code = session.get("link", [0, ""])
    if made_id == invitation.id:
        session.pop("link")
    else:
        code = ""
    address = whole(url_for("invitations.accept", code=code)) if code else ""
    return render_template(
        "people/link.html",
        invitation=invitation,
        address=address,
        message=message(invitation, address),
        code="-".join(code[at : at + 4] for at in range(0, len(code), 4)),
        roles=ROLES,
    )


def message(invitation: Invitation, link: str) -> str:
    """Return a text for a messenger: to whom, to what, the link, and until when."""
    until = formats.day(invitation.expires_at.date(), language())
    facts = {"name": invitation.name, "place": invitation.place, "link": link, "day": until}
    if invitation.kind == "password":
        return gettext(
            "Hello, %(name)s! Choose a new password here: %(link)s (it works once, until %(day)s)",
            **facts,
        )
    return gettext(
        "Hello, %(name)s! This is your invitation to %(place)s: %(link)s (it works once, until %(day)s)",
        **facts,
    )


@bp.post("/people/links/<int:invitation_id>/withdraw")
@requires("invitation:withdraw", Invitation)
def withdraw(invitation: Invitation) -> Response:
    """Close an invitation before anybody uses it; an administrator's may be closed by administrators."""
    is_own = invitation.phase is not None or invitation.created_by_id == current_user.id
    if not is_own and not current_user.may("person:edit"):
        raise Forbidden("invitation:withdraw")
    invitation.withdraw(by=current_user)
    flash(gettext("The invitation of %(name)s is withdrawn.", name=invitation.name), "ok")
    home = url_for("cities.index" if current_user.may("city:edit") else "people.index")
    if invitation.phase:
        home = url_for("programmes.enrolments", programme_id=invitation.phase.programme_id)
    return commit_and_reply(redirect(home))
