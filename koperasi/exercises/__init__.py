"""The five cells of an exercise: their form, mending them, and trying them out."""
