"""`koperasi lab`: open the lessons in JupyterLab."""

import argparse
import contextlib
import json
import os
import socket
import sys
from pathlib import Path

from koperasi import paths
from koperasi.commands.choice import add_language
from koperasi.words import words_or_english

# Defaults for JupyterLab that hold for this command only: no news, larger type.
# What a person has chosen in JupyterLab's own settings still wins.
SETTINGS = Path(__file__).resolve().parent.parent / "lab_settings"
# Of the window, so much is for the list of files: names of lessons are long.
FILES_SHARE = 0.3
USUALLY_HIDDEN = ["__pycache__", "*.pyc", "*.pyo", ".DS_Store", "*~"]
# Beside the lessons, but for authors or for programs.
NO_LESSONS = ["exercise-template.ipynb", "*.css"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_language(parser, "language of the lessons")
    parser.add_argument("--port", type=_port, help="port to serve on (default: the first free one)")
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address, do not open a browser"
    )
    parser.epilog = "Every other argument goes to JupyterLab as it is."
    parser.set_defaults(passed_on=[])


def run(arguments: argparse.Namespace) -> int:
    """Serve JupyterLab until Ctrl-C; 1 if it cannot start, with the reason on stderr."""
    say = words_or_english(arguments.lang)["lab"]
    if trouble := _trouble(arguments.lang, arguments.port, say):
        print(trouble, file=sys.stderr)
        return 1
    options = jupyter_options(arguments.lang, arguments.port, arguments.no_browser)
    if getattr(os, "geteuid", lambda: 1)() == 0:
        print(say["root"])
        options.append("--allow-root")

    # The lessons' kernel "python3" must be the one of this environment, whatever kernels of that
    # name the person, or another Python, has installed.
    own = str(Path(sys.prefix, "share", "jupyter"))
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        filter(None, [own, os.environ.get("JUPYTER_PATH")])
    )

    # Settings of the person's own would make pictures vanish, or outputs come out other than the
    # stored ones. A kernel runs the start-up files of IPython and the one of PYTHONSTARTUP.
    from jupyter_core.paths import jupyter_data_dir

    neutral = paths.neutral_environment()
    for name in set(os.environ) - set(neutral):
        del os.environ[name]
    os.environ.update(neutral, IPYTHONDIR=str(Path(jupyter_data_dir(), "koperasi-ipython")))

    print(say["starting"], flush=True)
    from jupyterlab.labapp import LabApp

    # In this process, not in one of its own: so Ctrl-C and closing the window reach JupyterLab.
    given = {option.partition("=")[0] for option in arguments.passed_on}
    options = [option for option in options if option.partition("=")[0] not in given]
    LabApp.launch_instance([*options, *arguments.passed_on])
    return 0


def jupyter_options(lang: str, port: int | None, no_browser: bool) -> list[str]:
    """JupyterLab's arguments: the course as its root folder, the lessons of one language open."""
    from jupyterlab.commands import get_workspaces_dir

    # A workspace of the course's own: tabs of other work are neither shown nor lost. The first time
    # the first lesson opens, later the lessons that were open.
    workspace = f"koperasi-{lang}"
    place = paths.NOTEBOOKS / lang
    folder = Path(get_workspaces_dir())
    if not any(folder.glob(f"{workspace}-*")):
        place = paths.lessons(lang)[0]
        with contextlib.suppress(OSError):  # then it opens as JupyterLab would open it
            _first_workspace(folder, workspace, lang)
    address = place.relative_to(paths.ROOT).as_posix()
    options = [
        f"--ServerApp.root_dir={paths.ROOT}",
        f"--LabApp.default_url=/lab/workspaces/{workspace}/tree/{address}",
        f"--LabApp.app_settings_dir={SETTINGS}",
        "--LabApp.extension_manager=readonly",  # the other one asks a package index
        "--ServerApp.answer_yes=True",  # Ctrl-C ends at once
        f"--ContentsManager.hide_globs={[*USUALLY_HIDDEN, *NO_LESSONS]!r}",
        "--Application.log_level=ERROR",  # leaves the lines with the address
        "--KernelManager.transport_encryption=auto",  # without it each kernel warns of itself
    ]
    if port:
        options += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if sys.platform == "win32":  # Python from the Store keeps the page where no browser finds it
        options.append("--ServerApp.use_redirect_file=False")
    if no_browser:
        options.append("--no-browser")
    return options


def _first_workspace(folder: Path, name: str, lang: str) -> None:
    """Store how the window is divided, which no setting of JupyterLab says."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    lessons = (paths.NOTEBOOKS / lang).relative_to(paths.ROOT).as_posix()
    layout = {
        "left": {"collapsed": False, "visible": True, "current": "filebrowser"},
        "right": {"collapsed": True, "visible": True},
        "relativeSizes": [FILES_SHARE, 1 - FILES_SHARE, 0],
    }
    data = {"layout-restorer:data": layout, "file-browser-filebrowser:cwd": {"path": lessons}}
    workspace = {"data": data, "metadata": {"id": name}}
    WorkspacesManager(str(folder)).save(name, json.dumps(workspace))


def _trouble(lang: str, port: int | None, say: dict) -> str | None:
    """Why JupyterLab should not be started, in words for a person; None if all is well."""
    languages = paths.languages()
    if not languages:
        return say["no_lessons"].format(folder=paths.NOTEBOOKS)
    if lang not in languages:
        known = ", ".join(f"--lang {one}" for one in languages)
        return say["no_language"].format(lang=repr(lang), known=known)
    if port and not _is_free(port):
        return say["port_taken"].format(port=port)
    return None


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from 1 to 65535")
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # a port that was left a moment ago counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("localhost", port))
        except OSError:
            return False
    return True
