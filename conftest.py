"""How the lessons are run by pytest: strictly (nbval), pictures included, without side effects.

Here and not in `tests/`, so that `pytest notebooks/en/03-....ipynb` alone works in the same way.

- A cell's stored pictures must show the same as fresh ones (nbval itself does not look at them).
- Figures that a lesson saves go to a temporary folder, never over the stored ones. After the
  lesson's last cell they are compared with the stored ones: the test `...ipynb::saved figures`.
- Kernels talk over sockets in a folder of their own, since parallel ones can race for TCP ports.
"""

import base64
import io
import os
import re
import shutil
import sys
import tempfile
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from jupyter_client.manager import KernelManager
from nbval.plugin import IPyNbCell, IPyNbFile
from PIL import Image

ROOT = Path(__file__).resolve().parent

# Root mean square difference of two pictures, on the scale 0 to 255, that still counts as equal:
# room for another processor's rounding. One letter changed in a figure gives about 1.
TOLERANCE = 0.1

_scratch = pytest.StashKey[Path]()


def pytest_configure(config):
    """Give this process a temporary folder; nothing of the user's is read or written by kernels."""
    # Short, because the name of a socket may have about 100 characters.
    scratch = config.stash[_scratch] = Path(tempfile.mkdtemp(prefix="koperasi-"))
    os.environ["KOPERASI_FIGURES"] = str(scratch / "figures")
    os.environ["IPYTHONDIR"] = str(scratch / "ipython")
    os.environ["MATPLOTLIBRC"] = str(ROOT / "koperasi" / "matplotlibrc")
    # IPython's kernels run the file of PYTHONSTARTUP.
    for name in ("MPLBACKEND", "PYTHONSTARTUP"):
        os.environ.pop(name, None)
    if os.name == "posix":
        _use_sockets(scratch / "kernel")
    if not sys.stdout.isatty():
        config.option.color = "no"  # which nbval does not find out by itself
    if not hasattr(config, "workerinput"):
        # Makes matplotlib's list of fonts, if there is none, before a kernel says in a cell that
        # it is making one.
        import matplotlib.font_manager  # noqa: F401


def pytest_unconfigure(config):
    if scratch := config.stash.get(_scratch, None):
        shutil.rmtree(scratch, ignore_errors=True)


def _use_sockets(prefix: Path) -> None:
    original, number = KernelManager.__init__, count()

    def over_sockets(self, *args, **traits):
        traits.setdefault("transport", "ipc")
        if traits["transport"] == "ipc":
            traits.setdefault("ip", f"{prefix}{next(number)}")
        original(self, *args, **traits)

    KernelManager.__init__ = over_sockets


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    collectors = yield
    return [
        LessonFile.from_parent(parent, path=file_path) if type(found) is IPyNbFile else found
        for found in collectors
    ]


class LessonFile(IPyNbFile):
    """A notebook of which pictures and saved figures are compared too."""

    def collect(self):
        for cell in super().collect():
            yield Cell.from_parent(
                self,
                name=cell.cell.get("id", cell.name),
                cell_num=cell.cell_num,
                cell=cell.cell,
                options=cell.options,
            )
        if self.path.parent.parent == ROOT / "notebooks":
            yield SavedFigures.from_parent(self, name="saved figures")

    def setup(self):
        self.figures = self.config.stash[_scratch] / self.path.parent.name / self.path.stem
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KOPERASI_FIGURES", str(self.figures))
            super().setup()


class Cell(IPyNbCell):
    """A cell, known by its id."""

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.output_timeout = 60  # seconds; nbval's 5 are few on a busy machine

    def reportinfo(self):
        return self.path, None, f"{self.path.name}: cell {self.name}"

    def compare_outputs(self, test, ref, skip_compare=None):
        if not super().compare_outputs(test, ref, skip_compare):
            return False
        trouble = picture_trouble(_pictures(ref), _pictures(test))
        if trouble:
            self.comparison_traceback.append(
                f"The picture of cell {self.name!r} in {self.path.name} is not the stored one: "
                f"{trouble}.\nIf the new picture is right, open the lesson in JupyterLab, restart "
                "the kernel and run all cells, look at the picture and save."
            )
        return not trouble


class SavedFigures(pytest.Item):
    """What `save_figure` wrote in a lesson is what is stored in `figures/`, no more and no less."""

    def runtest(self):
        lang, number = self.path.parent.name, self.path.name[:2]
        stored = _files(ROOT / "figures", f"{lang}/{number}-*")
        fresh = _files(self.parent.figures, "**/*")
        troubles = [f"{name} is stored, but the lesson does not save it" for name in stored - fresh]
        troubles += [f"{name} is saved, but not stored" for name in fresh - stored]
        for name in stored & fresh:
            trouble = figure_trouble(ROOT / "figures" / name, self.parent.figures / name)
            troubles += [f"{name}: {trouble}"] if trouble else []
        if troubles:
            raise AssertionError("\n".join(sorted(troubles)))

    def repr_failure(self, excinfo):
        if not isinstance(excinfo.value, AssertionError):
            return super().repr_failure(excinfo)
        return (
            f"Figures of {self.path.name} (stored in figures/) and those it saves now:\n"
            f"{excinfo.value}\nExpected: the same ones, named LANGUAGE/NN-..., NN being the "
            "lesson's number.\nIf the new ones are right, open the lesson in JupyterLab, restart "
            "the kernel and run all cells: that stores them."
        )

    def reportinfo(self):
        return self.path, None, f"{self.path.name}: saved figures"


def picture_trouble(stored: list[bytes], fresh: list[bytes]) -> str | None:
    """What tells two lists of PNG files apart to the eye; None if nothing does."""
    if len(stored) != len(fresh):
        return f"{len(stored)} stored, {len(fresh)} drawn"
    changed = [pair for pair in zip(stored, fresh, strict=True) if pair[0] != pair[1]]
    for old, new in (map(_pixels, pair) for pair in changed):
        if old.shape != new.shape:
            return f"{_size(old)} pixels stored, {_size(new)} drawn"
        difference = np.sqrt(np.mean((old - new) ** 2))
        if difference > TOLERANCE:
            share = np.any(old != new, axis=2).mean()
            return f"{share:.2%} of the pixels differ (root mean square {difference:.2f} of 255)"
    return None


def figure_trouble(stored: Path, fresh: Path) -> str | None:
    """What tells two saved figures apart: PNG by its pixels, SVG by its text, ids set aside."""
    if stored.suffix == ".png":
        return picture_trouble([stored.read_bytes()], [fresh.read_bytes()])
    old, new = (svg_text(path.read_text(encoding="utf-8")) for path in (stored, fresh))
    return None if old == new else "the drawings differ"


def svg_text(text: str) -> str:
    """An SVG without what differs from system to system: -0 for 0, and the ids made from it."""
    text = re.sub(r"(?<![\w.])-0(?:\.0+)?(?![\w.])", "0", text)
    ids = dict.fromkeys(re.findall(r'\bid="([^"]+)"', text))
    order = {name: str(number) for number, name in enumerate(ids)}
    return re.sub(
        r'(\bid="|#)([\w-]+)', lambda match: match[1] + order.get(match[2], match[2]), text
    )


def _pictures(outputs) -> list[bytes]:
    data = (output.get("data", {}).get("image/png") for output in outputs)
    return [base64.b64decode(png) for png in data if png]


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"), dtype=float)


def _size(pixels: np.ndarray) -> str:
    return f"{pixels.shape[1]} × {pixels.shape[0]}"


def _files(folder: Path, pattern: str) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.glob(pattern) if p.is_file()}
