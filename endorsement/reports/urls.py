from django.urls import path

from endorsement.reports.views import keeping, reading

app_name = "reports"
urlpatterns = [
    path("reports/", reading.index, name="index"),
    path("reports/exports/", keeping.exports, name="exports"),
    path("reports/exports/<str:code>/", keeping.file, name="export_file"),
    path("reports/views/<str:code>/monthly/", keeping.monthly, name="monthly"),
    path("reports/views/<str:code>/remove/", keeping.remove, name="remove"),
    path("reports/<slug:key>/", reading.report, name="report"),
    path("reports/<slug:key>/data.json", reading.data, name="data"),
    path("reports/<slug:key>/table.csv", reading.table_csv, name="table"),
    path("reports/<slug:key>/board.pdf", reading.board, name="board"),
    path("reports/<slug:key>/save/", keeping.save, name="save"),
    path("reports/<slug:key>/rows/", reading.rows, name="rows"),
    path("reports/<slug:key>/rows.csv", reading.rows_csv, name="rows_csv"),
    path("reports/<slug:key>/export/", keeping.export, name="export"),
]
