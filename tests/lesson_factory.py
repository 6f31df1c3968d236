"""Small lessons for the tests: right in every respect, to be broken in one."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PROMPT = """### Exercise {number}: Who helps in Asia?

Collect the helpers in `{variable}`.

<details><summary>Hint</summary>

Look for Asia among the places.

</details>"""
CHECK = """# Check: run this cell
check(
    "{id}",
    {variable},
    {{"NRECA", "CLUSA"}},
    hints=[(lambda a: "ACDI" in a, "ACDI's place is not stated."), (2, "Which two?")],
    right="Two named donors.",
)"""
SOLUTION = """<details><summary>Solution</summary>

Both are named.

```python
{variable} = ["NRECA", "CLUSA"]
```

</details>"""
EXAMPLES = """<details><summary>For the teacher: answers to try</summary>

```python
# right: as a set
{variable} = {{"CLUSA", "NRECA"}}
# right: in small letters
{variable} = ("nreca", "clusa")
# wrong: ACDI counted in -> not stated
{variable} = ["NRECA", "CLUSA", "ACDI"]
# wrong: one forgotten
{variable} = ["NRECA"]
# wrong: how many -> Which two
{variable} = 2
# wrong: one single text -> one single text
{variable} = "NRECA, CLUSA"
```

</details>"""


def exercise(id="helpers-of-asia", number=1, variable="helpers_of_asia", given=""):
    """The five cells of an exercise."""
    values = {"id": id, "number": number, "variable": variable}
    stub = f"{given}\n{variable} = ...".strip()
    cells = [
        new_markdown_cell(PROMPT.format(**values), id=f"{id}-prompt"),
        new_code_cell(stub, id=f"{id}-answer"),
        new_code_cell(CHECK.format(**values), id=f"{id}-check"),
        new_markdown_cell(SOLUTION.format(**values), id=f"{id}-solution"),
        new_markdown_cell(EXAMPLES.format(**values), id=f"{id}-examples"),
    ]
    parts = (["exercise"], ["answer"], ["check"], ["solution"], ["examples", "teacher"])
    for cell, tags in zip(cells, parts, strict=True):
        cell.metadata.update(exercise=id, tags=tags)
    cells[2].metadata["jupyter"] = {"source_hidden": True}
    return cells


def lesson(*groups, lang="en"):
    """A lesson with these cells; by default, with one exercise."""
    cells = [cell for group in groups or [exercise()] for cell in group]
    setup = new_code_cell(f'from koperasi import Check\n\ncheck = Check("{lang}")', id="setup")
    score = new_code_cell("check.score()", id="score")
    metadata = {"lang": lang, "title": "A lesson", "language_info": {"name": "python"}}
    metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=[setup, *cells, score], metadata=metadata)


def code(source, id, **metadata):
    """A code cell of a lesson."""
    return new_code_cell(source, id=id, metadata=metadata)
