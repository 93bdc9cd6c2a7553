"""This app's part of the demo world, at its place in the order."""

from cms.lib.demo import SEEDS
from staff.demo.accounts import seed_accounts
from staff.demo.people import seed_people

SEEDS.add(seed_people, order=10)
SEEDS.add(seed_accounts, order=11)
