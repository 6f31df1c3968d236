"""The five cells of an exercise: what they are, whether their form holds, and trying them out.

`parts` finds them in a lesson, `form` says what is wrong with them, `mending` mends ids and tags.
`trial` tries all answers, also those of `battery`, in a process of its own (`worker`); `findings`
says what does not hold (`secret`: also what gives an answer away), `notes` what is worth a look,
`load` how much a lesson asks. Others use `parts`, `trial`, `findings`, `notes`, `load` and `mending`.
"""
