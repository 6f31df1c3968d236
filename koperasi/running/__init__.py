"""A lesson's cells in a process of its own, by one rule for all who run them.

`process` starts a worker and reads what it reports, `cells` runs the cells in it. Others use
`process` outside, and `cells` in their workers.
"""
