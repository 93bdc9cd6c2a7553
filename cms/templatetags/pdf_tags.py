"""Tags for templates that become PDF files, by the renderer or by a stamp on a prepared page.

Without a `blank` in the context they write words and drawings. With one (cms.lib.pdf.blank) they
leave empty boxes and hand over what belongs into them.
"""

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.lib.pdf.stamp.paths import Drawing, Strokes

register = template.Library()


class SlotNode(Node):
    """One line of words, in one place."""

    def __init__(self, words: NodeList) -> None:
        self.words = words
        self.fixed = "".join(node.s for node in words if isinstance(node, TextNode))

    def render(self, context) -> str:
        words, sheet = self.words.render(context), context.get("blank")
        if sheet is None:
            return words
        sheet.expect(self.fixed)
        return sheet.line(words)


class FlowNode(Node):
    """A paragraph of words that differ, in as many lines as they need."""

    def __init__(self, words: NodeList, given: list[FilterExpression]) -> None:
        self.words, self.given = words, given

    def render(self, context) -> str:
        words, sheet = self.words.render(context), context.get("blank")
        if sheet is None:
            return words
        measure, indent, *expected = [one.resolve(context) for one in self.given]
        for source in expected:
            sheet.expect(source)
        return sheet.lines(words, measure, indent)


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    """{% slot %}words{% endslot %}: the place is as wide as what holds it."""
    words = parser.parse(["endslot"])
    parser.delete_first_token()
    return SlotNode(words)


@register.tag
def flow(parser: Parser, token: Token) -> FlowNode:
    """{% flow 39 2 source %}words{% endflow %}: lines of 39 em, the first one shorter by 2.

    `source` may be left out: a text that most of the words come from.
    """
    given = [parser.compile_filter(one) for one in token.split_contents()[1:]]
    words = parser.parse(["endflow"])
    parser.delete_first_token()
    return FlowNode(words, given)


@register.simple_tag(takes_context=True)
def drawing(context, drawn: Drawing, ink: str = "#111") -> SafeString:
    """A drawing, as large as CSS says, in one colour."""
    sheet = context.get("blank")
    if sheet is not None:
        return sheet.picture(drawn, ink)
    box = " ".join(map(str, drawn.view_box))
    if isinstance(drawn, Strokes):
        pen = format_html(
            'fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round"'
            ' stroke-linejoin="round"', ink, drawn.pen,
        )  # fmt: skip
    else:
        pen = format_html('fill="{}"', ink)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}" preserveAspectRatio="xMidYMid meet">'
        '<path d="{}" {}/></svg>', box, drawn.path, pen,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def facts(context, title: str, author: str, moment) -> SafeString:
    """Title, author and date of the file; the head has its title beside this, unless `blank`."""
    sheet = context.get("blank")
    if sheet is not None:
        return sheet.told(title, author, moment)
    when = moment.isoformat(timespec="seconds")
    return format_html(
        '<meta name="author" content="{}">'
        '<meta name="dcterms.created" content="{}"><meta name="dcterms.modified" content="{}">',
        author, when, when,
    )  # fmt: skip
