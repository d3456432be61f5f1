from django.urls import path

from endorsement.review.views import coordinator, reviewer

app_name = "review"
_CASE = "a/<slug:slug>/applications/<str:code>/"

urlpatterns = [
    path("reviews/", reviewer.queue, name="queue"),
    path("reviews/<str:code>/", reviewer.open_page, name="open"),
    path("reviews/<str:code>/begin/", reviewer.begin, name="begin"),
    path("reviews/<str:code>/save/", reviewer.save, name="save"),
    path("reviews/<str:code>/part/<int:judgement>/", reviewer.part, name="part"),
    path("reviews/<str:code>/sign/", reviewer.sign, name="sign"),
    path("reviews/<str:code>/hand-back/", reviewer.hand_back, name="hand_back"),
    path(_CASE + "reviewers/", coordinator.assign, name="assign"),
    path(_CASE + "reviewers/third/", coordinator.add_third, name="add_third"),
    path(_CASE + "reviewers/<str:assignment>/replace/", coordinator.replace, name="replace"),
    path(_CASE + "reviews/", coordinator.differences, name="differences"),
]
