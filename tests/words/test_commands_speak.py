"""What the commands say with `--lang id` is Indonesian."""

import pytest
from test_indonesian import found

from koperasi import cli, paths
from koperasi.output import Folder


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["handout", "99"], "Tidak ada pelajaran '99'."),
        (["nbgrader", "99"], "Tidak ada pelajaran '99'."),
        (["check", "99"], "Tidak ada pelajaran '99'."),
        (["slides", "99"], "99: tidak ada pelajaran atau notebook seperti itu."),
        (["mark", "nowhere"], "Tidak ada folder nowhere."),
        (["lab", "--port", "1"], "Port 1 sedang dipakai"),
        (["data", "nowhere"], "tidak ada folder dengan nama ini"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_cannot_be_done(command, said, capsys, monkeypatch):
    monkeypatch.setattr(paths, "languages", lambda: ["en", "id"])
    monkeypatch.setattr("koperasi.commands.lab._is_free", lambda port: False)
    if command[0] in ("handout", "nbgrader", "check"):
        one = paths.lessons("en")[:1]
        monkeypatch.setattr(paths, "lessons", lambda lang: one)
    assert cli.main([*command, "--lang", "id"]) in (1, 2)
    told = "".join(capsys.readouterr())
    assert said in told
    assert found(told.replace(str(paths.ROOT), "").replace("nowhere", "")) == []


def test_a_broken_notebook(tmp_path, capsys):
    path = tmp_path / "x.ipynb"
    path.write_text("{")
    for command in ("handout", "nbgrader", "check", "slides"):
        assert cli.main([command, str(path), "--lang", "id"]) in (1, 2)
        assert "x.ipynb: ini bukan notebook" in "".join(capsys.readouterr()), command


def test_tables_that_hold(capsys):
    assert cli.main(["data", "--lang", "id"]) == 0
    told = capsys.readouterr().out
    assert "Semua benar: " in told and "Tabel dalam " in told
    assert found(told.replace(str(paths.ROOT), "")) == []


def test_files_that_somebody_changed(tmp_path):
    (tmp_path / "a.txt").write_text("somebody's")
    with Folder(tmp_path) as out:
        out.write("a.txt", b"ours")
    [complaint] = out.complaints("id")
    assert "a.txt sudah diubah" in complaint and "new-a.txt" in complaint


def test_a_missing_package_and_a_command_that_is_stopped(monkeypatch, capsys):
    def stops(error):
        def run(arguments):
            raise error

        monkeypatch.setattr("koperasi.commands.data.run", run)
        return cli.main(["data", "--lang", "id"]), capsys.readouterr().err

    assert stops(KeyboardInterrupt()) == (130, "\nDihentikan.\n")
    status, told = stops(ModuleNotFoundError("no", name="fontTools"))
    assert status == 2 and told.startswith("Ini memerlukan paket fontTools")


def test_the_language_of_somebody_who_names_none(monkeypatch, capsys):
    monkeypatch.setattr(paths, "languages", lambda: ["id"])
    assert cli.main(["data"]) == 0
    assert "Semua benar" in capsys.readouterr().out
