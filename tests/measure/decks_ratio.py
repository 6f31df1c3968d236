"""Print how long the decks of all lessons take, next to nbconvert's own slides of the same notebooks.

`koperasi slides` is run for one language, and `jupyter nbconvert --to slides` for the same files
at once. Both in turn, each in a process of its own. Usage: python tests/measure/decks_ratio.py [ROUNDS]
"""

import statistics
import subprocess
import sys
import tempfile
import time

from tqdm import tqdm

from koperasi import paths

LANG = "en"
PROGRAM = "import sys; from koperasi.cli import main; sys.exit(main())"
OURS = [sys.executable, "-c", PROGRAM, "slides", "--lang", LANG]


def seconds(command: list[str]) -> float:
    """How long a command takes, the start of Python included."""
    start = time.perf_counter()
    run = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    if run.returncode or not run.stdout + run.stderr:
        sys.exit(f"Not measured, because this failed: {' '.join(command)}\n{run.stderr[-2000:]}")
    return time.perf_counter() - start


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    lessons = list(map(str, paths.lessons(LANG)))
    times: dict[str, list[float]] = {"koperasi slides": [], "nbconvert": []}
    with tempfile.TemporaryDirectory() as folder:
        stock = [sys.executable, "-m", "nbconvert", "--to", "slides", "--output-dir", folder]
        for _ in tqdm(range(rounds), unit="round"):
            times["koperasi slides"].append(seconds(OURS))
            times["nbconvert"].append(seconds(stock + lessons))
    for name, measured in times.items():
        each = ", ".join(f"{t:.1f}" for t in measured)
        print(f"{len(lessons)} decks, {name}: median {statistics.median(measured):.1f} s of {each}")
    ours, theirs = (statistics.median(measured) for measured in times.values())
    print(f"ratio: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
