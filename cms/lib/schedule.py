"""What runs by the clock, and what stands in the queue for slow work: filled beside each task.

Settings name no task: a list far away from what it lists is always short.
"""

SCHEDULE: dict[str, dict[str, object]] = {}  # read by Celery's beat
SLOW: set[str] = set()
SLOW_QUEUE = "slow"


def note(name: str, when: object) -> None:
    """Run the task `name` by `when`: seconds, or a crontab. Raises ValueError for a second."""
    if name in SCHEDULE:
        raise ValueError(f"scheduled twice: {name}")
    SCHEDULE[name] = {"task": name, "schedule": when}


def route(name: str, *_args: object, **_options: object) -> dict[str, str] | None:
    """Celery's question where a message goes; None means the queue for quick work."""
    return {"queue": SLOW_QUEUE} if name in SLOW else None
