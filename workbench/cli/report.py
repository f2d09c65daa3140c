"""`workbench report`: the lead's report on the command line, the same figures as the page."""

from typing import Any

import click
from flask_babel import gettext
from sqlalchemy import select

from workbench.cli.context import with_application
from workbench.cli.figures import a_form, as_of, show
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.programme.programme import Programme
from workbench.models.redesign.status import GROUPS, STATUSES
from workbench.reports.benefits import amounts_dict
from workbench.reports.declared import WITHOUT_WORDS, is_marked, marks_of
from workbench.reports.programme_report import ProgrammeReport, day_from
from workbench.reports.programme_report import report as report_on
from workbench.reports.rows import FIGURES, figure_rows
from workbench.text.messages import N_

NOT_STATED = "not stated"


@click.command("report")
@click.option(
    "--programme", "slug", metavar="SLUG", help="The programme; may be left out when there is one."
)
@as_of
@a_form
@with_application
def report(slug: str | None, as_of: str | None, form: str) -> None:
    """Report how many services of a programme became digital, and what that is worth."""
    found = report_on(chosen(slug), day_from(as_of))
    figures = found.as_dict()
    show(form, figures, FIGURES, lambda: figure_rows(figures), lambda: table(found))


def chosen(slug: str | None) -> Programme:
    """Return the programme of this short name, or the only one; raise DomainError otherwise."""
    if slug and (programme := Programme.by_slug(slug)):
        return programme
    programmes = list(db.session.scalars(select(Programme).order_by(Programme.slug)))
    if not slug and len(programmes) == 1:
        return programmes[0]
    if not programmes:
        raise DomainError(N_("There is no programme yet."))
    slugs = ", ".join(programme.slug for programme in programmes)
    if slug:
        why = N_("There is no programme “%(slug)s”. There are: %(slugs)s.")
        raise DomainError(why, slug=slug, slugs=slugs)
    raise DomainError(N_("Name one of the programmes with --programme: %(slugs)s."), slugs=slugs)


def table(found: ProgrammeReport) -> list[str]:
    """Return the main figures as lines of text, names first and numbers in one column."""
    counts, people = found.counts, found.participation
    share = counts.digitized_share
    lines = [f"{found.programme.title} ({found.programme.city.name}), as of {found.as_of}", ""]
    lines += aligned(
        [("Services", counts.total)]
        + [(f"  {gettext(title)}", group_line(found, slug)) for slug, title in GROUPS.items()]
        + [("  Digitized share", NOT_STATED if share is None else f"{share:.0%}"), ("", "")]
        + [("Enrolments", people.enrolments), ("Officials", people.people)]
        + [("Organisations", len(people.organisations)), ("", "")]
        + benefit_lines(found)
    )
    lines += ["", "Phases", *aligned([(f"  {p.title}", phase_line(p)) for p in people.phases])]
    lines += ["", "Stated by others", *aligned([claim_line(claim) for claim in found.claims])]
    return [*lines, "", "Services", *aligned([service_line(track) for track in found.services])]


def benefit_lines(found: ProgrammeReport) -> list[tuple[str, Any]]:
    benefits = found.benefits
    measured = benefits.measured
    share = f"{measured.services} of {found.counts.digitized} services"
    lines: list[tuple[str, Any]] = [("Benefit a year, measured in", share)]
    for name, amounts in (("Citizens", measured.citizens), ("Office", measured.office)):
        one = amounts_dict(amounts)
        hours = f"{one['hours_before']:.1f} -> {one['hours_after']:.1f}" if amounts else NOT_STATED
        money = f"{one['money_before']:.2f} -> {one['money_after']:.2f}" if amounts else NOT_STATED
        lines += [(f"  {name}, hours", hours), (f"  {name}, {benefits.currency}", money)]
    taken, basis = measured.take_up
    lines.append(("  Take-up", NOT_STATED if taken is None else f"{taken:.0%} ({basis})"))
    return lines


def group_line(found: ProgrammeReport, group: str) -> str:
    """Return how many services are in a group, and how many of them were declared without some rules."""
    marked = sum(is_marked(track) for track in found.services if track.group == group)
    return f"{found.counts.by_group[group]}" + (
        f" ({marked} declared without some rules)" if marked else ""
    )


def service_line(track: Any) -> tuple[str, str]:
    told = f"{gettext(STATUSES[track.status].title)}, since {track.since}"
    marks = ", ".join(gettext(WITHOUT_WORDS[stage]) for stage in marks_of(track))
    return f"  {track.title}", f"{told}, declared without: {marks}" if marks else told


def phase_line(phase: Any) -> str:
    named = ((name, getattr(phase, name)) for name in ("workshops", "officials", "organisations"))
    return ", ".join(f"{name} {NOT_STATED if value is None else value}" for name, value in named)


def claim_line(claim: Any) -> tuple[str, str]:
    upper = f" and {claim.figure_to.normalize():f}" if claim.figure_to is not None else ""
    figure = claim.figure_day if claim.figure is None else f"{claim.figure.normalize():f}"
    said = f"  {claim.qualifier} {figure}{upper} {claim.unit} ({claim.stated_by})"
    agrees = {True: ", agrees", False: ", differs", None: ""}[claim.agrees]
    return said, f"computed {NOT_STATED if claim.compared is None else claim.compared}{agrees}"


def aligned(lines: list[tuple[str, Any]]) -> list[str]:
    width = max((len(name) for name, _value in lines), default=0)
    return [f"{name:<{width}}  {value}".rstrip() for name, value in lines]
