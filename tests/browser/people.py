"""The people of the demo worlds at their browsers: signed in, in a language, on a screen of some width."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.served import Door, Server

# What the demo calls the people of the tests: Ana facilitates, Bruno is on a team, Davi leads.
ROLES = {
    "ana": "facilitator",
    "bruno": "member",
    "carla": "participant",
    "celso": "administrator",
    "davi": "lead",
    "otavio": "observer",
}
LANGUAGES = ("pt-BR", "es", "en")
HEIGHT = 900


class People:
    """Everybody at one server, each with a browser of their own."""

    def __init__(self, browser: Browser, server: Server):
        self.browser = browser
        self.server = server
        self.states: dict[tuple[str, str], Any] = {}
        self.pages: dict[tuple[str, str, str], Page] = {}

    def door(self, who: str, world: str) -> Door:
        return self.server.doors[world][ROLES[who]]

    def open(self, language: str = "pt-BR", state: Any = None, **options: Any) -> BrowserContext:
        """Return a fresh browser profile that prefers a language."""
        return self.browser.new_context(
            base_url=self.server.url,
            locale=language,
            storage_state=state,
            viewport={"width": 1440, "height": HEIGHT},
            reduced_motion="reduce",
            **options,
        )

    def signed_in(self, who: str, world: str) -> Any:
        """Return the cookies of a person after they came in by the door."""
        if not who:
            return None
        if (who, world) not in self.states:
            context = self.open()
            page = context.new_page()
            sign_in(page, self.door(who, world))
            self.states[who, world] = context.storage_state()
            context.close()
        return self.states[who, world]

    def forget(self, who: str, world: str) -> None:
        """Somebody signed out: their sign-in has ended, and the next browser asks for a new one."""
        self.states.pop((who, world))

    def profile(
        self, who: str, world: str, language: str = "pt-BR", **options: Any
    ) -> BrowserContext:
        """Return a new browser profile in which the person is signed in and has chosen a language."""
        context = self.open(language, self.signed_in(who, world), **options)
        cookie = {"name": "language", "value": language.replace("-", "_"), "url": self.server.url}
        context.add_cookies([cookie])
        return context

    def sit_down(
        self,
        who: str = "",
        world: str = "oficina",
        language: str = "pt-BR",
        dark: bool = False,
        width: int = 1440,
    ) -> Page:
        """Return the person's page, kept from one look to the next, on a screen of this width and shade."""
        key = (who, world if who else "", language)
        if key not in self.pages:
            self.pages[key] = self.profile(who, world, language).new_page()
        page = self.pages[key]
        show(page, width, dark)
        return page

    def leave(self) -> None:
        for page in self.pages.values():
            page.context.close()


def show(page: Page, width: int, dark: bool) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme="dark" if dark else "light")


def sign_in(page: Page, door: Door) -> None:
    """Come in by the door; raise TooLate when it stays shut.

    Another tab of the browser may have got another session between the form and its sending: then the form
    comes back, and one sends it again.
    """
    page.goto("/sign-in")
    try:
        knock(page, door, seconds=10)
    except TooLate:
        knock(page, door, seconds=30)


def knock(page: Page, door: Door, seconds: int) -> None:
    page.fill("input[name=email]", door.email)
    page.fill("input[name=password]", door.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: urlsplit(address).path != "/sign-in", timeout=seconds * 1000)
