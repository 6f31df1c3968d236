"""The process in which cells are run: it ends with all that it started; cells mean what they mean in Jupyter."""

import os
import signal
import time
from pathlib import Path

import pytest

from koperasi.running import cells, process
from koperasi.running.process import Process

POSIX = pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX")


@pytest.fixture
def module(tmp_path):
    """Write a module that the process is to run; gives its name and the environment to find it."""

    def write(code: str) -> tuple[str, dict]:
        (tmp_path / "to_run.py").write_text(code, encoding="utf-8")
        return "to_run", {"PYTHONPATH": str(tmp_path)}

    return write


def alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").split()[2] != "Z"
    except OSError:
        return False


CHILD = """
import json, os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(json.dumps(["cell", child.pid]), flush=True)
{end}
"""


@POSIX
@pytest.mark.parametrize("end", ["os._exit(0)", "import time; time.sleep(60)"])
def test_what_it_started_ends_with_it(module, tmp_path, end):
    name, environment = module(CHILD.format(end=end))
    with Process(name, {}, tmp_path, environment) as process:
        _, child = process.event(20)
        if "exit" in end:
            assert process.status() == 0
    until = time.monotonic() + 5
    while alive(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(child)


@POSIX
def test_what_got_away_is_not_waited_for(module, tmp_path, monkeypatch):
    monkeypatch.setattr(process, "LAST_WORDS_SECONDS", 0.2)
    # In a session of its own it is not ended with the others, and it keeps the pipe open.
    away = CHILD.format(end="").replace('sleep(60)"]', 'sleep(60)"], start_new_session=True')
    name, environment = module(away)
    with Process(name, {}, tmp_path, environment) as started:
        _, child = started.event(20)
        began = time.monotonic()
    try:
        assert time.monotonic() - began < 20 and alive(child)
    finally:
        os.kill(child, signal.SIGKILL)


def test_silence_is_told_from_an_end(module, tmp_path):
    name, environment = module("import time; time.sleep(30)")
    with Process(name, {}, tmp_path, environment) as process, pytest.raises(TimeoutError):
        process.event(0.2)
    name, environment = module("raise SystemExit(3)")
    with Process(name, {}, tmp_path, environment) as process:
        assert process.event(20) is None and process.status() == 3


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x = (7\n  % 4)", 3),  # no magic: it stands inside brackets
        ("%matplotlib inline\nx = 1", 1),
        ("!ls\nx = 2", 2),
        ("len?\nx = 3", 3),
        ("?len\nx = 4", 4),
        ("x = 5\nlen??", 5),
        ("%time x = 6", 6),
        ("%%time\nx = 7", 7),
        ("files = !ls\nx = 8", 8),
        ("if True:\n    %pwd\n    x = 9", 9),
    ],
)
def test_cells_mean_what_they_mean_in_jupyter(source, value):
    names = {}
    names["get_ipython"] = lambda shell=cells._Shell(names): shell  # noqa: B008
    assert cells.execute(source, names, "cell") == ("", 0)
    assert names["x"] == value


@pytest.mark.parametrize("source", ["x = (1", "if True", "x = = 1"])
def test_what_is_no_python_either_way_is_an_error_in_the_learners_own_line(source):
    error, _ = cells.execute(source, {}, "cell")
    assert error.startswith("SyntaxError") and "(line 1)" in error
