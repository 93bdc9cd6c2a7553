import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from cms.blocks import BodyBlock, VideoBlock


@pytest.fixture
def video(db, settings, tmp_path) -> Media:
    settings.MEDIA_ROOT = tmp_path
    content = ContentFile(b"0" * 2048, name="lesson.mp4")
    return Media.objects.create(title="入户调查", file=content, type="video")


def body(*bricks) -> str:
    block = BodyBlock()
    with translation.override("zh-hans"):
        return block.render(
            block.to_python([{"type": kind, "value": value} for kind, value in bricks])
        )


def test_a_video_loads_nothing_until_played_and_has_a_text_version(video):
    text = body(("video", {"video": video.pk, "transcript": "<p>两个人同行</p>", "captions": None}))
    assert 'preload="none"' in text
    assert "两个人同行" in text
    assert "2.0\xa0KB" in text
    assert "<track" not in text


def test_a_video_without_text_version_is_refused(video):
    value = VideoBlock().to_python({"video": video.pk, "transcript": "", "captions": None})
    with pytest.raises(ValidationError) as refused:
        VideoBlock().clean(value)
    assert list(refused.value.block_errors) == ["transcript"]


def test_a_file_says_its_kind_and_size(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = ContentFile(b"0" * 3000, name="sheet.pdf")
    document = Document.objects.create(title="评分表", file=content)
    text = body(("file", {"file": document.pk, "note": "打印用"}))
    for words in ("评分表", "PDF", "2.9\xa0KB", "打印用", f"/documents/{document.pk}/"):
        assert words in text


def test_text_is_escaped_and_remarks_say_their_tone_in_words(db):
    text = body(
        ("heading", "<b>小标题"),
        ("quote", {"text": "<script>x", "source": "第十一条"}),
        ("callout", {"tone": "bad", "text": "<p>补签</p>"}),
    )
    assert "&lt;b&gt;小标题" in text
    assert "<script>" not in text
    assert "千万别" in text
