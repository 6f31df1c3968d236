"""The examples in docstrings of what lessons and authors use are run, and show what they say."""

import doctest
from importlib import import_module

import matplotlib
import pytest

import koperasi

matplotlib.use("Agg")
MODULES = sorted(set(koperasi._HOMES.values()) - {"koperasi.figures"})
# Their examples would need the lesson's own tables first; the lesson is the example.
NEED_MORE = {"koperasi.network.membership", "koperasi.network.sides"}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    failed, tried = doctest.testmod(import_module(name))
    assert not failed and (tried or name in NEED_MORE)


@pytest.mark.parametrize("name", koperasi.__all__)
def test_what_lessons_import_is_described(name):
    about = getattr(koperasi, name).__doc__
    assert len(about.split()) > 15
