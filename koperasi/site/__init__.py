"""The course as web pages that need no network, made with Sphinx from the stored outputs.

`source` writes the pages of one language for Sphinx, which `conf` sets up; `build` puts together
what Sphinx makes of them, the decks and the files to download. Others use `build`.
"""
