"""Writing a folder of results again and again, without ever losing what a person did in it."""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from koperasi.words import words_or_english

# In the folder itself: for each file, the hash of what was written into it.
LIST = ".koperasi/written.json"


class Folder:
    """A folder of written files. A file that somebody changed since, or made, is left alone.

    What would have gone into it is then written beside it, under a name that begins with "new-";
    `left` holds pairs of both paths, relative to the folder; `failed` what could not be written,
    with the reason. `complaints` puts both into words.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self.left: list[tuple[str, str]] = []
        self.failed: dict[str, str] = {}
        self._now: set[str] = set()
        try:
            self._hashes = dict(json.loads((self.path / LIST).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            self._hashes = {}

    def write(self, name: str, content: bytes) -> str:
        """Write a file, named relative to the folder; returns the name it was given, or ""."""
        chosen = next(other for other in _names(name) if self._is_ours(other, content))
        try:
            replace(self.path / chosen, content)
        except OSError as error:
            self.failed[chosen] = error.strerror or str(error)
            return ""
        if chosen != name:
            self.left.append((name, chosen))
        self._hashes[chosen] = _hash(content)
        self._now.add(chosen)
        return chosen

    def sweep(self) -> None:
        """Remove what an earlier run wrote and this one did not, unless somebody changed it since."""
        for name in set(self._hashes) - self._now:
            path, known = self.path / name, self._hashes.pop(name)
            with contextlib.suppress(OSError):
                if _hash(path.read_bytes()) == known:
                    path.unlink()

    def complaints(self, lang: str = "en") -> list[str]:
        """What a person should know of the files written so far, a sentence each."""
        say = words_or_english(lang)["written"]
        changed = [
            say["changed"].format(file=self.path / name, other=Path(chosen).name)
            for name, chosen in self.left
        ]
        return changed + [
            say["failed"].format(file=self.path / name, reason=reason)
            for name, reason in self.failed.items()
        ]

    def close(self) -> None:
        """Store what was written, for the next time."""
        text = json.dumps(dict(sorted(self._hashes.items())), indent=1, ensure_ascii=False)
        with contextlib.suppress(OSError):  # then a later run takes its own files for a person's
            replace(self.path / LIST, f"{text}\n".encode())

    def __enter__(self) -> "Folder":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def _is_ours(self, name: str, content: bytes) -> bool:
        path = self.path / name
        if not os.path.lexists(path):
            return True
        if not path.is_file():
            return False
        return _hash(path.read_bytes()) in (self._hashes.get(name), _hash(content))


def _names(name: str) -> Iterator[str]:
    """The name itself, then names for what must not overwrite it."""
    yield name
    folder, _, file = name.rpartition("/")
    number = 1
    while True:
        prefix = "new-" if number == 1 else f"new-{number}-"
        yield f"{folder}/{prefix}{file}" if folder else f"{prefix}{file}"
        number += 1


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def replace(path: Path, content: bytes) -> None:
    """Write a file so that at any moment it has either all of its old or all of its new content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == content:
        return
    unfinished = path.with_name(f".{path.name[:100]}.part")
    try:
        unfinished.write_bytes(content)
        _put(unfinished, path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def _put(unfinished: Path, path: Path) -> None:
    """Rename; what watches a new file on Windows (OneDrive, antivirus) holds it for a moment."""
    for wait in (0.05, 0.1, 0.2, 0.4, 0.8):
        try:
            unfinished.replace(path)
            return
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(wait)
    unfinished.replace(path)
