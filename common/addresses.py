"""What no address can be."""

from django.http import Http404


class PlainAddressMiddleware:
    """Nothing here has a NUL in its name, and PostgreSQL refuses even to look for one: such an address is 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)
