"""This app's part of the demo world, at its place in the order."""

from cms.lib.demo import SEEDS
from pledges.rounds.demo.rounds import seed

SEEDS.add(seed, order=50)
