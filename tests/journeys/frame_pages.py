"""Addresses for ``test_frame``: the portal's own, and a form whose server answers as the test wishes."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

ANSWERS = {"draft": "saved"}
RECEIVED = []

PAGE = """{% extends "base.html" %}{% block title %}Frame{% endblock %}{% block content %}<h1>Frame</h1>
{% ui_form form submit="Send" autosave="/frame/draft/" action="/frame/sent/" submit_key=True id="letter" %}
{% confirm_button label="Remove" url="/frame/sent/" question="Remove it?" confirm_label="Yes, remove" hidden=hidden %}
<div id="choice"></div><p id="reason">Nothing to submit yet.</p>
{% button label="Submit all" disabled=True describedby="reason" type="button" %}{% endblock %}"""


class LetterForm(forms.Form):
    title = forms.CharField(label="Title")
    text = forms.CharField(label="Text", widget=forms.Textarea(attrs={"maxlength": 50}), required=False)


def _page(request, form):
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form, "hidden": {"gone": "yes"}}, request))


def frame(request):
    return _page(request, LetterForm())


def draft(request):
    answer = ANSWERS["draft"]
    if answer == "signed out":
        return redirect("/accounts/login/?next=/frame/")
    if answer == "conflict":
        response = HttpResponse("<p>A newer version is stored.</p>", status=409)
        response["HX-Retarget"], response["HX-Reswap"] = "#choice", "innerHTML"
        return response
    if answer != "saved":
        return HttpResponse(status=int(answer))
    RECEIVED.append(request.POST.dict())
    return HttpResponse(status=204)


def sent(request):
    form = LetterForm(request.POST)
    if "gone" in request.POST:
        return HttpResponse("<!doctype html><title>x</title><h1>Removed</h1>")
    return HttpResponse("<!doctype html><title>x</title><h1>Sent</h1>") if form.is_valid() else _page(request, form)


urlpatterns = [
    path("frame/", frame),
    path("frame/draft/", draft),
    path("frame/sent/", sent),
    path("", include("alliance_portal.urls")),
]
