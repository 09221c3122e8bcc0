"""The chains of one claim as a picture, from the outlet to the last speakers."""

from collections import Counter
from collections.abc import Sequence

from claims.drawing import Drawable, Picture, draw_graph
from claims.provenance import ChainStep


def chain_picture(
    chains: Sequence[Sequence[ChainStep]], *, right_to_left: bool = False
) -> Picture | None:
    """Draw chains, each from the outlet on; None if nobody is named and there is nothing to draw.

    Whoever stands on two chains between the outlet and the speakers is marked as their common link.
    """
    told = [chain for chain in chains if len(chain) > 1]
    if not told:
        return None
    drawables = {
        str(step.source): Drawable(str(step.source), step.name, step.kind, step.anonymity)
        for chain in told
        for step in chain
    }
    between = Counter(
        source for chain in told for source in {str(step.source) for step in chain[1:-1]}
    )
    return draw_graph(
        [
            (tuple(str(step.source) for step in reversed(chain)), chain[-1].cue_class)
            for chain in told
        ],
        drawables,
        meetings=frozenset(source for source, times in between.items() if times > 1),
        right_to_left=right_to_left,
    )
