"""The terms under which a status was declared: the scheme of levels, the thresholds, and who verified."""

from typing import Any

from workbench.models.catalogue import levels
from workbench.models.programme.programme import THRESHOLDS
from workbench.models.progress.redesign_work import RedesignWork


def terms_of(work: RedesignWork) -> dict[str, Any]:
    """Return what a status row freezes beside its measurement; days ISO."""
    programme, launch = work.redesign.programme, work.launch
    scheme = levels.SCHEMES[programme.city.level_scheme]
    terms: dict[str, Any] = {
        "scheme": scheme.slug,
        "version": scheme.version,
        "thresholds": {name: programme.threshold(name) for name in THRESHOLDS},
    }
    if launch and launch.is_verified:
        terms["verified"] = {
            "by_id": launch.verified_by_id,
            "on": launch.verified_on.isoformat() if launch.verified_on else None,
            "roles": list(launch.verified_as),
            "doubts": list(launch.verified_doubts),
        }
    if launch and launch.level_reason:
        terms["level_reason"] = launch.level_reason
    return terms
