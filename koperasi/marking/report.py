"""What the teacher and the learners get: a table, a page, and feedback for each learner."""

import csv
import html
import io
import re
from collections import Counter

from koperasi.answers.check import COLOURS
from koperasi.marking.classroom import Lesson, Returned, readable
from koperasi.marking.run import STATES
from koperasi.words import words

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
    try:
        return words(lang)["mark"]
    except (ValueError, KeyError):
        return words("en")["mark"]


def exercise_columns(rows: list[Returned]) -> list[str]:
    """The exercises of all lessons in the table, in their order."""
    found = {one.lesson.number: one.lesson for one in rows if one.lesson}
    return list(dict.fromkeys(e.id for n in sorted(found) for e in found[n].exercises))


def table(rows: list[Returned], lang: str) -> str:
    """marks.csv: a row for each returned notebook.

    Columns: learner, file, lesson, one for each exercise ("right", "not yet", "empty" or "error";
    blank if the exercise is of another lesson), total (answers that are right; blank if the notebook
    could not be marked), remarks.
    """
    columns = exercise_columns(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["learner", "file", "lesson", *columns, "total", "remarks"])
    for one in rows:
        states = [one.results.get(name, {}).get("state", "") for name in columns]
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
        text[key].format(exercise=", ".join(dict.fromkeys(names)), **dict(values))
        for (key, values), names in exercises.items()
        if key in text
    ]


def error_text(result: dict, lang: str) -> str:
    """Why an answer could not be checked, as a sentence."""
    if "why" in result:
        key, values = result["why"]
        return say(lang)["why"][key].format(**values)
    return say(lang)["why"]["error"].format(error=result["message"])


# The teacher's page.


def page(rows: list[Returned], lang: str, means: list[str]) -> str:
    """marks.html: bars and the commonest wrong answers for each exercise, then the whole table.

    `means` are sentences on the limits within which the notebooks were run.
    """
    text = say(lang)
    lessons = {one.lesson.number: one.lesson for one in rows if one.lesson}
    learners = len({one.learner for one in rows})
    parts = [f"<h1>{_html(text['title'])}</h1>"]
    parts.append(f"<p>{_html(text['summary'].format(notebooks=len(rows), learners=learners))}</p>")
    for number in sorted(lessons):
        own = [one for one in rows if one.lesson and one.lesson.number == number]
        parts.append(_lesson_section(lessons[number], own, lang))
    lost = [one for one in rows if not one.lesson]
    if lost:
        parts.append(
            f"<section><h2>{_html(text['not_marked'])}</h2>{_lost_table(lost, lang)}</section>"
        )
    parts.append(f"<footer><p>{_html(' '.join(means))}</p></footer>")
    return _document(text["title"], lang, "\n".join(parts))


def _lesson_section(lesson: Lesson, rows: list[Returned], lang: str) -> str:
    text = say(lang)
    parts = [f"<h2>{_html(lesson.title)}</h2>", _legend(text)]
    for exercise in lesson.exercises:
        results = [one.results[exercise.id] for one in rows]
        name = f"<small>{_html(exercise.id)}</small>" if exercise.heading else ""
        parts.append(f"<h3>{_html(exercise.heading or exercise.id)}{name}</h3>")
        parts.append(_bar(Counter(result["state"] for result in results), text))
        parts.append(_wrong_answers(results, lang, lesson.lang))
    parts.append(f"<h3>{_html(text['all_learners'])}</h3>")
    parts.append(_learners_table(lesson, rows, lang))
    return f"<section>{chr(10).join(part for part in parts if part)}</section>"


def _legend(text: dict) -> str:
    marks = (f"<span><i class='{_class(s)}'></i> {_html(_state(s, text))}</span>" for s in STATES)
    return f"<p class='legend' aria-hidden='true'>{' '.join(marks)}</p>"


def _bar(counts: Counter, text: dict) -> str:
    """A bar whose parts are as wide as there are answers; the numbers stand below it as text."""
    pieces = [
        f"<i class='{_class(state)}' style='flex: {counts[state]}'></i>"
        for state in STATES
        if counts[state]
    ]
    numbers = ", ".join(
        text["count"].format(number=counts[state], state=_state(state, text).lower())
        for state in STATES
        if counts[state]
    )
    bar = f"<div class='bar' aria-hidden='true'>{''.join(pieces)}</div>"
    return f"{bar}<p class='numbers'>{_html(numbers)}</p>"


def _wrong_answers(results: list[dict], lang: str, spoken: str) -> str:
    text = say(lang)
    wrong: Counter = Counter()
    for result in results:
        if result["state"] == "not yet":
            wrong[f"`{result['value']}`", _without_lead(result["message"], spoken)] += 1
        elif result["state"] == "error":
            wrong[text["no_answer"], error_text(result, lang)] += 1
    if not wrong:
        return ""
    shown = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    rows = "".join(
        f"<tr><td>{number}</td><td>{_code(answer)}</td><td>{_code(message)}</td></tr>"
        for (answer, message), number in shown[:SHOWN_AT_MOST]
    )
    more = sum(number for _, number in shown[SHOWN_AT_MOST:])
    if more:
        rows += f"<tr><td>{more}</td><td colspan='2'>{_html(text['others'])}</td></tr>"
    heads = _heads(text["times"], text["answer"], text["told"])
    return f"<table class='wrong'><caption>{_html(text['wrong_answers'])}</caption>{heads}<tbody>{rows}</tbody></table>"


def _without_lead(message: str, lang: str) -> str:
    """The message without the words for its state, such as "Not yet.", that it begins with."""
    try:
        text = words(lang)["exercise"]
    except ValueError:
        return message
    for state in ("right", "not_yet", "empty"):
        message = message.removeprefix(text[state])
    return message.strip()


def _learners_table(lesson: Lesson, rows: list[Returned], lang: str) -> str:
    text = say(lang)
    numbers = [str(exercise.number) for exercise in lesson.exercises]
    lines = []
    for one in rows:
        states = "".join(
            f"<td class='{_class(state)}'>{_html(_state(state, text))}</td>"
            for state in (one.results[exercise.id]["state"] for exercise in lesson.exercises)
        )
        said = "<br>".join(_code(remark) for remark in remarks(one, lang))
        lines.append(
            f"<tr><th scope='row'>{_html(one.learner)}<small>{_html(one.file)}</small></th>"
            f"{states}<td class='plain'>{one.right}</td><td class='remarks'>{said}</td></tr>"
        )
    heads = _heads(text["learner"], *numbers, text["total"], text["remarks_head"])
    body = f"<table class='learners'>{heads}<tbody>{''.join(lines)}</tbody></table>"
    return f"<div class='wide' tabindex='0' role='region' aria-label='{_html(text['all_learners'])}'>{body}</div>"


def _lost_table(rows: list[Returned], lang: str) -> str:
    text = say(lang)
    lines = "".join(
        f"<tr><th scope='row'>{_html(one.learner)}<small>{_html(one.file)}</small></th>"
        f"<td class='remarks'>{'<br>'.join(map(_code, remarks(one, lang)))}</td></tr>"
        for one in rows
    )
    return f"<table>{_heads(text['learner'], text['remarks_head'])}<tbody>{lines}</tbody></table>"


# The learner's page.


def feedback(rows: list[Returned], lang: str) -> str:
    """A page for one learner on what she or he returned, in the language of the lessons."""
    spoken = next((one.lesson.lang for one in rows if one.lesson), lang)
    text = say(spoken)
    parts = [f"<h1>{_html(text['feedback_for'].format(learner=rows[0].learner))}</h1>"]
    for one in rows:
        if one.lesson is None:
            parts.append(f"<h2>{_html(one.file)}</h2><p>{_html(text['hand_in_again'])}</p>")
            continue
        parts.append(f"<h2>{_html(one.lesson.title)}</h2>")
        many = len(rows) > 1
        parts.append(f"<p><small>{_html(one.file)}</small></p>" if many else "")
        score = text["score"].format(right=one.right, total=len(one.lesson.exercises))
        parts.append(f"<p><strong>{_html(score)}</strong></p>")
        for exercise in one.lesson.exercises:
            parts.append(_exercise_feedback(exercise, one.results[exercise.id], spoken))
    title = text["feedback_for"].format(learner=rows[0].learner)
    return _document(title, spoken, "\n".join(part for part in parts if part))


def _exercise_feedback(exercise, result: dict, lang: str) -> str:
    text = say(lang)
    if result["state"] == "error":
        message = f"{error_text(result, lang)} {text['run_all']}"
    elif result["state"] == "empty":
        message = ""
    else:
        message = _without_lead(result["message"], lang)
    state = _state(result["state"], text)
    code = result["answer"].strip()
    code = code if len(code) <= 3000 else f"{code[:3000]}\n…"
    return (
        f"<div class='said {_class(result['state'])}-line'><h3>{_html(exercise.heading or exercise.id)}</h3>"
        f"<p><strong>{_html(state)}.</strong> {_code(message)}</p>"
        + (f"<pre><code>{_html(code)}</code></pre>" if code else "")
        + "</div>"
    )


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


def _class(state: str) -> str:
    return state.replace(" ", "-")


def _heads(*names: str) -> str:
    return f"<thead><tr>{''.join(f'<th scope=col>{_html(n)}</th>' for n in names)}</tr></thead>"


def _html(text: str) -> str:
    return html.escape(readable_lines(str(text)), quote=True)


def readable_lines(text: str) -> str:
    """As `readable`, line by line."""
    return "\n".join(map(readable, text.replace("\t", "    ").split("\n")))


def _code(text: str) -> str:
    """Text with `code` in backticks, as HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _html(text))


def _document(title: str, lang: str, body: str) -> str:
    rules = "\n".join(
        f".{_class(s)} {{ --c: {COLOUR[s]}; --p: {PATTERN[s]} }} .{_class(s)}-line {{ border-color: {COLOUR[s]} }}"
        for s in STATES
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_html(title)}</title>\n<style>\n{STYLE}{rules}\n</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


STYLE = """\
:root { color-scheme: light dark; --ink: #1a2228; --line: #c9d1d7; --soft: #f2f5f7; --page: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecef; --line: #4a555e; --soft: #20282e; --page: #14191d; } }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; font: 1rem/1.5 "DejaVu Sans", Verdana, sans-serif; color: var(--ink); background: var(--page); }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; border-bottom: 2px solid var(--line); } h3 { margin: 1.6rem 0 .4rem; font-size: 1.05rem; }
small { display: block; font-weight: normal; opacity: .8; font-size: .8rem; }
table { border-collapse: collapse; margin: .6rem 0; font-size: .92rem; } caption { text-align: left; font-style: italic; padding: .2rem 0; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; } thead th { background: var(--soft); white-space: nowrap; }
.wrong td:nth-child(2) { max-width: 24rem; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } .learners td { white-space: nowrap; border-left: 6px solid var(--c, var(--line)); } .learners td.plain { border-left-width: 1px; } .learners td.remarks, td.remarks { border-left-width: 1px; white-space: normal; overflow-wrap: anywhere; min-width: 16rem; font-size: .85rem; } tbody th { overflow-wrap: anywhere; min-width: 9rem; }
.bar { display: flex; height: 1.5rem; border-radius: 3px; overflow: hidden; gap: 2px; } .bar i, .legend i { background: var(--p), var(--c); } .legend i { display: inline-block; width: 1.4em; height: .9em; border-radius: 2px; } .legend span { margin-right: 1.2em; white-space: nowrap; }
.numbers { margin: .2rem 0; } footer { margin-top: 3rem; border-top: 1px solid var(--line); font-size: .85rem; }
.said { border-left: 6px solid; padding: .1rem 1rem; margin: 1.2rem 0; } .said h3 { margin-top: 0; }
pre { background: var(--soft); padding: .6rem; overflow-x: auto; } code { font: .92em "DejaVu Sans Mono", Consolas, monospace; }
"""
