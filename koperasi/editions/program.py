"""What a cell runs, with the words of its language set aside."""

import ast
import io
import tokenize

from koperasi import notebooks

STRINGS = (tokenize.STRING, getattr(tokenize, "FSTRING_START", -1))


def program(source: str) -> str:
    """The syntax tree of some code as text, without comments and with every text left empty.

    What stands in the braces of an f-string counts, in any order: another language may need
    another. Code that is no Python, such as a line that begins with %, counts as it is written.
    """
    tree = notebooks.parsed(source)
    return ast.dump(_Blank().visit(tree)) if tree else source.strip()


class _Blank(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant):
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_FormattedValue(self, node: ast.FormattedValue):
        node.value = self.visit(node.value)  # and not how it is formatted, which is no words
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr):
        self.generic_visit(node)
        values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        return ast.JoinedStr(sorted(values, key=ast.dump)) if values else ast.Constant("")


def texts(source: str) -> list[str]:
    """Every text in some code, in its order: the parts of an f-string between braces are one each."""
    tree = notebooks.parsed(source)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)] if tree else []
    found = [node for node in found if isinstance(node.value, str)]
    return [node.value for node in sorted(found, key=lambda n: (n.lineno, n.col_offset))]


def comments(source: str) -> list[str]:
    """Every comment in some code, with its sign."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def blocks(markdown: str) -> list[str]:
    """The blocks of Python in a text: solutions, and answers to try."""
    return [found.group(2) for found in notebooks.FENCE.finditer(markdown)]
