"""Marking a folder of returned notebooks; what is marked once is not run again."""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from koperasi import notebooks, paths
from koperasi.exercises.parts import Exercise
from koperasi.handout import needed
from koperasi.marking.returned import Remark, Taken, exercises_to_mark, read_returned, take
from koperasi.marking.run import Limits, Marked, Runner, code_files, plan
from koperasi.notebooks import NotebookNode, cell_id, read_lesson
from koperasi.output import replace

# How many cells, or exercises, of a lesson and of no other one must be in a notebook.
RECOGNISED_BY = 3
OTHER_ARCHIVES = {".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz"}
UNPACKED_AT_MOST = 500_000_000  # bytes of the notebooks in an archive
# What a learning platform adds to the name of a folder: "Ayu Lestari_12345_assignsubmission_file".
ADDED = re.compile(r"_\d+_assignsubmission_\w*$")


@dataclass(frozen=True)
class Lesson:
    """The teacher's copy of a lesson."""

    path: Path
    notebook: NotebookNode

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def number(self) -> str:
        """What the lesson is called in every language: "03"; its name if it has no number."""
        return self.name[:2] if re.match(r"\d\d-", self.name) else self.name

    @property
    def lang(self) -> str:
        return notebooks.language(self.notebook)

    @property
    def title(self) -> str:
        return str(self.notebook.metadata.get("title") or self.name)

    @cached_property
    def exercises(self) -> list[Exercise]:
        return exercises_to_mark(self.notebook)

    @cached_property
    def features(self) -> set[tuple]:
        return _features(self.notebook)


@dataclass
class Returned:
    """One returned notebook, and what became of it: a row of the table."""

    path: Path
    file: str  # relative to the folder, with "/"
    learner: str
    lesson: Lesson | None = None
    results: dict[str, dict] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    member: str = ""  # of the archive `path`, if the notebook is in one

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(result["state"] == "right" for result in self.results.values())


def read_lessons(found: list[Path]) -> list[Lesson]:
    """The teacher's copies. Raises OSError and ValueError as `notebooks.read_lesson` does."""
    return [Lesson(path, read_lesson(path)) for path in found]


def returned_notebooks(folder: Path, out: Path | None = None) -> list[Returned]:
    """The notebooks in a folder and the folders in it, but not in `out` or in hidden folders."""
    found = []
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or path.is_dir():
            continue
        if out is not None and out in path.parents:
            continue
        suffix = path.suffix.lower()
        if suffix == ".ipynb":
            found.append(Returned(path, readable(inside.as_posix()), learner_name(inside)))
        elif suffix == ".zip":
            found += _in_archive(path, inside)
        elif suffix in OTHER_ARCHIVES:
            found.append(_not_read(path, inside, "archive"))
    return sorted(found, key=lambda one: (one.learner.casefold(), one.learner, one.file))


def _in_archive(path: Path, inside: Path) -> list[Returned]:
    """Each notebook of a zip file; nothing is unpacked yet, and none of its paths is ever written to."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if _is_notebook(m.filename)]
    except (OSError, zipfile.BadZipFile) as error:
        return [_not_read(path, inside, "archive_broken", problem=str(error))]
    size = sum(member.file_size for member in members)
    if size > UNPACKED_AT_MOST:
        return [_not_read(path, inside, "archive_too_large", megabytes=round(size / 1e6))]
    if not members:
        return [_not_read(path, inside, "archive_empty")]
    # One learner's folder in an archive, or the archive of a whole class?
    tops = {PurePosixPath(member.filename).parts[0] for member in members}
    class_ = len(inside.parts) == 1 and len(tops) > 1
    found = []
    for member in members:
        name = PurePosixPath(member.filename)
        whose = Path(*name.parts) if class_ else inside.with_suffix("")
        learner = learner_name(whose if class_ or len(inside.parts) > 1 else whose / name.name)
        file = readable(f"{inside.as_posix()}/{member.filename}")
        found.append(Returned(path, file, learner, member=member.filename))
    return found


def _is_notebook(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() == ".ipynb" and not hidden


def _not_read(path: Path, inside: Path, why: str, **values) -> Returned:
    return Returned(
        path, readable(inside.as_posix()), learner_name(inside), remarks=[(why, values)], member="-"
    )


def learner_name(inside: Path) -> str:
    """Whose a notebook is: the name of the folder in the folder, or else that of the file.

    What a learning platform adds, and the lesson's name in that of the file, are left out.
    """
    name = inside.parts[0]
    if len(inside.parts) == 1:
        name = inside.stem
        for lang in paths.languages():
            for lesson in paths.lessons(lang):
                rest = name.replace(lesson.stem, "").strip(" -_.()")
                name = rest if rest and lesson.stem in name else name
    return readable(ADDED.sub("", name)).strip() or readable(inside.parts[0])


def readable(text: str) -> str:
    """Text that every file and page can hold: with letters in one form, and no control characters."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    return "".join(c if c.isprintable() else "?" for c in text)


def _features(notebook: NotebookNode) -> set[tuple]:
    """What a lesson can be recognised by."""
    found = {("title", str(notebook.metadata.get("title")))}
    for cell in notebook.cells:
        found.add(("id", cell_id(cell)))
        if len(text := " ".join(cell.source.split())) > 20:
            found.add(("text", text))
        if isinstance(cell.metadata.get("exercise"), str):
            found.add(("exercise", cell.metadata["exercise"]))
    return found


def only_once(known: list[Lesson]) -> set[tuple]:
    """What is in one lesson only, its languages together."""
    of_number: dict[str, set] = {}
    for lesson in known:
        of_number.setdefault(lesson.number, set()).update(lesson.features)
    often = Counter(feature for features in of_number.values() for feature in features)
    return {feature for feature, times in often.items() if times == 1}


def recognise(returned: NotebookNode, known: list[Lesson], only: set[tuple]) -> Lesson | None:
    """The lesson with which a notebook shares most of what is only in that lesson.

    Between the languages of a lesson, which have the same ids, the texts decide. `only` is what
    `only_once` gives, once for a whole class.
    """
    here, lang = _features(returned), returned.metadata.get("lang")

    def shared(lesson: Lesson) -> int:
        return len(lesson.features & here & only)

    best = max(known, key=lambda lesson: (shared(lesson), lesson.lang == lang), default=None)
    return best if best is not None and shared(best) >= RECOGNISED_BY else None


class Classroom:
    """Marks notebooks, and keeps what came out in `out`, so that nothing is run twice."""

    def __init__(self, known: list[Lesson], out: Path, limits: Limits, only: Lesson | None = None):
        self.known, self.only, self.limits = known, only, limits
        self._only_once = only_once(known)
        self.state = out / ".koperasi" / "marked"
        self.runner = Runner(limits)
        self.left_out: list[Returned] = []  # those of another lesson than the one asked for
        self._world = _world()

    def mark(
        self, class_: list[Returned], jobs: int, on_step: Callable[[], None]
    ) -> list[Returned]:
        """Mark notebooks, `jobs` at a time; returns the rows of the table.

        `on_step` is called after each. KeyboardInterrupt ends what is running; what was marked
        until then is kept.
        """
        groups: dict[str, list[tuple[Returned, object]]] = {}
        for one in class_:
            key, answers = self._prepare(one)
            if key:
                groups.setdefault(key, []).append((one, answers))
            else:
                on_step()
        with ThreadPoolExecutor(jobs) as pool:
            running = {}
            for key, group in groups.items():
                one, answers = group[0]
                running[pool.submit(self._marked, key, one.lesson, answers)] = group
            try:
                for future in as_completed(running):
                    for one, _ in running[future]:
                        one.results = future.result().results
                        one.remarks += future.result().remarks
                        on_step()
            except BaseException:
                self.runner.stop()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        rows = [one for one in class_ if one not in self.left_out]
        _note_twice(rows)
        return rows

    def _prepare(self, one: Returned):
        """Read a notebook; returns a key for what comes out, and the answers; "" if none can."""
        if one.member == "-":  # an archive that is not read
            return "", None
        try:
            notebook = read_returned(one.path, one.member)
        except ValueError as error:
            one.remarks.append(("unreadable", {"problem": error}))
            return "", None
        one.lesson = recognise(notebook, self.known, self._only_once)
        if self.only is not None:
            if one.lesson is not None and one.lesson.number != self.only.number:
                self.left_out.append(one)
                return "", None
            one.lesson = one.lesson or self.only
        if one.lesson is None:
            one.remarks.append(("not_recognised", {}))
            return "", None
        taken = take(one.lesson.notebook, notebook)
        one.remarks += taken.remarks
        content = [self._world, plan(one.lesson.notebook, taken.answers, self.limits, taken.own)]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32], taken

    def _marked(self, key: str, lesson: Lesson, taken: Taken) -> Marked:
        """What came out the last time, or comes out now."""
        path = self.state / f"{key}.json"
        try:
            return Marked(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            pass
        marked = self.runner.mark(lesson.notebook, taken.answers, taken.own)
        if marked.complete:  # else the computer may have been at fault: it is tried again
            replace(path, json.dumps(asdict(marked)).encode())
        # As it is read the next time: two runs give the same.
        return Marked(**json.loads(json.dumps(asdict(marked))))


def _note_twice(rows: list[Returned]) -> None:
    """Say so if a learner handed in a lesson more than once."""
    files: dict[tuple[str, str], list[str]] = {}
    recognised = [one for one in rows if one.lesson]
    for one in recognised:
        files.setdefault((one.learner, one.lesson.number), []).append(one.file)
    for one in recognised:
        others = [file for file in files[one.learner, one.lesson.number] if file != one.file]
        if others:
            one.remarks.insert(0, ("twice", {"files": ", ".join(others)}))


def _world() -> str:
    """A hash of what, besides the lesson, decides about an answer: the tables and the course's code."""
    found = hashlib.sha256()
    for path in [*needed.data_files(), *code_files()]:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
