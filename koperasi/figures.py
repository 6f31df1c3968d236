"""Save a figure for the wall and for the web, the same bytes on every run."""

import io
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from koperasi import paths

# A program that runs a lesson only for its numbers turns this off: drawing takes most of the time.
saving = True


def save_figure(figure: Figure, name: str, alt: str = "") -> None:
    """Write `figures/<name>.png` and `figures/<name>.svg`; a notebook shows the first of them.

    Parameters
    ----------
    figure : a matplotlib figure. Its layout is computed once and kept, so that both files show the
        same; the date is left out, so that the same figure gives the same bytes.
    name : the language and the figure, such as "en/03-first-network"; a whole path, without its
        suffix, leads to another folder.
    alt : the alternative text, for those who cannot see the picture. It goes into both files
        (PNG: Description, SVG: title) and into what the notebook shows.

    Raises
    ------
    OSError : if the folder cannot be written.

    >>> figure, ax = plt.subplots()
    >>> save_figure(figure, "en/03-an-example", alt="Two empty axes.")
    >>> sorted(path.name for path in Path(paths.FIGURES, "en").glob("03-an-example.*"))
    ['03-an-example.png', '03-an-example.svg']
    """
    if not saving:
        return
    if engine := figure.get_layout_engine():
        engine.execute(figure)
        figure.set_layout_engine("none")
    described = {".png": {"Description": alt}, ".svg": {"Title": alt}} if alt else {}
    for suffix, metadata in ((".png", {"Software": None}), (".svg", {"Date": None})):
        path = Path(paths.FIGURES) / f"{name}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        file = io.BytesIO()  # a text file would have other ends of line on Windows
        figure.savefig(file, format=suffix[1:], metadata=metadata | described.get(suffix, {}))
        path.write_bytes(
            file.getvalue().replace(b"\r\n", b"\n") if suffix == ".svg" else file.getvalue()
        )
    figure.stale = False  # else Jupyter draws it once more before it draws what it shows
    if "inline" in mpl.get_backend() and plt.fignum_exists(getattr(figure, "number", -1)):
        _show_instead(figure, Path(paths.FIGURES) / f"{name}.png", alt)


def _show_instead(figure: Figure, path: Path, alt: str) -> None:
    """Show the file in place of the figure, which Jupyter would draw once more for the same picture."""
    from IPython.display import Image, display

    display(Image(path, alt=alt or None))
    plt.close(figure)
