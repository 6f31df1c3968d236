"""Time and memory of a task are measured as `koperasi.network.cost` says."""

import tracemalloc

import numpy as np
import pytest

from koperasi.network.cost import megabytes, seconds


def test_the_fastest_run_counts():
    readings = iter([0, 5, 10, 12, 20, 29])  # begin and end of three runs
    given = []
    found = seconds(
        lambda *inputs, **settings: given.append((inputs, settings)),
        1,
        clock=readings.__next__,
        k=2,
    )
    assert found == 2
    assert given == [((1,), {"k": 2})] * 3


def test_more_work_takes_longer():
    assert seconds(sum, range(1_000_000)) > 5 * seconds(sum, range(10_000)) > 0


def test_memory_is_that_of_the_result():
    assert megabytes(np.ones, 1_000_000) == pytest.approx(8, rel=0.01)
    assert megabytes(lambda: float(np.ones(1_000_000).sum())) < 0.1
    assert not tracemalloc.is_tracing()


def test_counting_ends_when_a_task_fails():
    with pytest.raises(ZeroDivisionError):
        megabytes(lambda: 1 / 0)
    assert not tracemalloc.is_tracing()
