"""The command itself: what it says when something is not there."""

import subprocess
import sys

import pytest

from koperasi import cli

WITHOUT = "import sys; sys.modules[{package!r}] = None; from koperasi.cli import main; sys.exit(main({command!r}))"


@pytest.mark.parametrize(
    ("package", "command"),
    [
        ("nh3", ["slides", "1"]),
        ("math_core", ["slides", "1"]),
        ("jinja2", ["handout", "1"]),
    ],
)
def test_a_package_that_is_not_installed_is_named_in_a_sentence(package, command, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(package=package, command=command)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert run.returncode == 2
    assert run.stderr.startswith(f"This needs the package {package}, which is not installed. ")
    assert '".[teach]"' in run.stderr and run.stderr.count("\n") == 1


def test_a_slip_in_the_course_itself_is_no_missing_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "koperasi.slides.deck", None)
    monkeypatch.setitem(sys.modules, "koperasi.commands.slides", None)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["slides", "1"])
