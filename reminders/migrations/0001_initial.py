import reminders.engine.outcome
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=64)),
                ('rung', models.CharField(max_length=20, verbose_name='reminder')),
                ('channel', models.CharField(choices=[('in_product', 'notice in the system'), ('mail', 'e-mail'), ('sms', 'text message')], max_length=12, verbose_name='channel')),
                ('outcome', models.CharField(choices=[('queued', 'waiting to be sent'), ('sending', 'being sent, no answer yet'), ('sent', 'sent'), ('no_address', 'no address on file'), ('not_configured', 'not sent: the channel is not set up'), ('failed', 'could not be sent'), ('dropped', 'not sent: no longer due')], default=reminders.engine.outcome.Outcome['QUEUED'], max_length=16, verbose_name='outcome')),
                ('made_at', models.DateTimeField(verbose_name='reminded')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='handed over')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='reference of the gateway')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='why it was not sent')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['-made_at', '-pk'],
            },
        ),
    ]
