"""What a person may say of a launch: how it is built, the proof that it is in use, and the verification."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import HiddenField

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, line, number_or_none, paragraph, web_address
from workbench.models.work.launch import Launch
from workbench.models.work.verdict import Verdict

# Before the id of the hypothesis for which a field asks a reason.
REASON = "reason_"


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


class BuiltForm(RecordForm):
    """From which version the service was built, and why where the tests do not speak for it."""

    built_version_id = HiddenField()
    untested_reason = paragraph(
        _l("Why nothing was tested"), hint=_l("It stands beside the count of digitized services.")
    )

    def built(self, launch: Launch | None) -> dict[str, Any]:
        """Return the values of the launch; reasons given for other versions' hypotheses stay."""
        said = {
            name.removeprefix(REASON): value
            for name, value in self.values().items()
            if name.startswith(REASON)
        }
        return {
            "built_version_id": number_or_none(self.built_version_id.data),
            "built_reasons": {**(launch.built_reasons if launch else {}), **said},
            "untested_reason": self.untested_reason.data,
        }

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        if name.startswith(REASON):
            return record.built_reasons.get(name.removeprefix(REASON), default)
        return super().saved_value(record, name, default)


def built_form(verdicts: list[Verdict]) -> type[BuiltForm]:
    """Return the form that asks a reason for each hypothesis that does not hold."""
    fields = {
        REASON + each.hypothesis.id: paragraph(
            _l("Why it was built all the same: %(title)s", title=each.hypothesis.called)
        )
        for each in verdicts
        if not each.is_held
    }
    return type("BuiltFormOfVersion", (BuiltForm,), fields)


class VerificationForm(RecordForm):
    """What the verifier saw."""

    verification_note = paragraph(
        _l("What you opened and saw"),
        hint=_l("For example: I made a request and got a protocol number."),
    )


class VerifierForm(RecordForm):
    """Who is asked to verify."""

    verifier_id = SelectField(_l("Ask somebody to verify"), coerce=int)
