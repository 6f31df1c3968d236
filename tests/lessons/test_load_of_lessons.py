"""Every lesson fits its hour: words, cells, new things and the minutes they take."""

import pytest

from koperasi import notebooks, paths
from koperasi.exercises.load import known_before, load

LESSONS = [path for lang in paths.languages() for path in paths.lessons(lang)]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_lesson_fits_its_hour(path):
    found = load(notebooks.read_lesson(path), known_before(path))
    assert found.over() == [], (
        f"{path.name}: {found.words} words, {found.cells} cells, {len(found.new)} new, "
        f"{found.minutes:.0f} minutes asked, {found.claimed} claimed, exercises {found.share:.0%}, "
        f"not named: {found.unnamed}. `uv run koperasi check {path.name[:2]} --load` says more."
    )
