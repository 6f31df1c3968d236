"""Outside: start the process, tell it what to run, read what it reports, and end it in any case."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from koperasi import paths

LAST_WORDS_SECONDS = 5


class Process:
    """A Python process that runs `module` on a plan and reports a line of JSON for each step.

    Used with `with`, which ends it and whatever it started. `folder` is where it works,
    `environment` is added to the neutral one, `prefix` is put before the command.
    Raises OSError if it cannot be started.
    """

    def __init__(self, module: str, plan: dict, folder: Path, environment: dict, prefix=()):
        self.popen = subprocess.Popen(
            [*prefix, sys.executable, "-m", module],
            cwd=folder,
            env=paths.neutral_environment() | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            # Ctrl-C ends the one who waits, who ends what it started.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        with contextlib.suppress(OSError):
            self.popen.stdin.write(json.dumps(plan))
            self.popen.stdin.close()

    def _read(self) -> None:
        """Pass on lines as they come; an empty text at the end."""
        with contextlib.suppress(OSError, ValueError):
            for line in self.popen.stdout:
                self._lines.put(line)
        self._lines.put("")

    def event(self, seconds: float):
        """What it reports next; None if it ended, or wrote what is none of ours.

        Raises TimeoutError if nothing comes within so many seconds.
        """
        try:
            return json.loads(self._lines.get(timeout=max(0.0, seconds)) or "null")
        except queue.Empty:
            raise TimeoutError from None
        except ValueError:
            return None

    def status(self) -> int:
        """Its exit status, once it has ended or, after two seconds, was ended."""
        until = time.monotonic() + 2
        while not self._has_ended() and time.monotonic() < until:
            time.sleep(0.01)
        self.end()
        return self.popen.wait()

    def _has_ended(self) -> bool:
        if os.name != "posix":
            return self.popen.poll() is not None
        # Only looked at: once it is waited for, the number of its group means nothing any more.
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.popen.pid, flags) is not None

    def end(self) -> None:
        """End it and, where the system has groups of processes, all that it started."""
        if self.popen.returncode is not None:
            return
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, signal.SIGKILL)
        elif sys.platform == "win32":
            # /T: with all that it started.
            command = ["taskkill", "/T", "/F", "/PID", str(self.popen.pid)]
            with contextlib.suppress(OSError):
                subprocess.run(command, capture_output=True)
        with contextlib.suppress(OSError):
            self.popen.kill()

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_) -> None:
        self.end()
        self.popen.wait()
        # Something that got away may keep the pipe open; it is not waited for.
        self._reader.join(timeout=LAST_WORDS_SECONDS)
        if not self._reader.is_alive():
            self.popen.stdout.close()
