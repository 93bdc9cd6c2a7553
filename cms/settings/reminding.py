"""Settings of reminders and of what leaves by mail and SMS; see docs/reminders.md."""

from cms.settings.environment import env

# The gateway of each channel: a class, or nothing where the channel is not set up.
REMINDER_GATEWAYS = {
    "in_product": env.str("REMINDER_IN_PRODUCT", default="reminders.adapters.in_product.InProduct"),
    "mail": env.str("REMINDER_MAIL", default="reminders.adapters.mail.Mail"),
    "sms": env.str("REMINDER_SMS", default=""),
}
# reminders.adapters.sms.HttpSms: where the message service listens, and its key.
REMINDER_SMS_URL = env.str("REMINDER_SMS_URL", default="")
REMINDER_SMS_TOKEN = env.str("REMINDER_SMS_TOKEN", default="")
# By which of them people are reminded.
REMINDER_CHANNELS = env.list("REMINDER_CHANNELS", default=["in_product", "mail"])
# Days between two reminders after the last day; 0: none.
REMINDER_EVERY_DAYS = env.int("REMINDER_EVERY_DAYS", default=3)
# When nothing goes by mail or SMS, local time; empty: never quiet.
REMINDER_QUIET_HOURS = env.str("REMINDER_QUIET_HOURS", default="20:00-08:00")
