"""What somebody confirms before a participant is taken out."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired

from workbench.forms.fields import RecordForm


class WithdrawalForm(RecordForm):
    """The code of the person, and that it is meant."""

    code = HiddenField()
    is_sure = BooleanField(
        _l("Yes, delete this for good. I know that it cannot be undone."),
        [InputRequired(_l("Tick the box if you mean it."))],
    )
