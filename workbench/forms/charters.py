"""How a proposal for a charter is answered: what is taken over, or why nothing is."""

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import BoxesField, RecordForm, paragraph


class AcceptForm(RecordForm):
    """The lines that the charter takes over; what is not ticked keeps its old text."""

    use = BoxesField(choices=[], validate_choice=False)


class DeclineForm(RecordForm):
    """Why the charter stays as it is."""

    reason = paragraph(
        _l("Why the charter stays as it is"), hint=_l("It stays on record beside the launch.")
    )
