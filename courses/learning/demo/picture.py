"""Draws the demo's picture: a public notice with what belongs on it and what does not."""

from io import BytesIO
from pathlib import Path

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw, ImageFont
from wagtail.images import get_image_model

import cms

TITLE = "公示单：该有的和不该有的"
ALT = (
    "一张虚构的低保公示单。绿框打勾的是该有的：姓名、家庭人口、拟保障金额、公示起止日期、监督电话；"
    "红框打叉的是不该有的：身份证号、银行卡号、病名。"
)
SIZE = (960, 760)
GREEN, RED, INK, PAPER = "#1d6340", "#a3231c", "#22282c", "#fffdf7"
FONTS = Path(cms.__file__).parent / "fonts"
ROWS = (
    ("申请人姓名：张某某", True),
    ("家庭人口：3 人", True),
    ("拟保障金额：每月 980 元", True),
    ("公示起止：3 月 2 日至 3 月 8 日", True),
    ("监督电话：0877-000 0000", True),
    ("身份证号：5304************", False),
    ("银行卡号：6217************", False),
    ("患病情况：……", False),
)


def picture():
    """The stored image, drawn the first time."""
    model = get_image_model()
    found = model.objects.filter(title=TITLE).first()
    return found or model.objects.create(title=TITLE, file=ImageFile(_draw(), "notice.png"))


def _draw() -> BytesIO:
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    head = ImageFont.truetype(FONTS / "NotoSansSC-Bold-GB2312.ttf", 44)
    line = ImageFont.truetype(FONTS / "NotoSansSC-Regular.ttf", 32)
    pen.rectangle((12, 12, SIZE[0] - 13, SIZE[1] - 13), outline=INK, width=3)
    pen.text((SIZE[0] / 2, 64), "最低生活保障对象公示（示例）", font=head, fill=INK, anchor="mm")
    for number, (text, belongs) in enumerate(ROWS):
        top, colour = 120 + number * 76, GREEN if belongs else RED
        pen.rectangle((60, top, 800, top + 60), outline=colour, width=4)
        pen.text((84, top + 30), text, font=line, fill=INK, anchor="lm")
        _mark(pen, 860, top + 30, belongs, colour)
    stream = BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return stream


def _mark(pen: ImageDraw.ImageDraw, x: int, y: int, belongs: bool, colour: str) -> None:
    """A tick or a cross, so that the picture does not rest on colour alone."""
    if belongs:
        pen.line(((x - 22, y), (x - 6, y + 18), (x + 24, y - 20)), fill=colour, width=8)
        return
    for turn in (1, -1):
        pen.line(((x - 20, y - 20 * turn), (x + 20, y + 20 * turn)), fill=colour, width=8)
