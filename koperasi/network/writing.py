"""Write names and relations into a drawing where there is room: not on each other, nor on arrows."""

import math
import textwrap

import networkx as nx
import numpy as np
from matplotlib.patheffects import withStroke

from koperasi.names import plain_name
from koperasi.network.layout import FEW
from koperasi.network.ties import LOOP_TOP, Tie, on_line, points, turned

SAME_RELATION = 4  # of a relation with more edges, only one edge gets the word
SEEN = 30  # so many points of an edge are seen beside its word; else the word stands beside it
HEAD = 14  # so many points before its end an arrow has its head
# Where a name can stand beside its node: across, up, alignments.
SIDES = [
    (0, -1, "center", "top"),
    (0, 1, "center", "bottom"),
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
    (0.7, -0.7, "left", "top"),
    (-0.7, -0.7, "right", "top"),
    (0.7, 0.7, "left", "bottom"),
    (-0.7, 0.7, "right", "bottom"),
]
# Where else in a small network.
MORE_SIDES = [
    (-0.5, -1, "left", "top"),
    (0.5, -1, "right", "top"),
    (-0.5, 1, "left", "bottom"),
    (0.5, 1, "right", "bottom"),
]


def said(value) -> str:
    """A word of a table as it is drawn; "" for a blank cell."""
    missing = value is None or (not isinstance(value, str) and value != value)
    return "" if missing or type(value).__name__ == "NAType" else plain_name(str(value))


class Writer:
    """What is to be written into a drawing; `write` can be called again when the axes have changed."""

    def __init__(self, graph: nx.Graph, ties: list[Tie], place, ax, size, fonts, wanted: int):
        self.graph, self.ties, self.place, self.ax = graph, ties, place, ax
        self.few = len(graph) <= FEW
        self.first = sorted(graph, key=lambda node: -graph.degree[node])[:wanted]
        self.radius = 0.65 * size**0.5
        self.look = {"fontsize": 13, "family": fonts, "parse_math": False}
        self.written: list = []

    def name(self, node) -> str:
        """What is written for a node."""
        return said(self.graph.nodes[node].get("label")) or said(node)

    def all_words(self) -> list[str]:
        """Every text that may be written."""
        relations = [said(tie.data.get("relation")) for tie in self.ties if self.few]
        return [*map(self.name, self.first), *relations]

    def write(self) -> tuple[int, int]:
        """Write all that has room; how many names were written, and how many ties have their word."""
        for text in self.written:
            text.remove()
        self.written = []
        ax = self.ax
        ax.figure.draw_without_rendering()  # settles where everything is
        self.half = self.radius * ax.figure.dpi / 72
        centres = ax.transData.transform([self.place[node] for node in self.first] or [(0, 0)])
        half = self.half
        # Boxes that are taken, in pixels.
        self.taken = [(x - half, y - half, x + half, y + half) for x, y in centres]
        # What should not be covered: of a small network its edges, of a large one its nodes.
        self.lines = [points(tie, self.place, ax, half) for tie in self.ties] if self.few else []
        nodes = ax.transData.transform(list(self.place.values()) or [(0, 0)])
        self.points = np.concatenate(self.lines) if self.lines else nodes
        names = sum(map(self._write_name, self.first))
        return names, self._write_relations() if self.few else 0

    def _write_name(self, node) -> bool:
        name = textwrap.fill(self.name(node), 20, break_long_words=False)
        places = [
            (self.place[node], (across * reach, up * reach), ha, va)
            for reach in ((self.radius + 3, self.radius + 7) if self.few else (self.radius + 3,))
            for across, up, ha, va in SIDES + (MORE_SIDES if self.few else [])
        ]
        halo = [withStroke(linewidth=3, foreground="white")]
        return self._write(name, places, path_effects=halo)

    def _write_relations(self) -> int:
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        by_word: dict[str, list[int]] = {}
        for number, tie in enumerate(self.ties):
            if relation := said(tie.data.get("relation")):
                by_word.setdefault(relation, []).append(number)
        shown = 0
        for relation, numbers in by_word.items():
            for number in numbers:
                done = self._write(relation, self._places(relation, number), number, bbox=paper)
                shown += done
                if done and len(numbers) > SAME_RELATION:  # one speaks for all
                    break
        return shown

    def _places(self, relation: str, number: int) -> list[tuple]:
        """Where the word of a tie can stand: on its line, if enough of that is seen, or beside it."""
        tie, ax = self.ties[number], self.ax
        pixel = 72 / ax.figure.dpi
        extent = self._extent(relation)
        data = ax.transData.inverted().transform
        if tie.is_loop:
            found = []
            for shape in ((0, LOOP_TOP), (1.6, 1.8), (-1.6, 1.8), (1.6, 2.6), (-1.6, 2.6)):
                right, up = turned([shape], tie.angle)[0]
                ha = "center" if abs(right) < 0.5 else "left" if right > 0 else "right"
                va = "center" if abs(up) < 0.5 else "bottom" if up > 0 else "top"
                long = math.hypot(right, up)
                away = self.radius + 4 / long
                found.append((self.place[tie.source], (right * away, up * away), ha, va))
            return found
        start, end = ax.transData.transform([self.place[node] for node in tie.ends])
        across, up = (end - start) / (math.dist(start, end) or 1)
        away = (abs(up) * extent.width + abs(across) * extent.height) / 2 * pixel + 5
        on, beside = [], []
        for share in (0.5, 0.4, 0.6, 0.3, 0.7):
            x, y = on_line(start, end, tie.bend, share)
            point = tuple(data((x, y)))
            wide, high = extent.width / 2 + 2, extent.height / 2 + 2
            line = self.lines[number]
            seen = ~((abs(line[:, 0] - x) < wide) & (abs(line[:, 1] - y) < high))
            step = np.hypot(*np.diff(line, axis=0).T).mean() * pixel if len(line) > 1 else HEAD
            head = math.ceil(HEAD / step)
            if (
                len(line)
                and seen[-head:].all()
                and seen[0:1].all()
                and seen.sum() * step > SEEN + HEAD
            ):
                on.append((point, (0, 0), "center", "center"))
            for side in (1, -1):
                beside.append(
                    (point, (side * up * away, -side * across * away), "center", "center")
                )
        return on + beside

    def _extent(self, text: str):
        """The box that a text fills, in pixels."""
        written = self.ax.annotate(text, (0, 0), (0, 0), textcoords="offset points", **self.look)
        extent = written.get_window_extent()
        written.remove()
        return extent

    def _write(self, text: str, places, tie: int | None = None, **look) -> bool:
        """Write a text where it is free and inside the axes; False if there is no such place.

        A relation goes to the first place where it covers no other tie than its own, a name to that
        where it covers fewest points.
        """
        ax, frame, extent = self.ax, self.ax.get_window_extent(), self._extent(text)
        pad = 2 if tie is not None else 0
        best = None
        for point, offset, ha, va in places:
            x0, y0 = ax.transData.transform(point) + np.array(offset) * ax.figure.dpi / 72
            x0 -= extent.width * {"left": 0, "center": 0.5, "right": 1}[ha] + pad
            y0 -= extent.height * {"bottom": 0, "center": 0.5, "top": 1}[va] + pad
            x1, y1 = x0 + extent.width + 2 * pad, y0 + extent.height + 2 * pad
            if not (frame.x0 <= x0 and x1 <= frame.x1 and frame.y0 <= y0 and y1 <= frame.y1):
                continue
            if any(x0 < c and a < x1 and y0 < d and b < y1 for a, b, c, d in self.taken):
                continue
            others = self.points
            if tie is not None:
                others = np.concatenate(
                    [line for i, line in enumerate(self.lines) if i != tie] or [[(-9, -9)]]
                )
            covered = np.all((others > (x0, y0)) & (others < (x1, y1)), axis=1).sum()
            if best is None or covered < best[0]:
                best = covered, (x0, y0, x1, y1), (point, offset, ha, va)
        if best is None or (tie is not None and best[0]):
            return False
        _, box, (point, offset, ha, va) = best
        self.taken.append(box)
        written = ax.annotate(
            text, point, offset, textcoords="offset points", ha=ha, va=va, **self.look, **look
        )
        self.written.append(written)
        return True
