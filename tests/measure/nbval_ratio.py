"""Print how long the lessons take under nbval, next to as many blank notebooks.

A blank notebook only imports pandas, networkx and matplotlib.pyplot. Both kinds are run in turn by
pytest with the project's own options. Usage: python tests/measure/nbval_ratio.py [ROUNDS]
"""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from tqdm import tqdm

from koperasi import paths

# Inside the project, so that pytest finds the same conftest.py and options.
BLANKS = paths.ROOT / "build" / "blank-notebooks"
IMPORTS = "import matplotlib.pyplot as plt\nimport networkx as nx\nimport pandas as pd"


def write_blanks(number: int) -> None:
    shutil.rmtree(BLANKS, ignore_errors=True)
    BLANKS.mkdir(parents=True)
    for n in range(number):
        cell = new_code_cell(IMPORTS, id="imports", execution_count=1)
        nbformat.write(new_notebook(cells=[cell]), BLANKS / f"{n:02}.ipynb")


def seconds(folder: Path) -> float:
    """How long pytest takes on one folder, its own start included."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", "pytest", str(folder)],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        sys.exit(
            f"Not measured, because this failed in {folder}:\n{run.stdout[-2000:]}{run.stderr}"
        )
    return time.perf_counter() - start


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    lessons = list(paths.NOTEBOOKS.glob("*/*.ipynb"))
    write_blanks(len(lessons))
    times = {paths.NOTEBOOKS: [], BLANKS: []}
    for _ in tqdm(range(rounds), unit="round"):
        for folder, measured in times.items():
            measured.append(seconds(folder))
    shutil.rmtree(BLANKS)
    lesson, blank = (statistics.median(measured) for measured in times.values())
    for name, measured in zip(("lessons", "blank  "), times.values(), strict=True):
        each = ", ".join(f"{t:.1f}" for t in measured)
        print(f"{len(lessons)} {name}: median {statistics.median(measured):.1f} s of {each}")
    print(f"ratio: {lesson / blank:.2f}")


if __name__ == "__main__":
    main()
