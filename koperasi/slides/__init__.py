"""Lessons as slides: one notebook in, one HTML file out that needs nothing else.

`reading` groups a notebook's cells into slides, `cells` turns a cell into HTML, `deck` makes the
page, `fonts` embeds the letters it needs, `browser` prints and photographs decks in Chromium,
`index` links to them, `exporter` offers all this to nbconvert and JupyterLab. Others use `deck`,
`browser` and `index`.
"""
