import django.db.models.deletion
import django.utils.timezone
import modelsearch.index
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('suggestion', 'Suggestion')], max_length=10, verbose_name='kind of message')),
                ('text', models.TextField(max_length=2000, verbose_name='text of the message')),
                ('page', models.CharField(blank=True, max_length=300, verbose_name='page it is about')),
                ('sender', models.CharField(editable=False, max_length=64)),
                ('created_at', models.DateTimeField(db_index=True, verbose_name='received')),
            ],
            options={
                'verbose_name': 'complaint or suggestion',
                'verbose_name_plural': 'complaints and suggestions',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LegalBasis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('law', models.CharField(max_length=120, verbose_name='law or rule')),
                ('article', models.CharField(blank=True, max_length=120, verbose_name='article')),
                ('version', models.CharField(help_text='Year of the text or its document number.', max_length=80, verbose_name='version')),
                ('status', models.CharField(choices=[('checked', 'checked against the text'), ('corroborated', 'corroborated by a public document'), ('unchecked', 'not yet checked'), ('local', 'local source only')], default='unchecked', max_length=12, verbose_name='state of the check')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='checked on')),
                ('checked_by', models.CharField(blank=True, max_length=60, verbose_name='checked by')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('retired_on', models.DateField(blank=True, help_text='From this day it may not be cited. Everything that cites it is listed.', null=True, verbose_name='retired on')),
            ],
            options={
                'verbose_name': 'legal basis',
                'verbose_name_plural': 'legal bases',
                'ordering': ['law', 'pk'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='NoticeIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'notice board',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NoticePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
                ('issued_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='date of issue')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('issued_by', models.CharField(blank=True, max_length=80, verbose_name='issued by')),
                ('summary', models.CharField(blank=True, max_length=160, verbose_name='in one sentence')),
                ('pinned', models.BooleanField(default=False, verbose_name='keep at the top')),
                ('attachments', wagtail.fields.StreamField([('file', 2)], blank=True, block_lookup={0: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 2: ('wagtail.blocks.StructBlock', [[('file', 0), ('note', 1)]], {})}, verbose_name='attachments')),
            ],
            options={
                'verbose_name': 'notice',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PolicyCitation',
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
            name='PolicyIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'policy library',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PolicyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
                ('rank', models.CharField(choices=[('1law', 'law'), ('2regulation', 'administrative regulation'), ('3rule', 'ministerial document'), ('4local', 'local document')], default='3rule', max_length=12, verbose_name='kind of document')),
                ('issuing_body', models.CharField(max_length=80, verbose_name='issuing body')),
                ('document_number', models.CharField(blank=True, max_length=80, verbose_name='document number')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='in force since')),
                ('purpose', models.CharField(max_length=200, verbose_name='what it is for')),
            ],
            options={
                'verbose_name': 'policy document',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='SectionPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 2), ('video', 6), ('file', 9), ('quote', 12), ('callout', 15)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'cms/blocks/image.html'}), 3: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'Video'}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'help_text': 'Everything that is said and shown, for people who cannot play the video.', 'label': 'Text version'}), 5: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt)', 'label': 'Captions', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('video', 3), ('transcript', 4), ('captions', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('text', 10), ('source', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Please note'), ('ok', 'What to do'), ('bad', 'What never to do')], 'label': 'Tone'}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link', 'hr'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('tone', 13), ('text', 14)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'section page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_name', models.CharField(blank=True, max_length=80, verbose_name='organisation')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='contact phone')),
                ('icp_line', models.CharField(blank=True, help_text='ICP and public-security lines', max_length=120, verbose_name='filing number')),
                ('welcome_text', models.CharField(blank=True, max_length=200, verbose_name='welcome text')),
            ],
            options={
                'verbose_name': 'organisation and contact',
                'verbose_name_plural': 'organisation and contact',
            },
        ),
    ]
