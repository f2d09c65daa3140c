"""The release of the workbench."""

__version__ = "0.5.0"
