"""Choices of a field from the labels of an enum."""


def choices(labels: dict, keys=None) -> list[tuple[str, object]]:
    return [(key.value, labels[key]) for key in keys or labels]
