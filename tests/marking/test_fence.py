"""The fence: what leads out of the folder, starts programs or uses the network is refused."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from koperasi.marking.fence import Fence

SAY = {what: f"no {what}" for what in ("network", "programs", "files")}


@pytest.fixture
def fence(tmp_path):
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "mine").write_text("x", encoding="utf-8")
    (tmp_path / "yours").write_text("x", encoding="utf-8")
    (tmp_path / "inside-too").mkdir()  # begins as the folder's own name does
    fence = Fence(folder, SAY)
    yield fence
    fence.closed = False


def refused(fence: Fence, task, *arguments) -> str:
    """What the fence says to a task; "" if it lets it happen."""
    fence.refused.clear()
    fence.closed = True
    try:
        task(*arguments)
    except PermissionError as error:
        assert str(error) in SAY.values() and len(fence.refused) == 1
        return str(error).removeprefix("no ")
    finally:
        fence.closed = False
    assert not fence.refused
    return ""


def write(path) -> None:
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 (as a learner does)
        file.write("y")


@pytest.mark.parametrize("form", [str, Path, lambda path: os.fsencode(str(path))])
def test_files_are_changed_inside_only(fence, tmp_path, form):
    assert refused(fence, write, form(tmp_path / "inside" / "new")) == ""
    for outside in ("yours", "inside-too/new", "inside/../yours"):
        assert refused(fence, write, form(tmp_path / outside)) == "files"
    assert refused(fence, os.remove, form(tmp_path / "yours")) == "files"
    assert (tmp_path / "yours").read_text(encoding="utf-8") == "x"


def test_what_is_moved_neither_comes_from_outside_nor_goes_there(fence, tmp_path):
    mine, yours = tmp_path / "inside" / "mine", tmp_path / "yours"
    assert refused(fence, os.rename, yours, tmp_path / "inside" / "taken") == "files"
    assert refused(fence, os.rename, mine, tmp_path / "given") == "files"
    assert mine.exists() and yours.exists()
    assert refused(fence, os.rename, mine, tmp_path / "inside" / "again") == ""


def test_a_link_does_not_lead_out(fence, tmp_path):
    link = tmp_path / "inside" / "link"
    try:
        link.symlink_to(tmp_path / "yours")
    except OSError:
        pytest.skip("this system makes no links")
    assert refused(fence, write, link) == "files"


def test_reading_and_throwing_away_are_free(fence, tmp_path):
    assert refused(fence, (tmp_path / "yours").read_bytes) == ""
    assert refused(fence, write, os.devnull) == ""
    number = os.open(tmp_path / "yours", os.O_RDONLY)  # the number of an open file is no path
    assert refused(fence, lambda: open(number, "rb", closefd=True).close()) == ""  # noqa: PTH123


def test_programs_and_the_network_are_refused(fence):
    assert refused(fence, subprocess.run, [sys.executable, "-c", ""]) == "programs"
    assert refused(fence, os.system, "true") == "programs"
    assert refused(fence, os.kill, os.getpid(), 0) == "programs"
    assert refused(fence, socket.create_connection, ("192.0.2.1", 80), 0.1) == "network"
    assert refused(fence, socket.gethostbyname, "localhost") == "network"


def test_what_windows_calls_otherwise(fence, monkeypatch):
    for event in ("_winapi.CreateProcess", "_winapi.TerminateProcess", "winreg.SetValue"):
        assert refused(fence, sys.audit, event) == "programs"
    real = os.path.realpath
    monkeypatch.setattr(
        os.path, "realpath", lambda path: "\\\\.\\nul" if path == os.devnull else real(path)
    )
    assert refused(fence, write, os.devnull) == ""


def test_an_open_fence_refuses_nothing(fence, tmp_path):
    write(tmp_path / "yours")
    assert (tmp_path / "yours").read_text(encoding="utf-8") == "y" and not fence.refused
