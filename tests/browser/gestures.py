"""Counts what somebody does on a page: each click, tap, drag, key, or text with the key that leaves it, and each page loaded."""

from __future__ import annotations

from playwright.sync_api import Frame, Locator, Page


class Gestures:
    """Hands on one page; ``count`` says how many gestures they made, ``loads`` how many pages they waited for."""

    def __init__(self, page: Page):
        self.page = page
        self.count = self.loads = 0
        page.on("framenavigated", self._loaded)

    def _loaded(self, frame: Frame) -> None:
        if frame is self.page.main_frame:
            self.loads += 1

    def press(self, key: str, times: int = 1) -> None:
        """Press a key or a chord, such as "Control+z"."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.count += 1

    def write(self, text: str, then: str = "") -> None:
        """Type a text into what has the focus, and leave it with a key; both are one gesture."""
        self.page.keyboard.type(text)
        if then:
            self.page.keyboard.press(then)
        self.count += 1

    def click(self, target: Locator) -> None:
        target.click()
        self.count += 1

    def tap(self, target: Locator) -> None:
        target.tap()
        self.count += 1

    def drag(self, target: Locator, onto: Locator) -> None:
        target.drag_to(onto)
        self.count += 1
