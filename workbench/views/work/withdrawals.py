"""A team takes a participant out: everything that their code finds is listed, deleted, and told in a receipt."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import force_locale, gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from workbench.forms.withdrawals import WithdrawalForm
from workbench.models.base import DomainError
from workbench.models.commit import leave_nothing
from workbench.models.log.backup import LAST
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.code_search import (
    Participation,
    known_codes,
    nameless_evidence,
    participation,
)
from workbench.models.work.withdrawal import Receipt, withdraw
from workbench.text.messages import N_
from workbench.views.work.text_places import place_of
from workbench.web.access import requires
from workbench.web.idempotency import commit_and_reply
from workbench.web.languages import language_of

bp = Blueprint("withdrawals", __name__, url_prefix="/redesigns/<int:redesign_id>/withdrawals")


@bp.route("", methods=["GET", "POST"])
@requires("participant:withdraw", Redesign)
def index(redesign: Redesign) -> BaseResponse | str:
    """List what a code finds; once that is confirmed, delete it and show the receipt."""
    form = WithdrawalForm(code=request.args.get("code", "").strip()[:20])
    found = participation(redesign, form.code.data or "")
    if done := form.accepts(lambda: take_out(found)):
        return finish(redesign, found.code, done[0])
    return render_template(
        "withdrawals/index.html",
        redesign=redesign,
        form=form,
        found=found,
        codes=known_codes(redesign),
        nameless=nameless_evidence(redesign),
        chosen=chosen_texts(found),
        place_of=place_of,
        receipts=Receipt.all_of(redesign),
    )


def chosen_texts(found: Participation) -> set[str]:
    """Return the keys of the texts that are ticked: at first those that speak of nobody else."""
    if request.method == "POST":
        return set(request.form.getlist("texts"))
    return {each.key for each in found.texts if each.is_theirs}


def take_out(found: Participation) -> list[str]:
    chosen = chosen_texts(found)
    if not found.has_words and not chosen & {each.key for each in found.texts}:
        raise DomainError(N_("Nothing is left to delete under this code."))
    with force_locale(language_of(found.redesign.programme.city.country)):
        removed = gettext("Deleted at a participant’s wish")
    return withdraw(found, chosen, by=current_user, removed=removed)


def finish(redesign: Redesign, code: str, files: list[str]) -> BaseResponse:
    """Commit, leave nothing behind, and go to the receipt; the code is on it for this browser alone."""
    number = redesign.workspace.position
    session["taken_out"] = [redesign.id, number, code]
    address = url_for("withdrawals.show", redesign_id=redesign.id, number=number)
    answer = commit_and_reply(redirect(address))
    leave_nothing(current_app.config["SETTINGS"].uploads, files)
    return answer


@bp.get("/<int:number>")
@requires("participant:withdraw", Redesign)
def show(redesign: Redesign, number: int) -> str:
    return receipt_as("withdrawals/show.html", redesign, number)


@bp.get("/<int:number>.txt")
@requires("participant:withdraw", Redesign)
def text(redesign: Redesign, number: int) -> Response:
    """The receipt as a text, to be printed or sent."""
    words = receipt_as("withdrawals/receipt.txt", redesign, number)
    answer = Response(words, mimetype="text/plain")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{number}.txt"'
    return answer


def receipt_as(template: str, redesign: Redesign, number: int) -> str:
    receipt = next((each for each in Receipt.all_of(redesign) if each.number == number), None)
    if receipt is None:
        abort(404)
    place, made, code = session.get("taken_out", [0, 0, ""])
    shown = code if (place, made) == (redesign.id, number) else ""
    facts = {"receipt": receipt, "code": shown, "days": LAST.days}
    return render_template(template, redesign=redesign, **facts)
