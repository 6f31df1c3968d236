"""The editions of a lesson, one in each language: the same program, in words that keep in step.

`program` is what a cell runs, with its words set aside; `compare` says where two editions differ;
`step` keeps which texts somebody has said are in step; `carry` carries code and metadata over.
Others use `compare`, `step` and `carry`.
"""
