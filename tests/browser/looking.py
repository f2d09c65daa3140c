"""What is looked for on every page: findings of axe-core, complaints of the browser, sideways scrolling, small targets, shifts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Page

from tests.browser.people import show

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN_AXE = """only => axe.run(document, {resultTypes: ["violations"], preload: false, ...only})
    .then(found => found.violations.filter(each => ["moderate", "serious", "critical"].includes(each.impact))
        .map(each => ({rule: each.id, help: each.help,
            nodes: each.nodes.map(node => [node.target.join(" "), node.html, node.failureSummary])})))"""
TARGETS = (Path(__file__).parent / "targets.js").read_text("utf-8")
# How far the page moved by itself while it loaded, and what moved most.
SHIFTS = """() => new Promise(resolve => {
    let sum = 0;
    const moved = [];
    const take = list => list.getEntries().filter(each => !each.hadRecentInput).forEach(each => {
        sum += each.value;
        moved.push(...each.sources.map(source => source.node && source.node.parentElement.className));
    });
    const observer = new PerformanceObserver(take);
    observer.observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve([sum, moved.slice(0, 6)]), 50);
})"""
MOST_SHIFT = 0.05
# Colours that are still on their way to the other shade are at its end at once.
SETTLE = "document.getAnimations().forEach(each => each.finish())"
# What stands out of the screen and is not inside something that scrolls by itself.
WIDE = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.body.querySelectorAll("*")]
        .filter(each => each.getBoundingClientRect().right > wide + 1)
        .map(each => each.tagName.toLowerCase() + (each.id ? "#" + each.id : "") + "." + each.className)
        .slice(0, 6);
}"""


class Look:
    """One visit of one page, with everything that was wrong about it in plain lines."""

    def __init__(self, page: Page):
        self.page = page
        self.faults: list[str] = []
        self.screen = "wide"

    def at(self, address: str) -> Look:
        """Open the address and write down what the browser complains of meanwhile."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", self._broke)
        try:
            answer = self.page.goto(address)
            if answer is None or answer.status >= 400:
                self.faults.append(f"answered {answer.status if answer else 'nothing'}")
        finally:
            self.page.remove_listener("console", self._heard)
            self.page.remove_listener("pageerror", self._broke)
        return self

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _broke(self, error: Error) -> None:
        self.faults.append(f"script: {error.message}")

    def language(self, expected: str) -> Look:
        told = self.page.evaluate("document.documentElement.lang")
        if told != expected:
            self.faults.append(f"lang is {told}, not {expected}")
        return self

    def on(self, width: int, dark: bool = False) -> Look:
        """Look at the same page on a screen of this width and shade."""
        show(self.page, width, dark)
        self.page.evaluate(SETTLE)
        self.screen = f"{width} {'dark' if dark else 'light'}"
        return self

    def accessible(self) -> Look:
        """Run axe-core; a moderate, serious or critical finding is a fault."""
        return self._axe({})

    def readable(self) -> Look:
        """Run what axe-core asks of colours, the only thing that the shade changes."""
        return self._axe({"runOnly": ["color-contrast"]})

    def _axe(self, only: dict[str, Any]) -> Look:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[dict[str, Any]] = self.page.evaluate(RUN_AXE, only)
        for finding in found:
            self.faults.append(f"{self.screen}: {finding['rule']}: {finding['help']}")
            for target, html, why in finding["nodes"][:4]:
                reason = " ".join(why.split())
                self.faults.append(f"    {target}\n        {html[:160]}\n        {reason[:260]}")
        return self

    def narrow(self) -> Look:
        if wide := self.page.evaluate(WIDE):
            self.faults.append(
                f"{self.screen}: the page scrolls sideways because of {', '.join(wide)}"
            )
        return self

    def touchable(self) -> Look:
        """Measure every target, also those in folded sheets."""
        self.faults += [f"{self.screen}: small: {each}" for each in self.page.evaluate(TARGETS)]
        return self

    def still(self) -> Look:
        """Ask how far the page moved while it loaded; to be asked before anything is done with it."""
        sum_of_shifts, moved = self.page.evaluate(SHIFTS)
        if sum_of_shifts > MOST_SHIFT:
            self.faults.append(f"the page shifted by {sum_of_shifts:.3f}: {moved}")
        return self

    def report(self) -> str:
        return "\n".join([self.page.url, *self.faults])
