"""The pages: every blueprint of this folder is registered, with what its module gives to templates."""

from importlib import import_module

from flask import Blueprint, Flask
from werkzeug.utils import find_modules

from workbench.web.places import BoardBlueprint


def init_app(app: Flask) -> None:
    """Register every module below this folder; several modules may add views to one blueprint."""
    blueprints: dict[str, Blueprint] = {}
    for module in [import_module(name) for name in find_modules(__name__, recursive=True)]:
        if hasattr(module, "init_app"):
            module.init_app(app)
        if hasattr(module, "bp"):
            blueprints[module.bp.name] = module.bp
    for blueprint in blueprints.values():
        app.register_blueprint(blueprint)
        if isinstance(blueprint, BoardBlueprint):
            app.register_blueprint(blueprint, **blueprint.in_room())
