"""Networks: where nodes stand, how they are drawn, made-up ones, and what they cost.

`drawing` draws any network: `layout` finds places, `ties` lines, `writing` room for words, `fonts` letters; `synthetic` makes networks up,
`cost` measures time and memory, `engines` asks other packages for the same. The pictures of single
lessons are in `sides` (5), `membership` (6), `readings` (7), `record` (8) and `wall` (9). Others use
what lessons import, which stands in `koperasi/__init__.py`, and `make_network` of `synthetic`.
"""
