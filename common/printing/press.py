"""The part of printing that subclasses WeasyPrint; imported only when something is printed."""

import pydyf
from weasyprint.urls import URLFetcher, URLFetcherResponse

from common.printing.typefaces import FILES, FOLDER


class AwardFetcher(URLFetcher):
    """Serves pictures given as ``data:`` and the bundled typefaces by name, and nothing else.

    The wording of a certificate comes from people; it must reach neither the network nor other files.
    """

    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url, headers=None):
        """The response; ``ValueError`` for any other address."""
        scheme, _, name = url.partition(":")
        if scheme == "award-font" and name in FILES:
            return URLFetcherResponse(url, (FOLDER / name).read_bytes(), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


def underlay(operators: bytes):
    """A finisher for ``write_pdf`` that draws (compressed) ``operators`` under the only page."""

    def finish(document, pdf):
        stream = pydyf.Stream([operators], {"Filter": "/FlateDecode"})
        pdf.add_object(stream)
        page = next(o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/Page")
        page["Contents"] = pydyf.Array([stream.reference, page["Contents"]])

    return finish
