"""Compiles the message catalogues whenever the package is built; all else stands in setup.cfg."""

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Build the package with the .mo files that the .po files in the tree give."""

    def run(self) -> None:
        self.run_command("compile_catalog")
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
