"""What a learner's code may not do on the teacher's computer.

Python reports what it is about to do to an audit hook, which may refuse. So the code cannot use
the network, start or end programs, or change files outside its own folder, on any system. This
stops accidents and mischief. It does not stop an expert who means harm: mark the work of strangers
in a virtual machine.
"""

import os
import sys
from pathlib import Path

NETWORK = {
    "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr",
    "socket.gethostbyname", "socket.sendmsg", "socket.sendto",
}  # fmt: skip
PROGRAMS = {
    "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.posix_spawn", "os.spawn",
    "os.startfile", "os.startfile/2", "os.system", "pty.spawn", "signal.pthread_kill",
    "subprocess.Popen",
    # Of Windows: what process pools use, and the registry.
    "_winapi.CreateFile", "_winapi.CreateProcess", "_winapi.OpenProcess", "_winapi.TerminateProcess",
    "winreg.ConnectRegistry", "winreg.CreateKey", "winreg.DeleteKey", "winreg.DeleteValue",
    "winreg.LoadKey", "winreg.SaveKey", "winreg.SetValue",
}  # fmt: skip
# How many of the first arguments are paths that would be changed.
FILES = {
    "os.chmod": 1, "os.chown": 1, "os.link": 2, "os.mkdir": 1, "os.remove": 1, "os.rename": 2,
    "os.rmdir": 1, "os.setxattr": 1, "os.symlink": 2, "os.truncate": 1, "os.utime": 1,
    "shutil.chown": 1, "shutil.move": 2, "shutil.rmtree": 1, "sqlite3.connect": 1,
}  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Fence:
    """Refuses such things with PermissionError while it is `closed`; `refused` says which.

    `say` has the words "network", "programs" and "files" for the message.
    """

    def __init__(self, folder: Path, say: dict):
        self.folder, self.say = str(folder.resolve()), say
        self.closed = False
        self.refused: set[str] = set()
        sys.addaudithook(self._look_at)

    def _look_at(self, event: str, arguments: tuple) -> None:
        if not self.closed:
            return
        what = ""
        if event in NETWORK:
            what = "network"
        elif event in PROGRAMS:
            what = "programs"
        elif event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & WRITING and self._is_outside(path):
                what = "files"
        elif event in FILES and any(map(self._is_outside, arguments[: FILES[event]])):
            what = "files"
        if what:
            self.refused.add(what)
            raise PermissionError(self.say[what])

    def _is_outside(self, path) -> bool:
        """Whether a path, if it is one and not the number of an open file, leads elsewhere."""
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        real = os.path.realpath(os.fsdecode(path))
        # On Windows the one is nul, the other \\\\.\\nul.
        nowhere = {os.devnull, os.path.realpath(os.devnull)}
        return real not in nowhere and not real.startswith(self.folder + os.sep)
