"""Counts that hold of a source's files as they are, those of fields that they have."""

from collections import Counter

from workbench.exchange.drafting import Drafting
from workbench.models.catalogue.import_draft import StepDraft
from workbench.models.catalogue.levels import offered_alone, offered_throughout


def figures_of(drafting: Drafting) -> dict[str, int]:
    """Return the counts by the words in which they are told."""
    services, columns = list(drafting.services.values()), drafting.mapping.services
    counts = {"services read": len(services)}
    if "declared_digital" in columns.fields:
        declared = Counter(service.values.get("declared_digital") for service in services)
        counts["services declared digital"] = declared[True]
        counts["services declared not digital"] = declared[False]
        counts["services that declare neither"] = declared[None]
    if columns.organisation:
        counts["services without organisation"] = sum(not each.organisation for each in services)
    if drafting.with_steps:
        counts |= step_figures([service.steps for service in services], drafting.steps_left_out)
    if columns.counts_requests:
        volumes = [volume for service in services for volume in service.volumes.values()]
        counts["requests"] = sum(volume.requests for volume in volumes)
        for name, chosen in (
            ("requests with channel not informed", [v for v in volumes if not v.channel]),
            ("requests with period not stated", [v for v in volumes if v.year is None]),
        ):
            counts[name] = sum(volume.requests for volume in chosen)
    return counts


def step_figures(all_steps: list[list[StepDraft]], left_out: int) -> dict[str, int]:
    """Return counts of the steps; a source's "web-consultar" is the web, yet not its plain word."""
    stated = [steps for steps in all_steps if steps]
    return {
        "steps attached": sum(map(len, all_steps)),
        "steps not attached": left_out,
        "services without steps": sum(not steps for steps in all_steps),
        "services with the web on every step": sum(
            all("web" in step.words for step in steps) for steps in stated
        ),
        "services with only the web on every step": sum(
            all(set(step.words) == {"web"} for step in steps) for steps in stated
        ),
        "the same, with words mapped to the web": sum(
            offered_throughout(steps, "web") for steps in all_steps
        ),
        "only the web, with words mapped to the web": sum(
            offered_alone(steps, "web") for steps in all_steps
        ),
    }
