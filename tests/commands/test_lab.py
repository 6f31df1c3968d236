"""`koperasi lab` opens the course in JupyterLab, and says so when it cannot."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from koperasi import cli, paths
from koperasi.commands import lab

TOKEN = "only-for-this-test"


@pytest.fixture
def launched(monkeypatch):
    """The arguments with which JupyterLab would be started; it is not."""
    from jupyterlab.labapp import LabApp

    calls = []
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(LabApp, "launch_instance", calls.append)
    os.environ["JUPYTER_PATH"] = ""
    return calls


@contextmanager
def busy_port():
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """`koperasi lab` as a person starts it, in another folder and with a home of its own."""
    home = tmp_path_factory.mktemp("home")
    # A kernel of the same name that belongs to another Python.
    foreign = home / "kernels" / "python3"
    foreign.mkdir(parents=True)
    spec = {"argv": ["/nowhere/python"], "display_name": "Other", "language": "python"}
    (foreign / "kernel.json").write_text(json.dumps(spec))
    with busy_port() as free:
        pass
    places = {"HOME": home, "JUPYTER_CONFIG_DIR": home / "config", "JUPYTER_DATA_DIR": home}
    environment = os.environ | {name: str(path) for name, path in places.items()}
    environment["JUPYTER_PREFER_ENV_PATH"] = "0"
    start = "import sys; from koperasi.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "lab", "--no-browser", "--port", str(free)]
    process = subprocess.Popen(
        [*command, f"--IdentityProvider.token={TOKEN}"],
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://localhost:{free}"
    deadline = time.monotonic() + 60
    while not _answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"JupyterLab did not start:\n{process.communicate()[0]}")
        time.sleep(0.1)
    yield process, address
    if process.poll() is None:
        process.kill()


def _answers(address: str) -> bool:
    try:
        get(f"{address}/api/status")
    except OSError:
        return False
    return True


def get(address: str) -> str:
    request = urllib.request.Request(address, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def test_the_whole_course_is_in_the_file_browser(server):
    _, address = server
    for folder, name in (("notebooks/en", paths.lessons("en")[0].name), ("data", "ties.csv")):
        listed = json.loads(get(f"{address}/api/contents/{folder}"))["content"]
        assert name in [entry["name"] for entry in listed]


def test_what_is_no_lesson_is_out_of_the_way(server):
    _, address = server
    listed = json.loads(get(f"{address}/api/contents/notebooks/en"))["content"]
    files = {entry["name"] for entry in listed if entry["type"] != "directory"}
    assert files == {path.name for path in paths.lessons("en")}
    style = json.loads(get(f"{address}/api/contents/notebooks/en/rise.css"))
    assert style["type"] == "file"  # still there for slides


def test_no_news_and_no_offer_to_build(server):
    _, address = server
    plugin = "@jupyterlab/apputils-extension:notification"
    settings = json.loads(get(f"{address}/lab/api/settings/{plugin}"))
    assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert settings["schema"]["properties"]["checkForUpdates"]["default"] is False
    page = get(f"{address}/lab")
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.S)[1])
    assert config["buildAvailable"] is False
    assert config["buildCheck"] is False


def test_the_settings_that_are_set_exist(server):
    # JupyterLab passes over a setting that it does not know (any more).
    _, address = server
    for plugin, values in json.loads((lab.SETTINGS / "overrides.json").read_text()).items():
        schema = json.loads(get(f"{address}/lab/api/settings/{plugin}"))["schema"]
        for name, value in values.items():
            known = schema["properties"][name]
            assert known["default"] == value
            assert "title" in known, f"JupyterLab has no setting {name!r} in {plugin}"


def test_the_kernel_is_the_one_of_this_environment(server):
    _, address = server
    python3 = json.loads(get(f"{address}/api/kernelspecs"))["kernelspecs"]["python3"]
    assert python3["spec"]["display_name"] == "Python 3 (ipykernel)"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGINT for another process")
def test_ctrl_c_ends_it_at_once(server):
    process, _ = server
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=10)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    if os.geteuid() == 0:
        assert "passing --allow-root" in said


def test_first_the_first_lesson_later_the_lessons_that_were_open(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path))
    first = paths.lessons("en")[0].name
    place = "--LabApp.default_url=/lab/workspaces/koperasi-en/tree/notebooks/en"
    assert f"{place}/{first}" in lab.jupyter_options("en", None, False)
    (workspace,) = tmp_path.glob("koperasi-en-*.jupyterlab-workspace")
    layout = json.loads(workspace.read_text(encoding="utf-8"))["data"]["layout-restorer:data"]
    assert layout["relativeSizes"][0] == lab.FILES_SHARE
    assert place in lab.jupyter_options("en", None, False)


def test_other_arguments_go_to_jupyterlab_and_win(launched):
    others = ["--ip=0.0.0.0", "--ServerApp.answer_yes=False"]
    assert cli.main(["lab", others[0], "--no-browser", others[1]]) == 0
    (options,) = launched
    assert options[-2:] == others
    assert "--no-browser" in options
    assert "--ServerApp.answer_yes=True" not in options


def test_an_unknown_language_is_refused(launched, capsys):
    assert cli.main(["lab", "--lang", "xx"]) == 1
    assert "There are no lessons in 'xx'. Use one of: --lang en" in capsys.readouterr().err
    assert launched == []


def test_a_course_without_lessons_is_refused(launched, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    assert cli.main(["lab"]) == 1
    assert f"No lessons were found in {tmp_path}" in capsys.readouterr().err
    assert launched == []


def test_a_busy_port_is_refused(launched, capsys):
    with busy_port() as port:
        assert cli.main(["lab", "--port", str(port)]) == 1
    assert f"Port {port} is in use" in capsys.readouterr().err
    assert launched == []


def test_a_port_that_is_none_is_refused(launched, capsys):
    with pytest.raises(SystemExit):
        cli.main(["lab", "--port", "70000"])
    assert "expected a number from 1 to 65535" in capsys.readouterr().err


def test_a_persons_own_settings_do_not_reach_the_kernels(launched, tmp_path):
    own = {"MPLBACKEND": "agg", "MATPLOTLIBRC": "x", "IPYTHONDIR": "y", "PYTHONSTARTUP": "z.py"}
    os.environ.update(own, PYTHONPATH="p", KEPT="yes", JUPYTER_DATA_DIR=str(tmp_path))
    assert cli.main(["lab", "--no-browser"]) == 0
    assert not {"MPLBACKEND", "PYTHONSTARTUP", "PYTHONPATH"} & set(os.environ)
    assert os.environ["KEPT"] == "yes"
    assert os.environ["MATPLOTLIBRC"] == paths.NEUTRAL["MATPLOTLIBRC"]
    assert os.environ["IPYTHONDIR"] == str(tmp_path / "koperasi-ipython")
