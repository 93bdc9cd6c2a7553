"""What requests of this app pass through besides; the order stands in settings."""

from staff.adapters.devices import send_mark


class KnownDeviceMiddleware:
    """The answer to a log-in leaves the mark by which the device is known again."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        send_mark(request, response)
        return response
