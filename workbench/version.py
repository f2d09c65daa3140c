"""The release of the workbench."""

__version__ = "0.3.0"
