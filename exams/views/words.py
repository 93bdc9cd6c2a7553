"""What the exam page's script says, in the reader's language."""

from django.utils.translation import gettext as _


def file_words() -> dict[str, str]:
    """What is said about the answer file."""
    return {
        "file_made": _(
            "The file is in the downloads of this device. Give it to the organiser, and keep this "
            "page open."
        ),
        "file_copied": _("Copied. Paste it into a message to the organiser."),
        "file_select": _("Select the whole text, copy it and send it to the organiser."),
        "file_failed": _("The file could not be made. Keep this page open."),
    }


def receipt_words() -> dict[str, str]:
    """About answers that were still on the device after the end; {n} is their number."""
    return file_words() | {
        "left_sending": _("{n} answers were still on this device. They are being sent."),
        "left_waiting": _(
            "{n} answers are still on this device, and there is no connection. Keep this page open."
        ),
        "left_sent": _(
            "{n} answers that were still on this device have reached the server. The organiser "
            "decides whether they count."
        ),
        "left_known": _("All answers of this device are on the server."),
        "left_refused": _("{n} answers are still on this device. Reload this page to send them."),
    }


def login_words() -> dict[str, str]:
    """What the exam page says while somebody logs in again without leaving it."""
    return {
        "login_sending": _("Logging in…"),
        "login_wrong": _(
            "That did not work. Use the staff number and password with which you began this exam."
        ),
        "login_locked": _("Too many wrong tries. Your answers go on being saved; wait 15 minutes."),
        "login_offline": _("No connection. Your answers are kept; try again in a moment."),
    }


def player_words() -> dict[str, str]:
    """Sentences by name; {n} and {m} are filled in by the script."""
    words = {
        "server": _("Saved on the server"),
        "local": _("On this device only"),
        "saving": _("Saving…"),
        "unsaved": _("Not saved"),
        "none": _("Not answered"),
        "online": _("All answers are saved on the server"),
        "waiting": _("{n} answers are on this device only; they are sent as soon as possible"),
        "offline": _(
            "No connection. {n} answers are on this device only. Go on answering and keep this "
            "page open."
        ),
        "memory": _(
            "This browser cannot keep answers on the device. Do not close this page before "
            "everything is saved on the server."
        ),
        "over": _(
            "The time has run out or the exam was handed in. {n} answers are on this device only; "
            "they are being sent, and the organiser will decide about them."
        ),
        "late": _("On the server; the organiser decides whether it counts"),
        "late_items": _(
            "{n} answers reached the server too late. They are kept; the organiser decides "
            "whether they count."
        ),
        "elsewhere": _("This exam goes on on another page. You can only read here."),
        "extended": _("You have been given {n} more minutes."),
        "sending_takeover": _("One moment…"),
        "takeover_offline": _("No connection. Try again in a moment."),
        "refused": _("This page may no longer save. Reload it; what is on this device is kept."),
        "broken": _("The server could not take the answers. Reload the page; nothing is lost."),
        "busy": _(
            "Too many requests at once. {n} answers are on this device only; it tries again in a "
            "moment."
        ),
        "full": _(
            "More has been sent for this exam than the server takes. {n} answers are on this "
            "device only. Keep this page open and tell the invigilator."
        ),
        "item": _("Item {n} of {m}"),
        "answered": _("has an answer"),
        "unanswered": _("has no answer"),
        "flagged": _("flagged"),
        "unsent": _("not yet on the server"),
        "flag": _("Flag for later"),
        "unflag": _("Take the flag away"),
        "counts": _("{answered} answered, {unanswered} unanswered, {flagged} flagged"),
        "left": _("{n} minutes left"),
        "timeup": _("The time has run out. Your answers are being handed in."),
        "sending": _("Handing in…"),
        "resend": _(
            "No connection. Nothing is lost: keep this page open, it goes on trying to hand in."
        ),
        "resend_early": _(
            "No connection. Nothing is lost: keep this page open, it goes on trying to hand in."
            " While there is time, you may also go on answering."
        ),
        "next": _("Next item"),
        "to_overview": _("Check all"),
        "none_match": _("No item is in this group."),
    }
    return file_words() | login_words() | words
