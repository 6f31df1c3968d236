"""`pyproject.toml` and `environment.yml` ask for the same, and that is what is installed."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# Packages that conda calls otherwise.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
# What only conda has to name.
OWN = {"python", "pip"}


def from_pyproject(text: str) -> dict[str, str]:
    """Package -> range of versions, of the dependencies, the extra `teach` and the group `dev`."""
    project = tomllib.loads(text)
    dev = [line for line in project["dependency-groups"]["dev"] if line != "koperasi[teach]"]
    assert len(dev) < len(project["dependency-groups"]["dev"]), "dev must include teach"
    teach = project["project"]["optional-dependencies"]["teach"]
    return _ranges(project["project"]["dependencies"] + teach + dev)


def from_environment(text: str) -> dict[str, str]:
    """The same of a conda environment, without python, pip and the course itself."""
    listed = yaml.safe_load(text)["dependencies"]
    conda = [line for line in listed if isinstance(line, str) and line.partition("=")[0] not in OWN]
    pip = [line for entry in listed if isinstance(entry, dict) for line in entry["pip"]]
    assert "-e ." in pip, "environment.yml does not install the course: add '- -e .' under 'pip:'"
    pip.remove("-e .")
    return {CONDA_NAMES.get(name, name): value for name, value in _ranges(conda + pip).items()}


def _ranges(lines: list[str]) -> dict[str, str]:
    found = [Requirement(line) for line in lines]
    assert len({r.name for r in found}) == len(found), f"a package is named twice: {lines}"
    return {canonicalize_name(r.name): str(r.specifier) for r in found}


def differences(pyproject: str, environment: str) -> list[str]:
    """Where the two files disagree, one line each."""
    one, other = from_pyproject(pyproject), from_environment(environment)
    return [
        f"{name}: {one.get(name, 'not named')} in pyproject.toml, "
        f"{other.get(name, 'not named')} in environment.yml"
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    ]


PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
ENVIRONMENT = (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_both_files_name_the_same_packages_and_versions():
    assert differences(PYPROJECT, ENVIRONMENT) == []


def test_a_change_in_one_file_alone_is_noticed():
    other_range = re.sub(r"- pandas>=[^\n]+", "- pandas>=9,<10", ENVIRONMENT)
    assert [line.partition(":")[0] for line in differences(PYPROJECT, other_range)] == ["pandas"]
    other_package = PYPROJECT.replace('"tqdm>=', '"rich>=')
    assert len(differences(other_package, ENVIRONMENT)) == 2
    one_fewer = re.sub(r" +- nbval.*\n", "", ENVIRONMENT)
    assert len(differences(PYPROJECT, one_fewer)) == 1


def test_python_in_the_conda_environment_is_one_that_the_course_runs_on():
    needed = Requirement(f"python{tomllib.loads(PYPROJECT)['project']['requires-python']}")
    lines = yaml.safe_load(ENVIRONMENT)["dependencies"]
    (python,) = [line for line in lines if str(line).startswith("python=")]
    assert needed.specifier.contains(python.removeprefix("python="))


def test_what_is_installed_is_in_the_ranges():
    for name, specifier in from_pyproject(PYPROJECT).items():
        installed = version(name)
        assert Requirement(f"{name}{specifier}").specifier.contains(installed), (
            f"{name} {installed} is installed, {specifier} is wanted. "
            "Stored outputs may differ: run `uv sync`, or install the course anew."
        )
