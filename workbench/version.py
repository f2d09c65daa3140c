"""The release of the workbench."""

__version__ = "0.2.0"
