"""The language of the page: of the cookie, the person, the browser or the setting."""

from functools import cache
from urllib.parse import urlsplit

from babel.languages import get_official_languages
from babel.localedata import exists
from flask import current_app, has_request_context, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from markupsafe import Markup

from workbench.text.amounts import decimal_sign

LANGUAGES = {"pt_BR": "Português", "es": "Español", "en": "English"}


def chosen_locale() -> str:
    """Return the locale of this request: its language, for Spanish as the reader's country writes numbers."""
    language = chosen_language()
    if language == "es" and has_request_context() and current_user.is_authenticated:
        return regional(language, current_user.city.country)
    return language


@cache
def regional(language: str, country: str) -> str:
    """Return "es_MX" where a country of this language puts another sign before the decimals."""
    named = f"{language}_{country}"
    is_spoken = language in get_official_languages(country, de_facto=True) and exists(named)
    return named if is_spoken and decimal_sign(named) != decimal_sign(language) else language


@cache
def language_of(country: str) -> str:
    """Return the language of ours that a country speaks, else English."""
    spoken = get_official_languages(country, de_facto=True)
    return next((code for code in LANGUAGES if code.split("_")[0] in spoken), "en")


def chosen_language() -> str:
    """Return the language of this request: cookie, person, browser, setting."""
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if not has_request_context():
        return default
    cookie = request.cookies.get("language")
    if cookie in LANGUAGES:
        return cookie
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    asked = [value.replace("-", "_") for value in request.accept_languages.values()]
    return _closest(asked) or default


def _closest(asked: list[str]) -> str | None:
    for wish in asked:
        for code in LANGUAGES:
            if wish == code or wish.split("_")[0] == code.split("_")[0]:
                return code
    return None


def spoken() -> str:
    """Return the language in which this page is being written."""
    return str(get_locale() or chosen_language())


def content_language() -> str:
    """Return the language of what people wrote, as HTML names it, where the page speaks another; else nothing."""
    if not current_user.is_authenticated:
        return ""
    theirs = language_of(current_user.city.country)
    is_same = theirs.split("_")[0] == spoken().split("_")[0]
    return "" if is_same else theirs.replace("_", "-")


def written_in() -> Markup:
    """Return the attribute `lang` for a part that holds what people wrote."""
    tag = content_language()
    return Markup(' lang="{}"').format(tag) if tag else Markup("")


def spoken_in() -> Markup:
    """Return the attribute `lang` for a word of ours that stands inside what people wrote."""
    ours = spoken().replace("_", "-")
    return Markup(' lang="{}"').format(ours) if content_language() else Markup("")


def safe_next(target: str | None) -> str:
    """Return an address of this site to go back to; anything else becomes the first page."""
    target = target or ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return url_for("home.index")
    is_local = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    # A line end cannot be sent in a header, and browsers leave tabs and line ends out of addresses.
    if not is_local or not target.isprintable() or target.startswith("//") or "\\" in target:
        return url_for("home.index")
    return target
