"""What a task costs: its time, as little disturbed by other programs as can be, and its memory."""

import gc
import sys
import time
import tracemalloc
from functools import partial
from timeit import repeat

# Processor time leaves out what other programs do meanwhile. On Windows it advances in steps of
# 1/64 second, too coarse for us, so there it is the time on the clock.
CLOCK = time.perf_counter if sys.platform == "win32" else time.process_time


def seconds(task, *inputs, runs: int = 3, clock=CLOCK, **settings) -> float:
    """Seconds that `task(*inputs, **settings)` takes: the fastest of several runs.

    The fastest, because whatever else the computer does can only make a run slower: so says the
    documentation of Python's `timeit`.

    Parameters
    ----------
    task : a function; `inputs` and `settings` are what it is given. What it raises is raised.
    runs : how often it is run.
    clock : a function that gives seconds; by default processor time, on Windows the clock's.

    >>> seconds(sum, range(1000)) >= 0
    True
    """
    return min(repeat(partial(task, *inputs, **settings), timer=clock, number=1, repeat=runs))


def megabytes(task, *inputs, **settings) -> float:
    """Millions of bytes that the result of `task(*inputs, **settings)` occupies.

    Counted while Python and numpy ask for memory; other libraries written in C may hide theirs.
    `inputs` and `settings` are what the function `task` is given. What it raises is raised.

    >>> megabytes(bytearray, 2_000_000) > 1.9
    True
    """
    gc.freeze()  # what was there before is not looked through again
    tracemalloc.start()
    try:
        result = task(*inputs, **settings)
        gc.collect()  # what only the task itself needed
        counted, _ = tracemalloc.get_traced_memory()
        del result
    finally:
        tracemalloc.stop()
        gc.unfreeze()
    return counted / 1e6
