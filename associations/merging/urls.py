from django.urls import path

from associations.merging.views import alliance, office

app_name = "merging"
twice = "a/<slug:slug>/people/twice/"
pair = "<uuid:one>/<uuid:other>/"

urlpatterns = [
    path(twice, office.candidates, name="candidates"),
    path(f"{twice}{pair}", office.choose, name="choose"),
    path(f"{twice}{pair}merge/", office.preview, name="preview"),
    path(f"{twice}{pair}ask/", office.ask, name="ask"),
    path(f"{twice}{pair}two/", office.two, name="two"),
    path(f"{twice}<str:code>/undo/", office.undo, name="undo"),
    path("alliance/people/twice/", alliance.asked, name="asked"),
    path("alliance/people/twice/<str:code>/look/", alliance.look, name="look"),
    path("alliance/people/twice/<str:code>/decline/", alliance.decline, name="decline"),
    path("alliance/people/twice/<str:code>/undo/", alliance.undo, name="staff_undo"),
    path("alliance/people/<uuid:public_id>/twice/", alliance.other, name="other"),
    path(f"alliance/people/twice/{pair}", alliance.choose, name="staff_choose"),
    path(f"alliance/people/twice/{pair}merge/", alliance.preview, name="staff_preview"),
]
