"""The examples in docstrings of what lessons and authors use are run, and show what they say."""

import doctest
from importlib import import_module

import matplotlib
import pytest

import koperasi

matplotlib.use("Agg")
MODULES = sorted(set(koperasi._HOMES.values()) - {"koperasi.figures"})


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    failed, tried = doctest.testmod(import_module(name))
    assert tried and not failed


@pytest.mark.parametrize("name", koperasi.__all__)
def test_what_lessons_import_is_described(name):
    about = getattr(koperasi, name).__doc__
    assert len(about.split()) > 15
