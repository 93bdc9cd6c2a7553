"""Background work: Redis when given, else a folder of messages (one machine, no service)."""

from kombu.transport import TRANSPORT_ALIASES

from cms.lib.schedule import SCHEDULE, route
from cms.settings.environment import REDIS_URL, VAR_DIR

# Kombu's folder of messages, but a damaged message ends no worker.
TRANSPORT_ALIASES["filesystem"] = "cms.adapters.broker:Transport"
QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600}
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
    }
)
CELERY_TASK_IGNORE_RESULT = True  # the Job row is the result
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE  # filled beside each task
CELERY_TASK_ROUTES = [route]
