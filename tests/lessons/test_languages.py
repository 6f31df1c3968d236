"""The lessons in all languages: one program, and words that somebody said again."""

import pytest
from lesson_pictures import assert_words_apart
from matplotlib import pyplot as plt

from koperasi import notebooks, paths
from koperasi.commands.sync import side_by_side
from koperasi.editions.compare import differences

FOLLOWING = [path for lang in paths.languages() if lang != "en" for path in paths.lessons(lang)]


def leading(path):
    [lesson] = [p for p in paths.lessons("en") if p.name[:2] == path.name[:2]]
    return lesson


def test_every_language_has_every_lesson():
    numbers = [path.name[:2] for path in paths.lessons("en")]
    for lang in paths.languages():
        assert [path.name[:2] for path in paths.lessons(lang)] == numbers, lang
        assert len(list((paths.NOTEBOOKS / lang).glob("*.ipynb"))) == len(numbers) + 1, lang


@pytest.mark.parametrize("path", FOLLOWING, ids=lambda p: f"{p.parent.name}-{p.name[:2]}")
def test_it_is_the_lesson_that_it_follows(path):
    found = differences(notebooks.read_lesson(leading(path)), notebooks.read_lesson(path))
    assert not found, "\n".join(side_by_side(path.name, difference) for difference in found)


@pytest.mark.parametrize("path", FOLLOWING, ids=lambda p: f"{p.parent.name}-{p.name[:2]}")
def test_the_notebook_says_its_language_and_the_rest_of_its_metadata_is_the_same(path):
    theirs, ours = (notebooks.read_lesson(p).metadata for p in (leading(path), path))
    assert ours.lang == path.parent.name and ours.title != theirs.title
    own = {"lang", "title"}
    assert {k: v for k, v in ours.items() if k not in own} == {
        k: v for k, v in theirs.items() if k not in own
    }


# Those whose pictures have words between the axes, which may come to lie on each other.
WITH_WORDS = [path for path in FOLLOWING if path.name[:2] in ("01", "03", "04", "05", "08", "09")]


@pytest.mark.parametrize("path", WITH_WORDS, ids=lambda p: f"{p.parent.name}-{p.name[:2]}")
def test_no_word_lies_on_another_in_its_pictures(path, monkeypatch):
    """Longer words need more room than those of the lesson that leads."""
    saved, space = [], {"__name__": "__main__"}
    monkeypatch.setattr("koperasi.figures.saving", False)
    monkeypatch.setattr(
        "koperasi.save_figure", lambda fig, *_, **__: saved.append(fig), raising=False
    )
    monkeypatch.chdir(path.parent)
    for cell in notebooks.read_lesson(path).cells:
        if cell.cell_type == "code" and "further" not in notebooks.tags(cell):
            exec(compile(cell.source, f"{path.name}:{cell.id}", "exec"), space)
    assert saved
    for fig in saved:
        assert_words_apart(fig)
    plt.close("all")
