import django.core.validators
import django.db.models.deletion
import wagtail.fields
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bank', '0002_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='LearningRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('revision', models.PositiveBigIntegerField(null=True, verbose_name='revision')),
                ('credit_hours', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='credit hours')),
                ('done_at', models.DateTimeField(verbose_name='completed')),
            ],
            options={
                'verbose_name': 'learning record',
                'verbose_name_plural': 'learning records',
                'ordering': ['-done_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LectureCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'cited basis',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LectureHallPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'lecture hall',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LecturePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
                ('purpose', models.CharField(max_length=200, verbose_name='why it matters')),
                ('credit_hours', models.DecimalField(decimal_places=2, default=Decimal('0.25'), help_text='A fixed value, granted once on completion.', max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='credit hours')),
                ('valid_until', models.DateField(blank=True, help_text='After this day it is no longer offered until somebody has checked it.', null=True, verbose_name='valid until')),
                ('level', models.CharField(choices=[('city', 'city key training'), ('county', 'county catch-up training')], default='city', max_length=8, verbose_name='level')),
                ('form', models.CharField(choices=[('hall', 'in the hall'), ('online', 'on line'), ('both', 'in the hall and on line')], default='hall', max_length=8, verbose_name='form')),
                ('length_text', models.CharField(blank=True, max_length=60, verbose_name='nominal length')),
                ('audience', models.CharField(blank=True, max_length=200, verbose_name='for whom')),
                ('outline', wagtail.fields.StreamField([('step', 3)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Planned length', 'max_length': 20, 'required': False}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'What happens', 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('title', 0), ('length', 1), ('text', 2)]], {})}, verbose_name='programme')),
                ('materials', wagtail.fields.StreamField([('file', 2)], blank=True, block_lookup={0: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 2: ('wagtail.blocks.StructBlock', [[('file', 0), ('note', 1)]], {})}, verbose_name='material')),
                ('materials_note', models.TextField(blank=True, verbose_name='list of material and files to keep')),
            ],
            options={
                'verbose_name': 'lecture',
                'verbose_name_plural': 'lectures',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='LectureSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('place', models.CharField(max_length=120, verbose_name='place')),
                ('contact', models.CharField(blank=True, max_length=80, verbose_name='contact')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='number of the notice')),
            ],
            options={
                'verbose_name': 'lecture session',
                'verbose_name_plural': 'lecture sessions',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LessonCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'cited basis',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MiniLessonIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'mini-lessons',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='MiniLessonPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('purpose', models.CharField(max_length=200, verbose_name='why it matters')),
                ('credit_hours', models.DecimalField(decimal_places=2, default=Decimal('0.25'), help_text='A fixed value, granted once on completion.', max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='credit hours')),
                ('valid_until', models.DateField(blank=True, help_text='After this day it is no longer offered until somebody has checked it.', null=True, verbose_name='valid until')),
                ('audience', models.CharField(blank=True, max_length=120, verbose_name='for whom')),
                ('length_text', models.CharField(blank=True, help_text='Such as: 4 minutes', max_length=30, verbose_name='nominal length')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15), ('check_item', 16)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {}), 16: ('courses.learning.blocks.CheckItemBlock', (), {'help_text': 'An item of the bank. Its rationale is shown after every answer.'})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'mini-lesson',
                'verbose_name_plural': 'mini-lessons',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='CheckAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveBigIntegerField(null=True, verbose_name='revision')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('response', models.JSONField(verbose_name='response')),
                ('correct', models.BooleanField(verbose_name='answered right')),
                ('answered_at', models.DateTimeField(verbose_name='answered')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bank.item', verbose_name='item')),
                ('item_revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.revision')),
            ],
            options={
                'verbose_name': 'answer to a check question',
                'verbose_name_plural': 'answers to check questions',
                'ordering': ['-answered_at', '-pk'],
            },
        ),
    ]
