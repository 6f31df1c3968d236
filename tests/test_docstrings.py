"""The examples in docstrings of what lessons and authors use are run, and show what they say."""

import doctest
from importlib import import_module

import matplotlib
import pytest

import koperasi
from koperasi import paths

matplotlib.use("Agg")
MODULES = sorted({*koperasi._HOMES.values(), "koperasi.names"})


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "FIGURES", tmp_path)
    failed, tried = doctest.testmod(import_module(name))
    assert tried and not failed


@pytest.mark.parametrize("name", koperasi.__all__)
def test_what_lessons_import_is_described(name):
    about = getattr(koperasi, name).__doc__
    assert len(about.split()) > 15
