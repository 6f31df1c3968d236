"""Decks for nbconvert: `jupyter nbconvert --to koperasi_slides` and JupyterLab's export menu."""

from pathlib import Path

from nbconvert.exporters import Exporter
from traitlets import Bool

from koperasi.slides import deck


class DeckExporter(Exporter):
    """A notebook as one HTML file of slides, from its stored outputs."""

    export_from_notebook = "Slides in one file"
    output_mimetype = "text/html"
    file_extension = ".slides.html"

    solutions = Bool(False, help="Add the solution of each exercise.").tag(config=True)
    untrusted = Bool(False, help="Take no styles and no files from the notebook.").tag(config=True)

    def from_notebook_node(self, nb, resources=None, **kwargs):
        """The deck and nbconvert's resources; what is wrong goes to nbconvert's log as warnings."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        about = resources.get("metadata") or {}
        path = Path(about.get("path") or ".") / f"{about.get('name') or 'notebook'}.ipynb"
        built = deck.build(nb, path, solutions=self.solutions, untrusted=self.untrusted)
        for problem in built.problems:
            self.log.warning("%s", problem)
        return deck.page(built), resources
