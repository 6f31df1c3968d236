"""Saved figures are compared by what they show: another system may write the same otherwise."""

import importlib.util

import matplotlib.pyplot as plt

from koperasi import paths
from koperasi.figures import save_figure

_spec = importlib.util.spec_from_file_location("lessons_conftest", paths.ROOT / "conftest.py")
lessons = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(lessons)

LINE = '<path id="{id}" d="M {zero} 15 L 10 {y}"/><use xlink:href="#{id}" y="{zero}"/>'


def test_zero_with_a_sign_and_ids_made_from_it_make_no_other_drawing():
    here = lessons.svg_text(LINE.format(id="m12ab", zero="-0", y="-0.5"))
    assert here == lessons.svg_text(LINE.format(id="m77cd", zero="0", y="-0.5"))
    assert here != lessons.svg_text(LINE.format(id="m77cd", zero="0", y="0.5"))
    assert here != lessons.svg_text(LINE.format(id="m77cd", zero="1", y="-0.5"))
    two = '<a id="m1"/><b id="m2"/><use href="#m{}"/>'
    assert lessons.svg_text(two.format(1)) != lessons.svg_text(two.format(2))


def test_saved_files_have_the_ends_of_line_of_the_course(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "FIGURES", tmp_path)
    figure, ax = plt.subplots()
    write = type(figure).savefig

    def as_windows(self, file, **look):
        write(self, file, **look)
        if look["format"] == "svg":
            text = file.getvalue().replace(b"\n", b"\r\n")
            file.seek(0)
            file.write(text)

    monkeypatch.setattr(type(figure), "savefig", as_windows)
    save_figure(figure, "en/a")
    assert b"\r" not in (tmp_path / "en" / "a.svg").read_bytes()
    assert (tmp_path / "en" / "a.png").read_bytes().startswith(b"\x89PNG\r\n")
    plt.close(figure)
