from django.urls import path

from associations.training.views import arrival, attendance, coverage, office, own, public

app_name = "training"
HOUSE = "a/<slug:slug>/trainings/"
DESK = f"{HOUSE}manage/<slug:code>/"
SESSION = f"{DESK}sessions/<slug:session>/"

urlpatterns = [
    path("trainings/", public.alliance, name="alliance"),
    path("trainings/calendar.ics", public.alliance_feed, name="alliance_feed"),
    path("trainings/check-in/<str:token>/", arrival.check_in, name="check_in"),
    path("trainings/certificates/<str:code>/", public.verify, name="verify"),
    path("me/trainings/", own.mine, name="mine"),
    path("me/trainings/certificates/<slug:code>/", own.certificate, name="certificate"),
    path("alliance/training-coverage/", coverage.everywhere, name="coverage_all"),
    path(HOUSE, public.calendar, name="calendar"),
    path(f"{HOUSE}calendar.ics", public.house_feed, name="feed"),
    path(f"{HOUSE}manage/", office.office, name="office"),
    path(f"{HOUSE}manage/add/", office.edit, name="add"),
    path(f"{HOUSE}manage/coverage/", coverage.house, name="coverage"),
    path(f"{HOUSE}manage/providers/", office.providers, name="providers"),
    path(f"{HOUSE}manage/providers/add/", office.provider, name="provider_add"),
    path(f"{HOUSE}manage/providers/<int:pk>/", office.provider, name="provider"),
    path(DESK, office.desk, name="desk"),
    path(f"{DESK}edit/", office.edit, name="edit"),
    path(f"{DESK}preview/", office.preview, name="preview"),
    path(f"{DESK}discard/", office.discard, name="discard"),
    path(f"{DESK}attendees.csv", attendance.attendees_file, name="attendees_file"),
    path(f"{DESK}attendees/<slug:attendee>/", attendance.attendee, name="attendee"),
    path(f"{DESK}attendees/<slug:attendee>/take-off/", attendance.take_off, name="take_off"),
    path(f"{DESK}sessions/add/", office.session, name="session_add"),
    path(SESSION, office.session, name="session"),
    path(f"{SESSION}drop/", office.drop, name="drop"),
    path(f"{SESSION}attendance/", attendance.attendance, name="attendance"),
    path(f"{SESSION}attendance/add/", attendance.add, name="walk_in"),
    path(f"{SESSION}screen/", attendance.screen, name="screen"),
    path(f"{DESK}move/<slug:name>/", office.move, name="move"),
    path(f"{DESK}because/<slug:name>/", office.move_with_reason, name="because"),
    path(f"{HOUSE}<slug:code>/", public.page, name="page"),
    path(f"{HOUSE}<slug:code>/calendar.ics", public.training_feed, name="training_feed"),
    path(f"{HOUSE}<slug:code>/register/", public.register, name="register"),
    path(f"{HOUSE}<slug:code>/withdraw/", public.withdraw, name="withdraw"),
]
