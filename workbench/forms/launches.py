"""What a person may say of a launch: how it is built, the proof that it is in use, and the verification."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, line, paragraph, web_address


class LaunchForm(RecordForm):
    """The facts of development and the proof that the new service is in use."""

    responsible_unit = line(_l("Responsible unit"), hint=_l("Who builds it and answers for it."))
    forecast_on = day(_l("Forecast for the launch"))
    differences = paragraph(
        _l("What differs from the tested version"), hint=_l("If nothing differs, write so.")
    )
    level_reason = paragraph(
        _l("Why it is digitized although one step is not digital"),
        hint=_l(
            "Only at level 3 of Chile's ladder: one step is left, and no law keeps it in person. The"
            " reason stands beside the status."
        ),
    )
    live_url = web_address(_l("Live link"), hint=_l("Where citizens use the service now."))
    protocol = line(
        _l("Protocol number"), most=120, hint=_l("Of a real request that was made in the new way.")
    )
    launched_on = day(_l("Launched on"))
    alternative_channel = line(
        _l("Channel that stays open"),
        hint=_l("For people who do not use the internet: which counter or number."),
    )
    official_act = line(_l("Official act"), hint=_l("Decree, ordinance or page of the gazette."))
    official_act_url = web_address(_l("Link to the official act"))


class VerificationForm(RecordForm):
    """What the verifier saw."""

    verification_note = paragraph(
        _l("What you opened and saw"),
        hint=_l("For example: I made a request and got a protocol number."),
    )


class VerifierForm(RecordForm):
    """Who is asked to verify."""

    verifier_id = SelectField(_l("Ask somebody to verify"), coerce=int)
