from django.urls import path

from endorsement.application import dashboard
from endorsement.application.views import applying, comparing, exceptions, handling, my_data, what_if

app_name = "application"

# The dashboard of one application is in its own module; the coordinators' list over all associations comes first, so
# that "handled" is never taken for a code.
urlpatterns = [
    path("applications/", applying.mine, name="mine"),
    path("applications/start/", applying.start, name="start"),
    path("applications/handled/", handling.queue_all, name="queue_all"),
    path("applications/<str:code>/", dashboard.dashboard, name="dashboard"),
    path("applications/<str:code>/what-if/", what_if.what_if, name="what_if"),
    path("applications/<str:code>/edition/", applying.choose_edition, name="choose_edition"),
    path("applications/<str:code>/agreements/", applying.agreements, name="agreements"),
    path("applications/<str:code>/submit/", applying.submit, name="submit"),
    path("applications/<str:code>/submitted/<int:number>/", applying.submitted, name="submitted"),
    path("applications/<str:code>/withdraw/", applying.withdraw, name="withdraw"),
    path("applications/<str:code>/questions/<str:section>/", applying.question, name="question"),
    path("applications/<str:code>/print/", applying.print_submission, name="print"),
    path("editions/<str:code>/comparison/", comparing.comparison, name="comparison"),
    path("editions/<str:code>/comparison.csv", comparing.comparison_csv, name="comparison_csv"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/<str:code>.zip", my_data.my_data_file, name="my_data_file"),
    path("a/<slug:slug>/applications/", handling.queue, name="queue"),
    path("a/<slug:slug>/applications/<str:code>/", handling.handle, name="handle"),
    path("a/<slug:slug>/applications/<str:code>/return/", handling.return_, name="return"),
    path("a/<slug:slug>/applications/<str:code>/answer/", handling.answer, name="answer"),
    path("alliance/exceptions/", exceptions.waiting, name="exceptions_waiting"),
    path("a/<slug:slug>/applications/<str:code>/exceptions/", exceptions.listing, name="exceptions"),
    path("a/<slug:slug>/applications/<str:code>/exceptions/propose/", exceptions.propose, name="propose_exception"),
    path("a/<slug:slug>/exceptions/<str:code>/", exceptions.exception, name="exception"),
    path("a/<slug:slug>/exceptions/<str:code>/file/", exceptions.file, name="exception_file"),
    path("a/<slug:slug>/exceptions/<str:code>/approve/", exceptions.approve, name="approve_exception"),
    path("a/<slug:slug>/exceptions/<str:code>/end/", exceptions.end, name="end_exception"),
    path("a/<slug:slug>/exceptions/<str:code>/refuse/", exceptions.refuse, name="refuse_exception"),
    path("a/<slug:slug>/exceptions/<str:code>/withdraw/", exceptions.withdraw, name="withdraw_exception"),
    path("a/<slug:slug>/applications/<str:code>/print/", handling.print_handled, name="print_handled"),
]
