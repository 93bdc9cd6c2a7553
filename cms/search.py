"""Wagtail's database search, made to find Chinese words.

Both databases index an unbroken run of Han characters as one word, so 社会救助 would not find
社会救助政策讲座. Runs are therefore indexed and asked for as pairs of neighbouring characters.
"""

import re
from functools import cache
from importlib import import_module

from modelsearch.backends.database import SearchBackend as database_backend

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
MARKS = re.compile(r"[^\w\s]|_")


def pairs(text: str, *, singles: bool = False) -> str:
    """社会救助 → 社会 会救 救助, other text untouched; with `singles` each character as well."""

    def split(match: re.Match) -> str:
        run = match.group()
        words = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        return f" {' '.join(words + list(run) if singles else words)} "

    return HAN.sub(split, text)


@cache
def _chinese(backend_class: type) -> type:
    """`backend_class` with pairs on both sides. The indexer is looked up in its module by name
    (modelsearch 1.3), so it is replaced there, once."""
    module = import_module(backend_class.__module__)

    class PairIndexer(module.ObjectIndexer):
        def prepare_value(self, value):
            return pairs(super().prepare_value(value), singles=True)

    module.ObjectIndexer = PairIndexer

    class ChineseBackend(backend_class):
        def search(self, query, *args, **kwargs):
            return super().search(_asked(query), *args, **kwargs)

        def autocomplete(self, query, *args, **kwargs):
            return super().autocomplete(_asked(query), *args, **kwargs)

    return ChineseBackend


def _asked(query):
    """Words only: marks have a meaning in FTS5's language, and a lone quote is an error there."""
    return pairs(MARKS.sub(" ", query)).strip() if isinstance(query, str) else query


def SearchBackend(params):
    return _chinese(type(database_backend(params)))(params)
