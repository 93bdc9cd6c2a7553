"""An item as it is put to somebody: one template per kind, wherever it is asked."""

from dataclasses import dataclass
from enum import StrEnum

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bank.engine.items import Asked, Kind

register = template.Library()


class Use(StrEnum):
    """Where an item is asked."""

    EXAM = "exam"
    LESSON = "lesson"
    PREVIEW = "preview"
    PAPER = "paper"


@dataclass(frozen=True)
class Look:
    """What the places differ in; everything else of an item looks the same everywhere."""

    folder: str = "bank/items"
    stem: str = "item__stem"
    letters: bool = True
    required: bool = False
    disabled: bool = False


LOOKS = {
    Use.EXAM: Look(),
    Use.LESSON: Look(stem="check__stem", letters=False, required=True),
    Use.PREVIEW: Look(stem="section-title", disabled=True),
    Use.PAPER: Look(folder="bank/items/pdf"),
}


def item_template(kind: str, use: str) -> str:
    """The template that asks an item of this kind. An unknown kind or place is a ValueError."""
    return f"{LOOKS[Use(use)].folder}/{Kind(kind)}.html"


@register.simple_tag
def item_answer(item: Asked, use: str, ref: int | str = "", points: str = "") -> SafeString:
    """Stem and inputs of an item. `ref` tells items of one page apart: the inputs are named
    `item-<ref>`, the stem's id is `stem-<ref>`; on paper it is the printed number."""
    context = {"item": item, "look": LOOKS[Use(use)], "ref": ref, "points": points}
    return render_to_string(item_template(item.kind, use), context)
