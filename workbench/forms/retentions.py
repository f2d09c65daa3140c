"""What an administrator confirms before the deletion of what is past its day begins."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from workbench.forms.fields import RecordForm


class BeginForm(RecordForm):
    """An administrator says that they have seen the list."""

    is_sure = BooleanField(
        _l("Yes, delete this now, and from now on every day. I know that it cannot be undone."),
        [InputRequired(_l("Tick the box if you mean it."))],
    )
