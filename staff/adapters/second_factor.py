"""Where allauth keeps the secrets of the second factor: encrypted, with our own keys."""

from allauth.mfa.adapter import DefaultMFAAdapter

from cms.lib.crypto import decrypt, encrypt


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
