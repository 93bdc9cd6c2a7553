"""Reads the demo's lesson file: the form its authors write scripts in, one heading per piece."""

import re
from dataclasses import dataclass

from bank.engine.items import LETTERS, ItemContent, Kind

KINDS = {"判断": Kind.JUDGEMENT, "单选": Kind.SINGLE, "多选": Kind.MULTIPLE}
FULL_NAMES = {
    "民法典": "中华人民共和国民法典",
    "个人信息保护法": "中华人民共和国个人信息保护法",
}
LOCAL_NAMES = {
    "本地低保实施细则": "本地低保实施细则",
    "省、市备案办法": "社会救助相关人员备案办法（省、市）",
}
RANGES = {"第九百二十二条至第九百二十四条": "第九百二十二条、第九百二十三条、第九百二十四条"}
ARTICLE = re.compile("第[零一二三四五六七八九十百千]+条")
QUESTION = re.compile(r"随堂题（(?P<kind>..)）：(?P<text>.+)（(?P<key>[^（）]+)）$")
# A spoken script counts its points: each begins a paragraph of its own.
POINT = re.compile("(?=第[一二三四五]句?[，：])|(?<=。)(?=[一二三四五]，)|(?=有三件事不能做)")

PARAGRAPH = 110


@dataclass(frozen=True)
class SampleQuestion:
    kind: Kind
    stem: str
    choices: tuple[tuple[str, bool], ...]

    def content(self, why: str) -> ItemContent:
        """As the item bank keeps it."""
        if self.kind is Kind.JUDGEMENT:
            key = next(text for text, right in self.choices if right)
            return ItemContent(self.kind, self.stem, key, rationale=why)
        lettered = zip(LETTERS, self.choices, strict=False)
        key = "".join(letter for letter, (_text, right) in lettered if right)
        texts = tuple(text for text, _right in self.choices)
        return ItemContent(self.kind, self.stem, key, texts, why)


@dataclass(frozen=True)
class SampleLesson:
    number: int
    title: str
    topic: str
    length: str
    audience: str
    articles: tuple[tuple[str, str], ...]
    script: tuple[str, ...]
    question: SampleQuestion


@dataclass(frozen=True)
class SampleLecture:
    number: int
    title: str
    kind: str
    length: str
    audience: str
    goal: str
    steps: tuple[tuple[str, str, str], ...]
    materials: str


def read_articles(text: str) -> tuple[tuple[str, str], ...]:
    """`《甲法》第一条、第二条；本地细则` → (law, article) pairs; an article may be empty."""
    found: list[tuple[str, str]] = []
    for written, meant in RANGES.items():
        text = text.replace(written, meant)
    for part in re.split("[；;]", text.replace("〔待核〕", "").strip()):
        named = re.match("《([^》]+)》", part)
        law = FULL_NAMES.get(named[1], named[1]) if named else LOCAL_NAMES.get(part.strip(), "")
        found += [(law, article) for article in ARTICLE.findall(part)] or [(law, "")]
    return tuple(pair for pair in found if pair[0])


def read_question(line: str) -> SampleQuestion:
    """One line of the file; the key stands in the last brackets."""
    match = QUESTION.search(line.strip())
    kind, text, key = KINDS[match["kind"]], match["text"], match["key"]
    if kind is Kind.JUDGEMENT:
        choices = tuple((word, word == key) for word in ("正确", "错误"))
        return SampleQuestion(kind, text, choices)
    stem, offered = text.split("？", 1)
    offered = offered.rstrip("。")
    if kind is Kind.SINGLE:
        pairs = re.findall(r"([A-D]) ([^A-D]+)", offered)
        return SampleQuestion(
            kind, f"{stem}？", tuple((said.strip(), letter == key) for letter, said in pairs)
        )
    right = set(key.split("、"))
    return SampleQuestion(kind, f"{stem}？", tuple((w, w in right) for w in offered.split("、")))


def read_script(text: str) -> tuple[str, ...]:
    """The spoken words in paragraphs a phone can show: by the speaker's points, else by length."""
    found: list[str] = []
    for point in POINT.split(text):
        paragraph = ""
        for sentence in re.findall("[^。？！]*[。？！][”]?|[^。？！]+$", point):
            if paragraph and len(paragraph) + len(sentence) > PARAGRAPH:
                found.append(paragraph)
                paragraph = ""
            paragraph += sentence
        found += [paragraph] if paragraph else []
    return tuple(found)


def _field(block: str, name: str) -> str:
    found = re.search(rf"{name}：([^｜\n]+)", block)
    return found[1].strip() if found else ""


def read_lessons(text: str) -> list[SampleLesson]:
    found = []
    for number, title, block in re.findall(
        r"## 小课堂 (\d)　(.+)\n((?:(?!\n## |\n---).|\n(?!## |---))*)", text
    ):
        script = re.search(r"^> (.+)$", block, re.MULTILINE)[1]
        found.append(
            SampleLesson(
                number=int(number),
                title=title.strip(),
                topic=_field(block, "知识点"),
                length=_field(block, "时长"),
                audience=_field(block, "对象"),
                articles=read_articles(_field(block, "依据")),
                script=read_script(script),
                question=read_question(re.search("- (随堂题.+)", block)[1]),
            )
        )
    return found


def read_lectures(text: str) -> list[SampleLecture]:
    found = []
    for number, title, block in re.findall(r"## 大讲堂 (\d)　(.+)\n((?:.|\n)*?)(?=\n## |\Z)", text):
        steps = re.findall(r"^\d\. ([^（\n]+)（([^）]+)）：(.+)$", block, re.MULTILINE)
        kind, _, rest = _field(block, "类型").partition("；")
        length = re.search(r"\d+ 分钟", rest or kind)
        found.append(
            SampleLecture(
                number=int(number),
                title=title.strip(),
                kind=kind,
                length=length[0] if length else "",
                audience=_field(block, "对象"),
                goal=_field(block, "目标"),
                steps=tuple(steps),
                materials=_field(block, "课件清单"),
            )
        )
    return found
