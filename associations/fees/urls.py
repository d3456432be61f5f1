from django.urls import path

from associations.fees.views import office, own, schedule

app_name = "fees"

urlpatterns = [
    path("me/fees/", own.mine, name="mine"),
    path("me/fees/receipts/<str:code>/", own.receipt, name="receipt"),
    path("a/<slug:slug>/fees/", office.dues, name="dues"),
    path("a/<slug:slug>/fees/payments/", office.payments, name="payments"),
    path("a/<slug:slug>/fees/payments/<str:code>/", office.payment, name="payment"),
    path("a/<slug:slug>/fees/payments/<str:code>/receipt/", office.receipt, name="office_receipt"),
    path("a/<slug:slug>/fees/schedule/", schedule.schedule, name="schedule"),
    path("a/<slug:slug>/fees/schedule/<slug:kind>/", schedule.change, name="change"),
    path("a/<slug:slug>/fees/people/<uuid:public_id>/add/", office.charge, name="charge"),
    path("a/<slug:slug>/fees/<str:code>/pay/", office.record, name="record"),
]
