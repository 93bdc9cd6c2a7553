"""This app's part of the demo world, at its place in the order."""

from cms.lib.demo import SEEDS
from pledges.kinship.demo.relatives import seed_relatives

SEEDS.add(seed_relatives, order=56)
