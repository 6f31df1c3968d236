"""A lesson's cells in a process of its own, by one rule for all who run them.

`process` starts it and reads what it reports, `cells` runs the cells in it.
"""
