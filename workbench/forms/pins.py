"""What somebody says about a place of a picture."""

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import RecordForm, paragraph, public_id
from workbench.forms.numbers import whole

ACROSS = _l("Across, from 0 (left) to 100 (right)")
DOWN = _l("Down, from 0 (top) to 100 (bottom)")


class PinForm(RecordForm):
    """A comment, and its place in per cent."""

    id = public_id()
    text = paragraph(_l("Comment"), most=2000, required=True)
    x = whole(ACROSS, most=100, required=True)
    y = whole(DOWN, most=100, required=True)
