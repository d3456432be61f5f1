from django.urls import path

from alliance_portal.urls import urlpatterns as portal
from benchmarks.bare import bare_page

urlpatterns = [path("bare/", bare_page), *portal]
