"""Signing in by one button. Mounted only in the demonstration, which listens on this machine only."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from alliance_portal.demo.people import sign_in_addresses


@require_POST
def sign_in(request):
    """Signs in the invented person of the role or step asked for."""
    email = sign_in_addresses().get(request.POST.get("key", ""))
    user = User.objects.filter(email=email, person__is_sample=True).first()
    if not settings.PORTAL_DEMO or user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")
