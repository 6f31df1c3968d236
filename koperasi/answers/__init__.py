"""Whether an answer is right, and what to say about it.

`check` is what a lesson calls, `equality` says when two answers are the same, `feedback` what
differs if they are not. Others use `Check`, and for marking the modules `check`, `equality` and
`feedback`.
"""
