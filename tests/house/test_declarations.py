"""A record declares itself: without another edit it is logged, told, guarded, undone, put away, cached and streamed."""

import subprocess
import sys

from tests.house.tree import ROOT


def test_a_small_record_needs_no_central_list():
    """In a process of its own: a record that is made here would be one of everybody's."""
    story = ROOT / "tests" / "house" / "small_record.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(story)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
