"""What "monitored" asks: the first figures after the launch."""

from functools import partial

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.progress.problem_rules import rule
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Outcome
from workbench.models.work.figure import KPIS, Figure
from workbench.text.messages import N_, NP_

monitored = partial(rule, "monitored")


@monitored(
    missing=NP_(
        "Note the first figures after the launch: %(num)s of the four is missing.",
        "Note the first figures after the launch: %(num)s of the four are missing.",
    ),
    met=N_("The first figures after the launch are there"),
    place="figures",
    action=N_("Open the figures"),
)
def first_figures(work: RedesignWork) -> Outcome:
    """Take-up, completion, satisfaction and cost, each measured once; not read before there is a launch."""
    if work.launch is None or work.launch.launched_on is None:
        return Outcome.at_least(0, len(KPIS))
    measured = (
        select(Figure.measure)
        .where(
            Figure.redesign_id == work.redesign.id,
            Figure.basis == "measured",
            Figure.measure.in_(KPIS),
            Figure.discarded_at.is_(None),
        )
        .distinct()
    )
    return Outcome.at_least(len(db.session.scalars(measured).all()), len(KPIS))
