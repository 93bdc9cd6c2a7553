"""The cookie by which a browser asks for larger text and targets."""

SENIOR_COOKIE = "jiangtang_senior"
