from django.urls import path

from associations.people.views import alliance, invitations, office, own, terms

app_name = "people"

urlpatterns = [
    path("me/", own.me, name="me"),
    path("me/edit/", own.edit, name="me_edit"),
    path("me/practice/", own.practice, name="me_practice"),
    path("invitations/<str:token>/", invitations.answer, name="invitation"),
    path("a/<slug:slug>/people/", office.people, name="list"),
    path("a/<slug:slug>/people/membership-year/", terms.terms, name="terms"),
    path("a/<slug:slug>/people/invite/", office.invite, name="invite"),
    path("a/<slug:slug>/people/invitations/<int:pk>/again/", office.invite_again, name="invite_again"),
    path("a/<slug:slug>/people/invitations/<int:pk>/withdraw/", office.withdraw, name="withdraw"),
    path("a/<slug:slug>/people/<uuid:public_id>/", office.person, name="person"),
    path("a/<slug:slug>/people/<uuid:public_id>/roles/<int:pk>/end/", office.end_role, name="end_role"),
    path("a/<slug:slug>/people/<uuid:public_id>/memberships/add/", office.add_membership, name="add_membership"),
    path(
        "a/<slug:slug>/people/<uuid:public_id>/memberships/<int:pk>/",
        office.end_membership,
        name="end_membership",
    ),
    path("a/<slug:slug>/people/<uuid:public_id>/vettings/add/", office.note_vetting, name="note_vetting"),
    path("a/<slug:slug>/people/<uuid:public_id>/vettings/<int:pk>/", office.end_vetting, name="end_vetting"),
    path("alliance/people/", alliance.everybody, name="everybody"),
    path("alliance/people/staff/", alliance.staff, name="staff"),
    path("alliance/people/staff/invite/", alliance.invite, name="invite_staff"),
    path("alliance/people/staff/invitations/<int:pk>/again/", alliance.invite_again, name="staff_invite_again"),
    path("alliance/people/staff/invitations/<int:pk>/withdraw/", alliance.withdraw, name="staff_withdraw"),
    path("alliance/people/<uuid:public_id>/", alliance.record, name="record"),
    path("alliance/people/<uuid:public_id>/open/", alliance.open_record, name="open_record"),
    path("alliance/people/<uuid:public_id>/roles/<int:pk>/end/", alliance.end_role, name="end_any_role"),
    path(
        "alliance/people/<uuid:public_id>/second-factor/",
        alliance.reset_second_factor,
        name="reset_second_factor",
    ),
]
