from django.urls import path

from associations.activity.views import leading, reading, submitting, writing

app_name = "activity"

urlpatterns = [
    path("a/<slug:slug>/activity/", writing.mine, name="mine"),
    path("a/<slug:slug>/activity/<int:year>/", writing.write, name="write"),
    path("a/<slug:slug>/activity/<int:year>/passages/<slug:code>/", writing.passage, name="passage"),
    path("a/<slug:slug>/activity/<int:year>/passages/<slug:code>/remove/", writing.remove_passage, name="remove"),
    path("a/<slug:slug>/activity/<int:year>/passages/<slug:code>/restore/", writing.restore_passage, name="restore"),
    path("a/<slug:slug>/activity/<int:year>/headings/<slug:heading>/add/", writing.add_passage, name="add_passage"),
    path("a/<slug:slug>/activity/<int:year>/headings/<slug:heading>/take/", writing.take_over, name="take_over"),
    path("a/<slug:slug>/activity/<int:year>/figures/<slug:key>/", writing.remark, name="remark"),
    path("a/<slug:slug>/activity/<int:year>/files/", submitting.upload, name="upload"),
    path("a/<slug:slug>/activity/<int:year>/files/<slug:code>/", submitting.file, name="file"),
    path("a/<slug:slug>/activity/<int:year>/files/<slug:code>/remove/", submitting.remove_file, name="remove_file"),
    path("a/<slug:slug>/activity/<int:year>/submit/", submitting.submit, name="submit"),
    path("a/<slug:slug>/activity/<int:year>/submissions/<int:number>/", submitting.submission, name="submission"),
    path("a/<slug:slug>/activity/<int:year>/reopen/", submitting.reopen, name="reopen"),
    path("alliance/activity/", leading.years, name="years"),
    path("alliance/activity/add/", leading.add, name="add"),
    path("alliance/activity/<int:year>/", leading.year, name="year"),
    path("alliance/activity/<int:year>/change/", leading.change, name="change"),
    path("alliance/activity/<int:year>/moves/<slug:name>/", leading.move, name="move"),
    path("alliance/activity/<int:year>/ask/", leading.ask, name="ask"),
    path("alliance/activity/<int:year>/remind/", leading.remind, name="remind"),
    path("alliance/activity/<int:year>/associations/<slug:slug>/", leading.one, name="one"),
    path("alliance/activity/<int:year>/associations/<slug:slug>/remind/", leading.remind_one, name="remind_one"),
    path("alliance/activity/<int:year>/associations/<slug:slug>/leave-out/", leading.leave_out, name="leave_out"),
    path("alliance/activity/<int:year>/reading/", reading.reading, name="reading"),
    path("alliance/activity/<int:year>/passages/<int:pk>/", reading.tag, name="tag"),
    path("alliance/activity/<int:year>/figures.csv", reading.figures_file, name="figures_file"),
    path("alliance/activity/<int:year>/synopsis/", reading.synopses, name="synopses"),
    path("alliance/activity/<int:year>/synopsis/<slug:code>/", reading.synopsis, name="synopsis"),
]
