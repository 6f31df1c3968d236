"""Marking a class: what came back is collected, run, and reported.

`returned` takes a learner's answer cells out of a returned notebook, `run` tries them in the
teacher's lesson (in a Python process of its own, `worker`, behind a `fence`), `classroom` does so
for a folder, and `report` writes the table, the page and the feedback. Others use `classroom`,
`report` and `run`.
"""
