"""The import of a catalogue in the browser: files are held, looked through, and applied once somebody says so."""

import time
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.exchange import dry_run
from workbench.exchange.catalogue_table import TABLE
from workbench.exchange.chosen_columns import KINDS, suggested, tables_of
from workbench.exchange.file_facts import FileFacts
from workbench.exchange.input_file import InputFile, Options
from workbench.exchange.mapping import Mapping, parsed
from workbench.exchange.reading import Reading
from workbench.exchange.service_import import fitting, locale_of, read_files
from workbench.exchange.unreadable import Unreadable
from workbench.extensions import db
from workbench.forms.catalogue_imports import (
    ENDINGS,
    ColumnsForm,
    DaysForm,
    FilesForm,
    ReadingForm,
    as_shown,
    columns_form,
)
from workbench.models.catalogue.held_files import HeldFiles, sweep
from workbench.models.catalogue.import_draft import Merged
from workbench.models.catalogue.importing import Dates
from workbench.models.work.upload import shown_name
from workbench.text.messages import N_
from workbench.web.access import requires
from workbench.web.filters import ngettext
from workbench.web.idempotency import commit_and_reply, take_turn

bp = Blueprint("catalogue_imports", __name__, url_prefix="/services/import")
ONE = "/<import_id>"
PROGRESS_SECONDS = 0.3
# What people call the fields of a service, and what belongs to it.
FIELDS = {column.name: column.heading for column in TABLE} | {
    "organisation_id": N_("Organisation"),
    "requests": N_("Requests"),
    "steps": N_("Steps"),
}


def place() -> Path:
    return current_app.config["SETTINGS"].imports


@bp.route("", methods=["GET", "POST"])
@requires("catalogue:import")
def create() -> Response | str:
    """Take the files; whoever has scripts is told where they lie, and asks to have them read."""
    sweep(place())
    form = FilesForm()
    if form.validate_on_submit():
        sent = [(shown_name(each.filename), each.stream) for each in form.files.data]
        held = HeldFiles.keep(place(), sent, by=current_user)
        if wants_address():
            return address_of(held)
        look_through(held)
        return to(held)
    return render_template("catalogue_imports/new.html", form=form, endings=ENDINGS)


@bp.route(ONE, methods=["GET", "POST"])
@requires("catalogue:import")
def show(import_id: str) -> Response | str:
    """Show the dry run; a POST reads the files, anew where it says how."""
    held = held_files(import_id)
    if held is None:
        return gone()
    form = ReadingForm(data=as_shown(held.about["options"]))
    form.offer_sheets(sheets_of(held))
    says_how = "encoding" in request.form
    if form.is_submitted() and (not says_how or form.validate()):
        if says_how:
            held.change(options=form.options())
        look_through(held)
        return address_of(held) if wants_address() else to(held)
    return render_template(
        "catalogue_imports/show.html",
        held=held,
        report=held.report,
        form=form,
        days=DaysForm(None),
        fields=FIELDS,
    )


@bp.route(ONE + "/columns", methods=["GET", "POST"])
@requires("catalogue:import")
def columns(import_id: str) -> Response | str:
    """Let somebody say what each column is, for a file that is not recognised or is taken for another one."""
    held = held_files(import_id)
    if held is None:
        return gone()
    if not held.report.get("files"):
        return to(held)
    facts = FileFacts(**held.report["files"][0])
    form = columns_form(facts.titles, KINDS, suggested(facts.titles), Path(facts.file).stem[:40])
    if accepted := form.accepts(lambda: chosen_tables(form)):
        (tables,) = accepted
        answer = kept(form, tables, held)
        held.change(columns=tables)
        look_through(held)
        return answer
    return render_template("catalogue_imports/columns.html", held=held, facts=facts, form=form)


@bp.get(ONE + "/progress")
@requires("catalogue:import")
def progress(import_id: str) -> Response:
    """Tell how many bytes have been read, and of how many."""
    held = held_files(import_id)
    return jsonify(held.read("progress.json") if held else {})


@bp.post(ONE + "/apply")
@requires("catalogue:import")
def apply(import_id: str) -> Response:
    """Import what was looked through, in one transaction; of two who press at once one does it."""
    held = held_files(import_id)
    if held is None:
        return gone()
    form = DaysForm()
    accepted = form.accepts(lambda: Dates.of(current_user.city, **form.values()))
    if "added" not in held.report or not accepted:
        for sentence in [*form.form_errors, *(str(why) for each in form for why in each.errors)]:
            flash(sentence, "warn")
        return to(held)
    taken = held.take()
    try:
        merged = read(taken).merge(current_user.city, by=current_user, dates=accepted[0])
        flash(told(merged), "ok")
        answer = commit_and_reply(redirect(url_for("services.index")))
    except BaseException:
        taken.give_back()
        raise
    taken.discard()
    return answer


@bp.post(ONE + "/cancel")
@requires("catalogue:import")
def cancel(import_id: str) -> Response:
    if held := held_files(import_id):
        held.discard()
        flash(gettext("The files are deleted. Nothing was imported."), "ok")
    return redirect(url_for("services.index"))


def held_files(import_id: str) -> HeldFiles | None:
    """Return the reader's own files of this id, None where none are held; those of others do not exist for them."""
    held = HeldFiles.find(place(), import_id)
    if held is not None and not held.is_of(current_user):
        abort(404)
    return held


def gone() -> Response:
    why = gettext(
        "These files are not held any more: they were applied or cancelled, or a day has passed. If you still need them, choose them again."
    )
    flash(why, "warn")
    return redirect(url_for("catalogue_imports.create"))


def to(held: HeldFiles) -> Response:
    return redirect(url_for("catalogue_imports.show", import_id=held.id))


def address_of(held: HeldFiles) -> Response:
    return jsonify(at=url_for("catalogue_imports.show", import_id=held.id))


def wants_address() -> bool:
    return request.accept_mimetypes.best == "application/json"


def sheets_of(held: HeldFiles) -> list[str]:
    names = [name for each in held.report.get("files", []) for name in each["sheets"]]
    return list(dict.fromkeys(names))


def inputs(held: HeldFiles) -> list[InputFile]:
    return [InputFile(path, shown=name) for path, name in held.files]


def asked(held: HeldFiles) -> Options:
    return Options(**held.about["options"], locale=locale_of(current_user.city))


def chosen_tables(form: ColumnsForm) -> dict[str, Any]:
    titles = [field.label.text for field in form.choices_of_columns()]
    return tables_of(form.source.data, titles, form.kinds())


def kept(form: ColumnsForm, tables: dict[str, Any], held: HeldFiles) -> Response:
    """Keep what the columns are for the next file, where that is asked for; return the way back."""
    if form.is_kept.data:
        current_user.city.keep_mapping(tables, by=current_user)
        return commit_and_reply(to(held))
    return to(held)


def mapping_for(held: HeldFiles) -> Mapping | None:
    """Return how the columns are to be read: as somebody said of these files, or of others with the same titles."""
    if tables := held.about["columns"]:
        return parsed(tables)
    own = [parsed(each) for each in current_user.city.import_mappings.values()]
    return fitting(inputs(held), own, asked(held))


def read(held: HeldFiles) -> Reading:
    """Read the files while nobody waits for this one to write, and take the turn to write afterwards."""
    options, chosen = asked(held), mapping_for(held)
    db.session.rollback()
    reading = read_files(inputs(held), chosen, options=options, advance=Progress(held))
    take_turn()
    return reading


def look_through(held: HeldFiles) -> None:
    """Write beside the files what would become of the catalogue; what the database did for it is taken back."""
    try:
        reading = read(held)
        merged = reading.merge(current_user.city, by=current_user)
        report = dry_run.report_of(reading, merged)
    except Unreadable as refused:
        report = dry_run.refusal(refused, inputs(held), asked(held))
    db.session.rollback()
    held.write("report.json", report)


class Progress:
    """Notes beside the files how many of their bytes have been read, a few times a second."""

    def __init__(self, held: HeldFiles):
        self.held = held
        self.total = sum(path.stat().st_size for path, _ in held.files)
        self.read, self.noted = 0, 0.0

    def __call__(self, count: int) -> None:
        self.read += count
        if time.monotonic() - self.noted > PROGRESS_SECONDS:
            self.noted = time.monotonic()
            self.held.write("progress.json", {"read": self.read, "of": self.total})


def told(merged: Merged) -> str:
    """Return in one sentence what an import did."""
    if not (merged.added or merged.changed or merged.organisations):
        return gettext("The catalogue has all of this already: nothing was changed.")
    parts = [
        ngettext("%(num)s service added", "%(num)s services added", merged.added),
        ngettext("%(num)s changed", "%(num)s changed", merged.changed),
        ngettext("%(num)s as it was", "%(num)s as they were", merged.unchanged),
    ]
    return gettext("The catalogue is imported: %(counts)s.", counts=", ".join(parts))
