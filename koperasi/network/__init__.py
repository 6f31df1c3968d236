"""Networks: where nodes stand, how they are drawn, made-up ones, and what they cost."""
