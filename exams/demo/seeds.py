"""This app's part of the demo world, at its place in the order."""

from cms.lib.demo import SEEDS
from exams.demo.exams import seed

SEEDS.add(seed, order=40)
