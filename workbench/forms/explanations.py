"""What may be said of a contradiction that both sides of which stay."""

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import RecordForm, paragraph


class ExplanationForm(RecordForm):
    """Why two records that do not agree may both stand."""

    text = paragraph(_l("Why both may stand"), most=2000, required=True)
