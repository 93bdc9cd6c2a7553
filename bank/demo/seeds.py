"""This app's part of the demo world, at its place in the order."""

from bank.demo.items import seed
from cms.lib.demo import SEEDS

SEEDS.add(seed, order=39)
