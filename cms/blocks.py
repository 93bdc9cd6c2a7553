"""The building bricks of a page body. Each renders by a template in `cms/blocks/`."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtailmedia.blocks import VideoChooserBlock

TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link", "hr"]


class FileBlock(blocks.StructBlock):
    """A document to download, with its size shown before a weak network loads it."""

    file = DocumentChooserBlock(label=_("File"))
    note = blocks.CharBlock(label=_("What it is for"), required=False, max_length=120)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "cms/blocks/file.html"


class VideoBlock(blocks.StructBlock):
    """A video is never the only way to the content: its text version is required."""

    video = VideoChooserBlock(label=_("Video"))
    transcript = blocks.RichTextBlock(
        label=_("Text version"),
        features=TEXT_FEATURES,
        help_text=_("Everything that is said and shown, for people who cannot play the video."),
    )
    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A WebVTT file (.vtt)")
    )

    class Meta:
        icon = "media"
        label = _("Video with text version")
        template = "cms/blocks/video.html"


class QuoteBlock(blocks.StructBlock):
    """Words of a law or a document, set apart, with where they come from."""

    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """A remark that must not be overlooked; the tone is also said in words."""

    tone = blocks.ChoiceBlock(
        label=_("Tone"),
        choices=[
            ("info", _("Please note")),
            ("ok", _("What to do")),
            ("bad", _("What never to do")),
        ],
        default="info",
    )
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Remark")
        template = "cms/blocks/callout.html"


class BodyBlock(blocks.StreamBlock):
    """What any page body may hold; apps add their own bricks in a subclass."""

    heading = blocks.CharBlock(
        label=_("Heading"), icon="title", max_length=80, template="cms/blocks/heading.html"
    )
    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=TEXT_FEATURES)
    image = ImageBlock(label=_("Image"), template="cms/blocks/image.html")
    video = VideoBlock()
    file = FileBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
