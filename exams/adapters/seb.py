"""Safe Exam Browser files: read what an organiser brings, write what a sitting needs."""

import plistlib
from typing import Any
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError
from defusedxml.ElementTree import fromstring as check_xml
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from exams.engine.seb import TooDeep, seb_json

MAX_BYTES = 1024 * 1024
CONTENT_TYPE = "application/seb"


class ConfigRefused(DomainError):
    code = "seb_config_refused"
    message = _(
        "This is not an unencrypted Safe Exam Browser configuration (XML, up to 1 MB). For an "
        "encrypted file, type its Config Key instead."
    )


def read_config(data: bytes) -> dict[str, Any]:
    """The settings of an unencrypted .seb file. Raises ConfigRefused.

    Entities and external references are refused before anything is read.
    """
    if not 0 < len(data) <= MAX_BYTES:
        raise ConfigRefused
    try:
        # A property list names its document type, but needs no entity and nothing from outside.
        check_xml(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        settings = plistlib.loads(data, fmt=plistlib.FMT_XML)
        if not isinstance(settings, dict):
            raise ConfigRefused
        seb_json(settings)
    except (DefusedXmlException, ParseError, ExpatError, plistlib.InvalidFileException) as fault:
        raise ConfigRefused from fault
    except (ValueError, TypeError, IndexError, AttributeError, RecursionError, TooDeep) as fault:
        raise ConfigRefused from fault
    return settings


def make_config(start_url: str) -> bytes:
    """A configuration that opens `start_url` in a locked window and proves itself."""
    return plistlib.dumps(
        {
            "originatorVersion": "Jiangtang",
            "sebConfigPurpose": 0,  # for an exam, not for setting a machine up
            "startURL": start_url,
            "sendBrowserExamKey": True,
            "browserWindowWebView": 3,
            "browserViewMode": 1,
            "allowQuit": True,
            "allowBrowsingBackForward": False,
            "allowPreferencesWindow": False,
            "allowDownUploads": False,
            "allowSpellCheck": False,
            "allowDictionaryLookup": False,
            "enablePrintScreen": False,
            "enableRightMouse": False,
            "examSessionClearCookiesOnEnd": True,
            "showReloadButton": True,
            "showTaskBar": True,
            "showTime": True,
        }
    )
