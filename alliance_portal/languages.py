"""In which language a page is shown: what the visitor chose, where the page's own words are there in it.

A page that is not translated as a whole stays English as a whole, so that what ``lang`` says of it is true.
"""

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

PAGES: Mapping[str, frozenset[str]] = {
    "es": frozenset({"home", "about", "standard", "application:mine", "application:dashboard", "application:what_if"}),
}
"""Language -> the pages translated as a whole: names of addresses, or of whole features. ``tests/portal`` holds it."""

DRAFTS = frozenset({"es"})
"""Languages whose words no native speaker has reviewed yet; the foot of each page says so."""


def chosen_by(request) -> str:
    """What the visitor chose, kept in a cookie; English for whoever never chose. Nobody is given a draft unasked."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def is_translated(match, language: str) -> bool:
    """Whether the page of this resolved address has all its words in the language."""
    known = PAGES.get(language, frozenset())
    return language == settings.LANGUAGE_CODE or match.view_name in known or match.namespace in known


class LanguageMiddleware:
    """``request.chosen_language``; the page in it if it can be. Takes the place of Django's ``LocaleMiddleware``."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.chosen_language = chosen_by(request)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        with translation.override(settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(self, request, view, args, kwargs):
        if is_translated(request.resolver_match, request.chosen_language):
            request.LANGUAGE_CODE = request.chosen_language
            translation.activate(request.chosen_language)


def language(request) -> dict:
    """Context for every page: what was chosen, whether this page has it, whether it is a draft."""
    chosen = getattr(request, "chosen_language", settings.LANGUAGE_CODE)
    return {
        "chosen_language": chosen,
        "not_in_chosen_language": chosen != translation.get_language(),
        "draft_language": chosen in DRAFTS,
    }
