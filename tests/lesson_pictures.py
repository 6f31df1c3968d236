"""What a figure drawn by a lesson consists of: arrows, lines and words, at which places."""

import itertools

from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text


def arrows(ax) -> list:
    """All arrows as ((x, y) of the source, (x, y) of the target, style of the line)."""
    patches = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    return [(*(tuple(map(float, p)) for p in a._posA_posB), a.get_linestyle()) for a in patches]


def lines(ax) -> list:
    """All lines without heads as ((x, y), (x, y))."""
    collections = [c for c in ax.collections if isinstance(c, LineCollection)]
    return [tuple(map(tuple, s.tolist())) for c in collections for s in c.get_segments()]


def words(ax) -> list:
    return [t for t in ax.texts if t.get_text().strip() and t.get_visible()]


def assert_words_apart(fig) -> None:
    """No word lies on another, and none outside the picture."""
    fig.canvas.draw()
    texts = [t for ax in fig.axes for t in words(ax)]
    # Of a word with an arrow the word alone, not the arrow.
    boxes = [(t.get_text(), Text.get_window_extent(t)) for t in texts]
    assert boxes
    for (name, box), (other, box2) in itertools.combinations(boxes, 2):
        assert not box.overlaps(box2), f"{name!r} lies on {other!r}"
    for name, box in boxes:
        assert fig.bbox.x0 <= box.x0 and box.x1 <= fig.bbox.x1, f"{name!r} is cut off"
        assert fig.bbox.y0 <= box.y0 and box.y1 <= fig.bbox.y1, f"{name!r} is cut off"
