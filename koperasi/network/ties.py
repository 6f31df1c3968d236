"""The ties of a network as lines to be drawn: bent apart where there are several, loops, pixels."""

import math
from dataclasses import dataclass

import networkx as nx
import numpy as np
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, ScaledTranslation

BEND = 0.2  # of two ties between the same nodes
STEP = 4  # pixels from one point to the next of a line that is looked at
# A loop, in radii of its node, upwards; the curve of Bézier has two points to be pulled to.
LOOP = [(-0.6, 0.9), (-2.2, 3), (2.2, 3), (0.6, 0.9)]
LOOP_TOP = 2.5


@dataclass
class Tie:
    """One tie: its nodes, what is known of it, how much it is bent, or where its loop points to."""

    source: object
    target: object
    data: dict
    bend: float = 0
    angle: float = 90

    @property
    def ends(self) -> tuple:
        """Source and target."""
        return self.source, self.target

    @property
    def is_loop(self) -> bool:
        """Whether it leads from a node to itself."""
        return self.source == self.target


def ties_of(graph: nx.Graph, bent: bool) -> list[Tie]:
    """All ties of a network in its order; those of the same two nodes are bent apart, if `bent`."""
    ties = [Tie(source, target, data) for source, target, data in graph.edges(data=True)]
    of_two: dict[frozenset, list[Tie]] = {}
    for tie in ties:
        of_two.setdefault(frozenset(tie.ends), []).append(tie)
    for same in of_two.values():
        if not bent or len(same) == 1 or same[0].is_loop:
            continue
        # Bends as seen from one side, those of one direction together; seen from the other side a
        # bend is to the other hand.
        first = same[0].ends
        in_order = sorted(same, key=lambda tie: tie.ends != first)
        step = min(2 * BEND, 4 * BEND / (len(same) - 1))
        for number, tie in enumerate(in_order):
            bend = step * ((len(same) - 1) / 2 - number)
            tie.bend = round(bend if tie.ends == first else -bend, 3)
    return ties


def points(tie: Tie, place: dict, ax, half: float) -> np.ndarray:
    """Points along a tie, in pixels, from the border of one node to that of the other.

    `half` is how far a node reaches.
    """
    start, end = ax.transData.transform([place[tie.source], place[tie.target]])
    if tie.is_loop:
        share = np.linspace(0, 1, 30)[:, None]
        a, b, c, d = turned(LOOP, tie.angle) * half + start
        return (
            a * (1 - share) ** 3
            + 3 * b * share * (1 - share) ** 2
            + 3 * c * share**2 * (1 - share)
            + d * share**3
        )
    long = math.dist(start, end) or 1
    share = np.linspace(0, 1, max(20, int(long / STEP)))
    found = on_line(start, end, tie.bend, share[:, None])
    seen = (np.hypot(*(found - start).T) > half) & (np.hypot(*(found - end).T) > half)
    return found[seen]


def on_line(start, end, bend: float, share):
    """A point of an edge, which may be bent as matplotlib's connection style arc3 does it."""
    (x1, y1), (x2, y2) = start, end
    side = 2 * share * (1 - share) * bend
    return (
        np.array([x1, y1])
        + share * np.array([x2 - x1, y2 - y1])
        + side * np.array([y2 - y1, x1 - x2])
    )


def turned(shape, angle: float) -> np.ndarray:
    """Points that look upwards, turned so that they look to another side."""
    turn = math.radians(angle - 90)
    cos, sin = math.cos(turn), math.sin(turn)
    return np.array(shape) @ np.array([[cos, sin], [-sin, cos]])


def draw_loop(
    tie: Tie, ties: list[Tie], place, ax, size: float, arrow: bool, style: str, colour: str
) -> None:
    """Draw the tie of a node with itself, to the side where there is most room."""
    radius = 0.65 * size**0.5
    half = radius * ax.figure.dpi / 72
    centre = ax.transData.transform(place[tie.source])
    others = [points(each, place, ax, half) for each in ties if each is not tie]
    nodes = ax.transData.transform(
        [at for node, at in place.items() if node != tie.source] or [centre]
    )
    around = np.concatenate([*others, nodes])
    frame = ax.get_window_extent()

    def room(angle: float) -> tuple:
        top = centre + turned([(0, LOOP_TOP * half)], angle)[0]
        inside = frame.x0 <= top[0] <= frame.x1 and frame.y0 <= top[1] <= frame.y1
        return inside, round(min(np.hypot(*(around - top).T).min(), 4 * half))

    tie.angle = max((90, 270, 0, 180, 45, 135, 225, 315), key=room)
    where = ScaledTranslation(*place[tie.source], ax.transData)
    path = Path(turned(LOOP, tie.angle) * radius, [Path.MOVETO] + 3 * [Path.CURVE4])
    loop = FancyArrowPatch(
        path=path,
        arrowstyle="-|>" if arrow else "-",
        mutation_scale=min(20, radius),
        linestyle=style,
        color=colour,
        linewidth=2,
        zorder=1,
        clip_on=False,
    )
    loop.set_transform(Affine2D().scale(1 / 72) + ax.figure.dpi_scale_trans + where)
    ax.add_patch(loop)
