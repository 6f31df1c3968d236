"""Save a figure for the wall and for the web, the same bytes on every run."""

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from koperasi import paths


def save_figure(figure: Figure, name: str) -> None:
    """Write `figures/<name>.png` and `figures/<name>.svg`; a notebook shows the first of them.

    `name` is the language and the figure, such as "en/03-first-network".
    The date is left out of the SVG, so that the same figure gives the same bytes. The layout is
    computed once and kept, so that both files show the same.
    """
    if engine := figure.get_layout_engine():
        engine.execute(figure)
        figure.set_layout_engine("none")
    for suffix, metadata in ((".png", {"Software": None}), (".svg", {"Date": None})):
        path = Path(paths.FIGURES) / f"{name}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata=metadata)
    figure.stale = False  # else Jupyter draws it once more before it draws what it shows
    if "inline" in mpl.get_backend() and plt.fignum_exists(getattr(figure, "number", -1)):
        _show_instead(figure, Path(paths.FIGURES) / f"{name}.png")


def _show_instead(figure: Figure, path: Path) -> None:
    """Show the file in place of the figure, which Jupyter would draw once more for the same picture."""
    from IPython.display import Image, display

    display(Image(path))
    plt.close(figure)
