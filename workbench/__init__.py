"""The service-redesign workbench: create_app() builds the app."""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from workbench import assets, database
from workbench.config import Settings
from workbench.extensions import babel, compress, csrf, db, login_manager, migrate
from workbench.folders import PACKAGE, folder
from workbench.version import __version__

__all__ = ["__version__", "create_app"]


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Return the application, ready to serve; its database must have been migrated before."""
    from workbench import models, views, web

    settings = settings or Settings.from_environment()
    app = Flask(
        "workbench", template_folder=str(folder("templates")), static_folder=str(folder("static"))
    )
    app.config.update(settings.flask(), **overrides)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PACKAGE / "translations")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    settings.furnish()
    if proxies := int(settings.trusted_proxies):
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies, proxies)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db, directory=str(folder("migrations")), render_as_batch=True)
    csrf.init_app(app)
    login_manager.init_app(app)
    compress.init_app(app)
    babel.init_app(app, locale_selector=web.languages.chosen_locale)
    assets.init_app(app)
    web.init_app(app)
    views.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    assert models
    return app
