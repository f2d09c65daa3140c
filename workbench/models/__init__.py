"""The records of the workbench and their rules; importing this package maps every table."""

from importlib import import_module

from werkzeug.utils import find_modules

for _name in find_modules(__name__, recursive=True):
    import_module(_name)
