from django.urls import path

from endorsement.reports.views import reading

app_name = "reports"
urlpatterns = [
    path("reports/", reading.index, name="index"),
    path("reports/<slug:key>/", reading.report, name="report"),
    path("reports/<slug:key>/data.json", reading.data, name="data"),
    path("reports/<slug:key>/table.csv", reading.table_csv, name="table"),
    path("reports/<slug:key>/rows/", reading.rows, name="rows"),
    path("reports/<slug:key>/rows.csv", reading.rows_csv, name="rows_csv"),
]
