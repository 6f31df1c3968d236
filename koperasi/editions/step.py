"""Which texts are in step: what somebody compared and said again in the other language.

A cell of an edition that follows another keeps, as `in_step` in its metadata, the hash of its own
words and of the words it says again. If either changes, the cell is out of step until somebody says
that it is in step again.
"""

import hashlib

from koperasi.notebooks import NotebookNode

KEY = "in_step"


def words_of(cell: NotebookNode) -> str:
    """All that a person wrote in a cell: its source and the alternative text of its picture."""
    return f"{cell.source}\n{cell.metadata.get('alt', '')}"


def mark(leading: NotebookNode, following: NotebookNode) -> None:
    """Say that a cell is in step with the one it follows."""
    following.metadata[KEY] = [_hash(leading), _hash(following)]


def carried(following: NotebookNode) -> None:
    """Say that a cell was changed by carrying code over: its words still wait for a person."""
    following.metadata[KEY] = [following.metadata[KEY][0], _hash(following)]


def state(leading: NotebookNode, following: NotebookNode) -> str:
    """What changed since a cell was last in step.

    "in step", "leading", "following" or "both"; "new" if nobody ever said that it is in step.
    """
    known = following.metadata.get(KEY)
    if not (isinstance(known, list) and len(known) == 2):
        return "new"
    changed = (known[0] != _hash(leading), known[1] != _hash(following))
    return {
        (False, False): "in step",
        (True, False): "leading",
        (False, True): "following",
        (True, True): "both",
    }[changed]


def _hash(cell: NotebookNode) -> str:
    return hashlib.sha256(words_of(cell).encode()).hexdigest()[:12]
