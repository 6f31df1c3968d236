"""The fence: what a learner's code may not do on the teacher's computer, and what it may."""

import subprocess
import sys

import pytest

from koperasi import paths

# A hook cannot be taken off again, so each case has a process of its own.
CODE = """
import os, pathlib, socket, subprocess, sys
from pathlib import Path
from koperasi.marking.fence import Fence

folder, outside = map(Path, sys.argv[1:])
os.chdir(folder)
(folder / "mine.txt").write_text("x")
(outside / "theirs.txt").write_text("x")
fence = Fence(folder, {{"network": "no network", "programs": "no programs", "files": "no files"}})
fence.closed = True
try:
    {line}
    said = "done"
except PermissionError as error:
    said = str(error)
fence.closed = False
print(said, sorted(fence.refused))
"""
THEIRS = "outside / 'theirs.txt'"


def tried(line: str, tmp_path) -> str:
    folder, outside = tmp_path / "inside", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    command = [sys.executable, "-c", CODE.format(line=line), str(folder), str(outside)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=paths.ROOT)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("os.system('true')", "programs"),
        ("subprocess.Popen(['true'])", "programs"),
        ("os.kill(os.getppid(), 0)", "programs"),
        ("socket.create_connection(('127.0.0.1', 9))", "network"),
        (f"({THEIRS}).write_text('gone')", "files"),
        (f"os.rename({THEIRS}, 'mine.txt')", "files"),
        (f"os.rename('mine.txt', {THEIRS})", "files"),
        (f"os.remove({THEIRS})", "files"),
        ("os.mkdir(outside / 'new')", "files"),
        (f"os.symlink({THEIRS}, outside / 'link')", "files"),
    ],
)
def test_it_refuses(line, what, tmp_path):
    assert tried(line, tmp_path) == f"no {what} ['{what}']"


@pytest.mark.parametrize(
    "line",
    [
        "Path('mine.txt').write_text('y')",
        "os.rename('mine.txt', 'other.txt')",
        f"({THEIRS}).read_text()",
        "open(os.devnull, 'w').close()",
        "os.mkdir('new')",
    ],
)
def test_it_lets_pass(line, tmp_path):
    assert tried(line, tmp_path) == "done []"
