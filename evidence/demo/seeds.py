"""This app's part of the demo world: what every night of the story would have left behind."""

from cms.lib.demo import SEEDS, Demo
from evidence.flows.anchors import make_roots


def seed_roots(demo: Demo) -> None:
    """The roots of the days that are over, as the nightly task makes them."""
    roots = make_roots(at=demo.now())
    if roots:
        demo.say(f"evidence: {len(roots)} daily roots")


SEEDS.add(seed_roots, order=90)
