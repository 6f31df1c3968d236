"""Networks: where nodes stand, how they are drawn, made-up ones, and what they cost.

`drawing` draws and `layout` finds the places; `synthetic` makes networks up, `cost` measures time
and memory. Others use `draw`, `make_ties`, `make_network`, `seconds` and `megabytes`.
"""
