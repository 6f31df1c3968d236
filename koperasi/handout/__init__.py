"""Copies for others: for learners, and for nbgrader.

`needed` is the list of what a copy needs beside lessons, `learners` makes learners' copies,
`nbgrader` exports lessons for nbgrader. Others use `needed`, `learners` and `nbgrader`.
"""
