"""Copies for others: for learners, and for nbgrader."""
