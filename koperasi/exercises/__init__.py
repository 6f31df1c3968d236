"""The five cells of an exercise: what they are, whether their form holds, and trying them out.

`parts` finds them in a lesson, `form` says what is wrong with them, `mending` mends ids and tags,
`trial` tries all answers, which `rehearsal` runs in a process of its own. Others use
`parts.exercises`, `trial.examine`, `form.problems` and `mending.mend`.
"""
