"""Two editions of a lesson: what differs is found, what can be carried over is, and no edit is lost."""

import copy

import pytest
from lesson_factory import code, exercise, lesson
from nbformat.v4 import new_markdown_cell, new_output

from koperasi import cli, notebooks, paths
from koperasi.editions import carry, compare, program, step
from koperasi.notebooks import as_node

PICTURE = 'labels = {"donor": "who gives"}\nprint(f"{2 + 3} donors of {len(labels)} kinds")  # how many kinds there are'
GAMBAR = 'labels = {"donor": "yang memberi"}\nprint(f"{len(labels)} jenis, {2 + 3} donor")  # berapa jenis yang ada'
WORDS = [
    ("Who helps in Asia?", "Siapa yang membantu di Asia?"),
    ("Collect the helpers in", "Kumpulkan para pembantu dalam"),
    ("Look for Asia among the places.", "Carilah Asia di antara tempat-tempat itu."),
    ("Check: run this cell", "Periksa: jalankan sel ini"),
    ("ACDI's place is not stated.", "Tempat ACDI tidak disebutkan."),
    ("Two named donors.", "Dua donor yang disebut namanya."),
    ("Both are named.", "Keduanya disebut namanya."),
    ("For the teacher: answers to try", "Untuk pengajar: jawaban yang diuji"),
    ("The helpers of a region", "Para pembantu suatu kawasan"),
    ("# right: in small letters", "# benar: huruf kecil"),
]


def editions():
    """A lesson in English and the same in Indonesian, in step."""
    text = new_markdown_cell("## The helpers of a region", id="claim")
    picture = code(PICTURE, "picture", alt="A picture of one kind")
    picture.outputs = [new_output("stream", name="stdout", text="5 donors of 1 kinds\n")]
    leading = as_node(lesson([text, picture], exercise()))
    following = as_node(copy.deepcopy(leading))
    for cell in following.cells:
        for english, indonesian in WORDS:
            cell.source = cell.source.replace(english, indonesian)
    it = cell_of(following, "picture")
    it.source, it.metadata["alt"] = GAMBAR, "Gambar satu jenis"
    it.outputs[0]["text"] = "1 jenis, 5 donor\n"
    for pair in compare.pairs(leading, following):
        step.mark(*pair)
    return leading, following


def cell_of(book, name):
    return next(cell for cell in book.cells if cell.id == name)


def test_editions_in_step_do_not_differ():
    assert compare.differences(*editions()) == []


def change(book, name, old, new):
    cell = cell_of(book, name)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)


ANSWER, PROMPT = "helpers-of-asia-answer", "helpers-of-asia-prompt"
CHANGES = {
    "code": (lambda book: change(book, "picture", "2 + 3", "2 + 4"), "program"),
    "a name": (lambda book: change(book, ANSWER, "helpers", "helper"), "program"),
    "code of a solution": (
        lambda book: change(book, "helpers-of-asia-solution", '"CLUSA"]', '"CLUSA", "CUNA"]'),
        "program",
    ),
    "a sentence": (lambda book: change(book, "claim", "a", "o"), None),
    "a comment": (lambda book: change(book, "picture", "  # ", "  # - "), None),
    "alternative text": (lambda book: cell_of(book, "picture").metadata.update(alt="?"), None),
    "no alternative text": (lambda book: cell_of(book, "picture").metadata.pop("alt"), "metadata"),
    "a tag": (lambda book: cell_of(book, "claim").metadata.update(tags=["teacher"]), "metadata"),
    "a slide": (
        lambda book: cell_of(book, "claim").metadata.update(slideshow={"slide_type": "slide"}),
        "metadata",
    ),
    "a number": (
        lambda book: cell_of(book, "picture").outputs[0].update(text="1 7"),
        "numbers",
    ),
    "a cell less": (lambda book: book.cells.remove(cell_of(book, "claim")), None),
    "the order": (lambda book: book.cells.insert(0, book.cells.pop(3)), "order"),
    "an exercise less": (
        lambda book: book.update(cells=[c for c in book.cells if "exercise" not in c.metadata]),
        None,
    ),
}


@pytest.mark.parametrize("which", [0, 1], ids=["leading", "following"])
@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_in_one_language_is_noticed(name, which):
    books = editions()
    make, kind = CHANGES[name]
    make(books[which])
    found = {difference.kind for difference in compare.differences(*books)}
    assert (kind or {0: "leading", 1: "following"}[which]) in found or found & {"lacks", "more"}


def test_numbers_that_are_others_each_time_are_not_compared():
    books = editions()
    cell_of(books[1], "picture").outputs[0]["text"] = "1 jenis, 7 donor\n"
    assert [d.kind for d in compare.differences(*books)] == ["numbers"]
    for book in books:
        cell_of(book, "picture").metadata["tags"] = [compare.VARIES]
    assert compare.differences(*books) == []


def test_words_that_nobody_said_again_are_noticed():
    leading, following = editions()
    for name in ("claim", "picture"):
        cell_of(following, name).source = cell_of(leading, name).source
        step.mark(cell_of(leading, name), cell_of(following, name))
    found = compare.differences(leading, following)
    assert [(d.kind, d.cell) for d in found] == [("untouched", "claim"), ("untouched", "picture")]


def test_the_id_of_an_exercise_is_no_sentence():
    leading, following = editions()
    for book in (leading, following):
        cell = cell_of(book, "picture")
        cell.source += '\nname = "what-may-be-written"'
    step.mark(cell_of(leading, "picture"), cell_of(following, "picture"))
    assert compare.differences(leading, following) == []
    for book in (leading, following):
        cell = cell_of(book, "picture")
        cell.source = cell.source.replace("what-may-be-written", "what may be written")
    step.mark(cell_of(leading, "picture"), cell_of(following, "picture"))
    assert [d.kind for d in compare.differences(leading, following)] == ["untouched"]


def test_both_changed_is_said():
    leading, following = editions()
    change(leading, "claim", "helpers", "donors")
    change(following, "claim", "pembantu", "donor")
    assert [d.kind for d in compare.differences(leading, following)] == ["both"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('f"{a} of {b}"', 'f"dari {b} ada {a}"', True),
        ('f"{a} of {b}"', 'f"{a} dari {a}"', False),
        ('"a" "b"', '"c"', True),
        ('f"a"', '"b"', True),
        ("x = 1  # one", "x = 1", True),
        ("x = 'a'", "x = 1", False),
        ("%time x", "%time x", True),
        ("%time x", "%time y", False),
        ('f"{a:.2f}"', 'f"{a:.1f}"', False),
    ],
)
def test_what_is_the_same_program(one, other, same):
    assert (program.program(one) == program.program(other)) is same


def test_code_cut_into_pieces_is_the_same_again():
    found = carry.pieces(PICTURE + "\ny = f\"{x[\"a\"]}\" if x else '''é\nb'''  # ç\n" * 2)
    assert "".join(text for _, text in found).startswith(PICTURE + "\ny = f")
    assert [t for k, t in carry.pieces('a = f"{b}: {1}"  # c')] == [
        "a = ",
        'f"{b}: {1}"',
        "  ",
        "# c",
    ]
    assert carry.pieces("a = (") == [("code", "a = (")]


# --- Carrying over


def test_code_is_carried_and_its_words_stay():
    leading, following = editions()
    change(leading, "picture", "2 + 3", "2 + 4")
    change(leading, "picture", "labels = {", "kinds = 1\nlabels = {")
    assert carry.carry(leading, following) == ["picture"]
    source = cell_of(following, "picture").source
    assert source.startswith('kinds = 1\nlabels = {"donor": "yang memberi"}\n')
    assert source.endswith("# berapa jenis yang ada") and "2 + 4" in source
    assert cell_of(following, "picture").outputs == []
    kinds = {d.kind for d in compare.differences(leading, following)}
    assert kinds == {"leading", "numbers"}  # its words are not in step until somebody says so


def test_code_of_a_solution_is_carried():
    leading, following = editions()
    change(leading, "helpers-of-asia-solution", '"CLUSA"]', '"CLUSA", "CUNA"]')
    assert carry.carry(leading, following) == ["helpers-of-asia-solution"]
    source = cell_of(following, "helpers-of-asia-solution").source
    assert '"CLUSA", "CUNA"]' in source and "Keduanya disebut namanya." in source


def test_a_value_that_both_have_is_carried_too():
    leading, following = editions()
    change(leading, "picture", '{"donor": ', '{"region": ')
    change(leading, "picture", "2 + 3", "2 + 4")
    carry.carry(leading, following)
    assert '{"region": "yang memberi"}' in cell_of(following, "picture").source


def test_an_edit_is_never_carried_over():
    leading, following = editions()
    change(leading, "picture", "2 + 3", "2 + 4")
    change(following, "picture", "yang memberi", "pemberi")
    before = cell_of(following, "picture").source
    assert carry.carry(leading, following) == []
    assert cell_of(following, "picture").source == before


def test_words_are_never_carried():
    leading, following = editions()
    change(leading, "claim", "helpers", "donors")
    before = copy.deepcopy(following)
    assert carry.carry(leading, following) == [] and following == before


def test_cells_are_made_and_moved_and_none_is_lost():
    leading, following = editions()
    more = [new_markdown_cell("A new thought.", id="thought"), code('x = "donor"', "x")]
    leading.cells[2:2] = as_node(more)
    leading.cells.insert(0, leading.cells.pop())
    following.cells.insert(3, as_node(code("own = 1", "own")))
    neighbour = following.cells[2].id
    cell_of(leading, "claim").metadata["tags"] = ["given"]
    carry.carry(leading, following)
    ids = [cell.id for cell in following.cells]
    assert ids[ids.index(neighbour) + 1] == "own"
    assert [i for i in ids if i != "own"] == [cell.id for cell in leading.cells]
    assert cell_of(following, "thought").source == "" and cell_of(following, "x").source
    assert cell_of(following, "claim").metadata["tags"] == ["given"]
    found = {(d.kind, d.cell) for d in compare.differences(leading, following)}
    assert {("new", "thought"), ("more", "own")} <= found


# --- The command


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A folder of lessons in two languages; gives the paths of both editions."""
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    written = []
    for book, name in zip(editions(), ("en/01-helpers.ipynb", "id/01-pembantu.ipynb"), strict=True):
        written.append(tmp_path / name)
        written[-1].parent.mkdir()
        written[-1].write_text(notebooks.write_notebook(book), encoding="utf-8")
    return written


def edit(path, name, old, new):
    book = notebooks.read_lesson(path)
    change(book, name, old, new)
    path.write_text(notebooks.write_notebook(book), encoding="utf-8")


def test_the_command_says_that_all_is_in_step(places, capsys):
    assert cli.main(["sync"]) == 0
    assert "All in step: 1 lessons." in capsys.readouterr().out


def test_the_command_shows_both_cells_and_a_person_says_they_are_in_step(places, capsys):
    edit(places[0], "claim", "helpers", "donors")
    before = [path.read_bytes() for path in places]
    assert cli.main(["sync", "1", "--lang", "id"]) == 1
    told = capsys.readouterr().out
    [line] = [line for line in told.splitlines() if "The donors of a region" in line]
    assert "Para pembantu suatu kawasan" in line and "01-pembantu.ipynb, sel claim" in told
    assert [path.read_bytes() for path in places] == before
    assert cli.main(["sync", "--in-step", "claim"]) == 0
    assert places[0].read_bytes() == before[0] and cli.main(["sync"]) == 0


def test_the_command_carries_code(places, capsys):
    edit(places[0], "helpers-of-asia-answer", "helpers_of_asia = ", "a = 1\nhelpers_of_asia = ")
    assert cli.main(["sync", "--carry"]) == 0  # there are no words in that cell
    assert "carried over: helpers-of-asia-answer" in capsys.readouterr().out


def test_a_lesson_that_a_language_lacks_is_told(places, capsys):
    places[1].unlink()
    (places[1].parent / "02-lain.ipynb").write_bytes(places[0].read_bytes())
    assert cli.main(["sync"]) == 1
    assert "id: no lesson 01" in capsys.readouterr().out
    assert cli.main(["sync", "--lang", "fr"]) == 2
    assert cli.main(["sync", "9"]) == 2
