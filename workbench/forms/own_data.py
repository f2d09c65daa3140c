"""What somebody confirms before a person's data are erased."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from workbench.forms.fields import RecordForm
from workbench.forms.sessions import password


class ErasureForm(RecordForm):
    """An administrator or a guest says that they mean it."""

    is_sure = BooleanField(
        _l("Yes, erase them. I know that it cannot be undone."),
        [InputRequired(_l("Tick the box if you mean it."))],
    )


class OwnErasureForm(ErasureForm):
    """Whoever has a password proves that it is them: a computer may have been left open."""

    password_now = password(_l("Your password now"))
