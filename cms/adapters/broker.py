"""Background work without a service: messages in a folder. A damaged one ends no worker.

Kombu's own transport writes a message in place, so that a worker may read half of it, and lets a
message that cannot be read end the worker. Here a message appears whole, and a damaged one is left
out and told to the log. The sweeps find whatever it was about.
"""

import logging
import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """As Kombu's, but for what is written and read of a message."""

    def _put(self, queue, payload, **kwargs) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        whole, part = folder / name, folder / f".{name}.part"
        try:
            with part.open("wb") as file:
                file.write(str_to_bytes(dumps(payload)))
                file.flush()
                os.fsync(file.fileno())
            part.rename(whole)
        except OSError as fault:
            raise ChannelError(f"Cannot add file {whole} to directory") from fault

    def _get(self, queue):
        while True:
            try:
                message = super()._get(queue)
                if _is_whole(message):
                    return message
                reason = "no message"
            except Empty:
                raise
            except (ValueError, ChannelError) as fault:
                reason = type(fault).__name__
            logger.error("a damaged message was left out: %s", reason, extra={"queue": queue})


def _is_whole(message: object) -> bool:
    inner = message.get("properties") if isinstance(message, dict) else None
    return isinstance(inner, dict) and "delivery_tag" in inner


class Transport(filesystem.Transport):
    Channel = Channel
