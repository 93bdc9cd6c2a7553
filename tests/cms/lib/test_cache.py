from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from cms.lib.cache import AtomicFileCache


def win(folder: str, number: int) -> list[bool]:
    cache = AtomicFileCache(folder, {})
    return [cache.add(f"key{round_}", number, 60) for round_ in range(100)]


def processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(4, mp_context=get_context("fork"))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("pool", [processes, lambda: ThreadPoolExecutor(8)])
def test_only_one_caller_wins_each_key(tmp_path, pool):
    with pool() as runners:
        wins = list(runners.map(win, [str(tmp_path)] * 8, range(8)))
    assert [sum(column) for column in zip(*wins, strict=True)] == [1] * 100


def test_an_expired_key_can_be_won_again(tmp_path):
    cache = AtomicFileCache(str(tmp_path), {})
    assert cache.add("key", 1, timeout=-1)
    assert cache.add("key", 2, timeout=60)
    assert not cache.add("key", 3, timeout=60)
    assert cache.get("key") == 2
