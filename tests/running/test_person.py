"""Whatever a person has set in the shell: a lesson's cells run alike, and say the same."""

import os

import pytest

from koperasi import cli, paths
from koperasi.running.process import Process

# What a process of ours sees, and what Python and pandas print in it.
LOOK = """
import json, sys, random, statistics
import matplotlib, pandas
sys.stdout.reconfigure(encoding="utf-8")
assert_holds = True
try:
    assert False
    assert_holds = False
except AssertionError:
    pass
table = pandas.DataFrame({name * 9: [1] for name in "abcdefgh"})
print(json.dumps([statistics.mean([1, 3]), assert_holds, matplotlib.get_backend(), str(table),
                  matplotlib.rcParams["figure.dpi"], sys.flags.optimize, sys.warnoptions, "→"]))
"""
SETTINGS = {
    "MPLBACKEND": "nowhere",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
    "PYTHONIOENCODING": "latin-1",
    "PYTHONSAFEPATH": "",
    "NO_COLOR": "1",
    "FORCE_COLOR": "1",
    "COLUMNS": "20",
    "TERM": "dumb",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
}


def seen(tmp_path) -> list:
    (tmp_path / "looked.py").write_text(LOOK, encoding="utf-8")
    environment = {"MPLBACKEND": "Agg", "PYTHONPATH": str(tmp_path)}
    with Process("looked", {}, tmp_path, environment) as process:
        return process.event(60)


def test_nothing_that_a_person_has_set_reaches_a_lesson(tmp_path, monkeypatch):
    before = seen(tmp_path)
    assert before and before[-1] == "→"
    own = tmp_path / "own"
    own.mkdir()
    for name in ("statistics.py", "random.py", "startup.py"):
        (own / name).write_text("raise SystemExit('a file of the person was run')")
    (own / "matplotlibrc").write_text("figure.dpi: 5\n")
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(own))
    monkeypatch.setenv("PYTHONSTARTUP", str(own / "startup.py"))
    monkeypatch.setenv("MATPLOTLIBRC", str(own / "matplotlibrc"))
    assert seen(tmp_path) == before


def test_what_says_where_python_is_stays(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    found = paths.neutral_environment()
    assert found["PYTHONDONTWRITEBYTECODE"] == "1" and found["PATH"] == os.environ["PATH"]
    assert found["HTTPS_PROXY"] == "http://proxy.example:8080"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("class 3A", "class 3A"), ('class 3A"', "class 3A"), ('class 3A\\"', "class 3A"), (".", ".")],
)
def test_a_folder_as_powershell_completes_it(tmp_path, monkeypatch, capsys, typed, meant):
    assert str(paths.typed(typed)) == meant
    (tmp_path / "class 3A").mkdir()
    monkeypatch.chdir(tmp_path)
    assert cli.main(["data", typed]) == 1
    assert "no table in the folder" in capsys.readouterr().out
