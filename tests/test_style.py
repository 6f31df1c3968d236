"""The code, that of the lessons included, is in one style and free of the faults ruff knows."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_finds_nothing(command):
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *command.split(), "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    mend = f"uv run ruff {command.removesuffix(' --check')}"
    assert run.returncode == 0, f"{run.stdout}{run.stderr}\nTo mend it: {mend}"
