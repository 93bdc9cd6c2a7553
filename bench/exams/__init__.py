"""Helpers of the exam benchmarks: a world, a server, a light driver, a ledger of what it heard."""
