"""The release of the workbench."""

__version__ = "0.4.0"
