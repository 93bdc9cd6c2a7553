"""This app's part of the demo world, at its place in the order."""

from cms.lib.demo import SEEDS
from pledges.custody.demo.agreements import seed_custody

SEEDS.add(seed_custody, order=55)
