"""What the teacher and the learners get: a table, a page, and feedback for each learner."""

import csv
import io
import re
from collections import Counter

from koperasi.answers.check import COLOURS
from koperasi.marking.classroom import Lesson, Returned, readable
from koperasi.marking.run import STATES
from koperasi.pages import render
from koperasi.words import told, words_or_english

SHOWN_AT_MOST = 5  # wrong answers of an exercise
COLOUR = COLOURS | {"error": "#7b4f9d"}
# A pattern for each state, so that the bars can be told apart without colours.
PATTERN = {
    "right": "none",
    "not yet": "repeating-linear-gradient(45deg, #fff5 0 4px, #0000 4px 10px)",
    "empty": "radial-gradient(#fff8 1px, #0000 1.5px) 0 0 / 7px 7px",
    "error": "repeating-linear-gradient(0deg, #fff6 0 2px, #0000 2px 6px)",
}


def say(lang: str) -> dict:
    """The words [mark] of a language, or of English if the course does not speak it."""
    return words_or_english(lang)["mark"]


def exercise_columns(rows: list[Returned]) -> list[str]:
    """The exercises of all lessons in the table, in their order."""
    found = {one.lesson.number: one.lesson for one in rows if one.lesson}
    return list(dict.fromkeys(e.id for n in sorted(found) for e in found[n].exercises))


def table(rows: list[Returned], lang: str) -> str:
    """marks.csv: a row for each returned notebook.

    Columns: learner, file, lesson, one for each exercise ("right", "not yet", "empty" or "error";
    blank if the exercise is of another lesson), total (answers that are right; blank if the notebook
    could not be marked), remarks; all in the words of the language.
    """
    text_of = say(lang)["table"]
    columns = exercise_columns(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    heads = [text_of[name] for name in ("learner", "file", "lesson", "total", "remarks")]
    writer.writerow([*heads[:3], *columns, *heads[3:]])
    for one in rows:
        states = [one.results[name]["state"] if name in one.results else "" for name in columns]
        states = [text_of[state.replace(" ", "_")] if state else "" for state in states]
        about = [one.learner, one.file, one.lesson.name if one.lesson else ""]
        total = one.right if one.lesson else ""
        cells = [*about, *states, total, " ".join(remarks(one, lang))]
        writer.writerow([_harmless(readable(str(cell))) for cell in cells])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins like this for a formula, and works it out."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def remarks(one: Returned, lang: str) -> list[str]:
    """What the teacher should know of a returned notebook, in sentences."""
    found = [(key, dict(values)) for key, values in one.remarks]
    for name, result in one.results.items():
        if result["state"] == "error":
            found.append(("error", {"exercise": name, "error": error_text(result, lang)}))
    # What is the same for several exercises is said once.
    exercises: dict[tuple, list[str]] = {}
    for key, values in found:
        name = values.pop("exercise", "")
        exercises.setdefault((key, tuple(values.items())), []).append(name)
    text = say(lang)["remarks"]
    return [
        text[key].format(exercise=", ".join(dict.fromkeys(names)), **_in_words(values, lang))
        for (key, values), names in exercises.items()
        if key in text
    ]


def _in_words(values, lang: str) -> dict:
    """Pairs as a dictionary; an error among them becomes its text, not longer than a remark."""
    return {
        name: readable(told(value, lang))[:300] if isinstance(value, Exception) else value
        for name, value in values
    }


def error_text(result: dict, lang: str) -> str:
    """Why an answer could not be checked, as a sentence."""
    if "why" in result:
        key, values = result["why"]
        return say(lang)["why"][key].format(**values)
    return say(lang)["why"]["error"].format(error=result["message"])


# The teacher's page.


def page(rows: list[Returned], lang: str, means: list[str], links: dict | None = None) -> str:
    """marks.html: bars and the commonest wrong answers for each exercise, then the whole table.

    `means` are sentences on the limits within which the notebooks were run, `links` lead from a
    learner to the page of feedback.
    """
    lessons = {one.lesson.number: one.lesson for one in rows if one.lesson}
    sections = [
        _section(lessons[number], [o for o in rows if o.lesson and o.lesson.number == number], lang)
        for number in sorted(lessons)
    ]
    text = say(lang)
    counts = {"notebooks": len(rows), "learners": len({one.learner for one in rows})}
    return _render(
        "marks.html",
        lang,
        title=text["title"],
        summary=text["summary"].format(**counts),
        sections=sections,
        lost=[_row(one, lang) for one in rows if not one.lesson],
        means=" ".join(means),
        links=links or {},
    )


def _section(lesson: Lesson, rows: list[Returned], lang: str) -> dict:
    """What the page says of one lesson."""
    text = say(lang)
    exercises = []
    for exercise in lesson.exercises:
        results = [one.results[exercise.id] for one in rows]
        counts = Counter(result["state"] for result in results)
        there = [(state, counts[state]) for state in STATES if counts[state]]
        numbers = ", ".join(
            text["count"].format(number=number, state=_state(state, text).lower())
            for state, number in there
        )
        wrong, others = _wrong_answers(results, lang, lesson.lang)
        about = {"id": exercise.id, "heading": exercise.heading, "bar": there, "numbers": numbers}
        exercises.append(about | {"wrong": wrong, "others": others})
    return {
        "title": lesson.title,
        "exercises": exercises,
        "numbers": [exercise.number for exercise in lesson.exercises],
        "rows": [_row(one, lang) for one in rows],
    }


def _row(one: Returned, lang: str) -> dict:
    """A returned notebook as a row of a table."""
    text = say(lang)
    of = one.lesson.exercises if one.lesson else []
    states = [one.results[exercise.id]["state"] for exercise in of]
    return {
        "learner": one.learner,
        "file": one.file,
        "states": [(state, _state(state, text)) for state in states],
        "right": one.right if one.lesson else "",
        "remarks": remarks(one, lang),
    }


def _wrong_answers(results: list[dict], lang: str, spoken: str) -> tuple[list[tuple], int]:
    """The commonest wrong answers: how often, the answer, what was said; and how many others."""
    wrong: Counter = Counter()
    for result in results:
        if result["state"] == "not yet":
            wrong[f"`{result['value']}`", _without_lead(result["message"], spoken)] += 1
        elif result["state"] == "error":
            wrong[say(lang)["no_answer"], error_text(result, lang)] += 1
    shown = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    first = [(number, *what) for what, number in shown[:SHOWN_AT_MOST]]
    return first, sum(number for _, number in shown[SHOWN_AT_MOST:])


def _without_lead(message: str, lang: str) -> str:
    """The message without the words for its state, such as "Not yet.", that it begins with."""
    text = words_or_english(lang)["exercise"]
    for state in ("right", "not_yet", "empty"):
        message = message.removeprefix(text[state])
    return message.strip()


# The learner's page.


def feedback(rows: list[Returned], lang: str) -> str:
    """A page for one learner on what she or he returned, in the language of the lessons."""
    spoken = next((one.lesson.lang for one in rows if one.lesson), lang)
    text = say(spoken)
    notebooks = []
    for one in rows:
        title = one.lesson.title if one.lesson else one.file
        found = {"title": title, "file": one.file, "score": "", "exercises": []}
        if one.lesson:
            of = one.lesson.exercises
            found["score"] = text["score"].format(right=one.right, total=len(of))
            found["exercises"] = [_told(e, one.results[e.id], spoken) for e in of]
        notebooks.append(found)
    title = text["feedback_for"].format(learner=rows[0].learner)
    return _render("feedback.html", spoken, title=title, notebooks=notebooks)


def _told(exercise, result: dict, lang: str) -> dict:
    """What a learner is told of one exercise."""
    text = say(lang)
    message = ""
    if result["state"] == "error":
        message = f"{error_text(result, lang)} {text['run_all']}"
    elif result["state"] != "empty":
        message = _without_lead(result["message"], lang)
    code = result["answer"].strip()
    return {
        "heading": exercise.heading or exercise.id,
        "state": result["state"],
        "said": _state(result["state"], text),
        "message": message,
        "code": code if len(code) <= 3000 else f"{code[:3000]}\n…",
    }


def file_names(learners: list[str]) -> dict[str, str]:
    """A file name for each learner that every system accepts, and no two alike."""
    names, taken = {}, set()
    for learner in learners:
        wish = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "_", learner).strip(" .")[:80] or "_"
        if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", wish):
            wish = f"_{wish}"
        name, number = wish, 2
        while name.casefold() in taken:
            name, number = f"{wish}-{number}", number + 1
        taken.add(name.casefold())
        names[learner] = name
    return names


def _state(state: str, text: dict) -> str:
    return text["states"][state.replace(" ", "_")]


def readable_lines(text: str) -> str:
    """As `readable`, line by line."""
    return "\n".join(map(readable, text.replace("\t", "    ").split("\n")))


def _render(template: str, lang: str, **values) -> str:
    """A page from a template; what learners wrote is made readable before it is escaped."""
    states = [(state, COLOUR[state], PATTERN[state]) for state in STATES]
    text = say(lang)
    legend = [(state, _state(state, text)) for state in STATES]
    values |= {"lang": lang, "say": text, "states": states, "legend": legend}
    return render(f"marking/{template}", **_readable(values))


def _readable(value):
    """Every text in lists and dictionaries, made readable."""
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(item) for item in value]
    return readable_lines(value) if isinstance(value, str) else value
