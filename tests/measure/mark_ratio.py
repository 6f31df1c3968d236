"""Print how long it takes to mark returned lessons, next to as many blank notebooks.

A blank notebook only imports pandas, networkx and matplotlib.pyplot. Both kinds are run by the
same runner, two at a time, in turn. Usage: python tests/measure/mark_ratio.py [NUMBER OF EACH] [ROUNDS]
"""

import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tqdm import tqdm

from koperasi import notebooks, paths
from koperasi.exercises import parts
from koperasi.marking.run import Limits, Runner

IMPORTS = "import matplotlib.pyplot as plt\nimport networkx as nx\nimport pandas as pd"


def blank():
    """A lesson that only imports, with an exercise in which nothing is checked."""
    parts = {"exercise": "### Exercise 1", "answer": "x = ...", "check": "check('blank', x, 1)"}
    cells = [new_code_cell(IMPORTS)]
    for part, source in parts.items():
        new = new_markdown_cell if part == "exercise" else new_code_cell
        cells.append(new(source, metadata={"tags": [part], "exercise": "blank"}))
    return new_notebook(cells=cells, metadata={"lang": "en"}), {"blank": ["x = 1"]}


def returned(path: Path, number: int):
    """A lesson and answers to it; in every second one the wrong ones."""
    lesson = notebooks.read_lesson(path)
    answers = {}
    for exercise in parts.exercises(lesson):
        examples = exercise.wrong if number % 2 else exercise.right
        code = examples[number % len(examples)].code
        answers[exercise.id] = [exercise.filled_in(f"# {number}\n{code}")]
    return lesson, answers


def seconds(class_: list) -> tuple[float, float]:
    """Wall clock and processor time for each notebook of a class."""
    runner, start, before = Runner(Limits()), time.perf_counter(), os.times()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: runner.mark(*one), class_))
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return (time.perf_counter() - start) / len(class_), used / len(class_)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    classes = {"blank": [blank()] * number}
    for path in paths.lessons("en"):
        classes[path.name[:2]] = [returned(path, n) for n in range(number)]
    times = {name: [] for name in classes}
    for _ in tqdm(range(rounds), unit="round"):
        for name, class_ in classes.items():
            times[name].append(seconds(class_))
    floor = [statistics.median(kind) for kind in zip(*times["blank"], strict=True)]
    print("lesson  seconds a notebook  ratio   processor seconds  ratio")
    for name, measured in times.items():
        wall, used = (statistics.median(kind) for kind in zip(*measured, strict=True))
        print(
            f"{name:<6} {wall:12.2f} {wall / floor[0]:12.2f} {used:15.2f} {used / floor[1]:12.2f}"
        )


if __name__ == "__main__":
    main()
