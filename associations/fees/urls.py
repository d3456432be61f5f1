from django.urls import path

from associations.fees.views import office, online, own, reconciling, schedule, sponsors, webhook

app_name = "fees"

urlpatterns = [
    path("me/fees/", own.mine, name="mine"),
    path("me/fees/receipts/<str:code>/", own.receipt, name="receipt"),
    path("me/fees/online/<str:code>/", online.checkout, name="checkout"),
    path("me/fees/at/<slug:slug>/pay/", online.pay, name="pay"),
    path("payments/<slug:provider>/<slug:slug>/", webhook.webhook, name="webhook"),
    path("a/<slug:slug>/fees/online/", reconciling.keys, name="keys"),
    path("a/<slug:slug>/fees/online/off/", reconciling.switch_off, name="switch_off"),
    path("a/<slug:slug>/fees/differences/", reconciling.differences, name="differences"),
    path("a/<slug:slug>/fees/differences/compare/", reconciling.compare, name="compare"),
    path("a/<slug:slug>/fees/differences/export/", reconciling.differences_csv, name="differences_csv"),
    path("a/<slug:slug>/fees/differences/<int:pk>/", reconciling.mend, name="mend"),
    path("a/<slug:slug>/fees/", office.dues, name="dues"),
    path("a/<slug:slug>/fees/payments/", office.payments, name="payments"),
    path("a/<slug:slug>/fees/payments/<str:code>/", office.payment, name="payment"),
    path("a/<slug:slug>/fees/payments/<str:code>/receipt/", office.receipt, name="office_receipt"),
    path("a/<slug:slug>/fees/schedule/", schedule.schedule, name="schedule"),
    path("a/<slug:slug>/fees/schedule/<slug:kind>/", schedule.change, name="change"),
    path("a/<slug:slug>/fees/people/<uuid:public_id>/add/", office.charge, name="charge"),
    path("a/<slug:slug>/fees/sponsors/", sponsors.sponsors, name="sponsors"),
    path("a/<slug:slug>/fees/sponsors/<str:code>/", sponsors.sponsor, name="sponsor"),
    path("a/<slug:slug>/fees/<str:code>/sponsor/", sponsors.sponsoring, name="sponsoring"),
    path("a/<slug:slug>/fees/<str:code>/pay/", office.record, name="record"),
]
