from django.urls import path

from endorsement.roster.views import errands, imports, people

app_name = "roster"
errand = "a/<slug:slug>/roster/errands/<str:code>/"
batch = "a/<slug:slug>/roster/import/<str:code>/"

urlpatterns = [
    path("a/<slug:slug>/roster/", people.roster, name="list"),
    path("a/<slug:slug>/roster/roster.csv", people.export, {"kind": "csv"}, name="export_csv"),
    path("a/<slug:slug>/roster/roster.xlsx", people.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("a/<slug:slug>/roster/errands/", errands.errands, name="errands"),
    path("a/<slug:slug>/roster/errands/begin/", errands.begin, name="begin_errand"),
    path(errand, errands.errand, name="errand"),
    path(f"{errand}do/", errands.do, name="do_errand"),
    path(f"{errand}discard/", errands.discard, name="discard_errand"),
    path("a/<slug:slug>/roster/import/", imports.bring, name="import"),
    path(batch, imports.batch, name="batch"),
    path(f"{batch}columns/", imports.columns, name="columns"),
    path(f"{batch}again/", imports.again, name="again"),
    path(f"{batch}apply/", imports.apply, name="apply"),
    path(f"{batch}undo/", imports.undo, name="undo"),
    path(f"{batch}discard/", imports.discard, name="discard"),
    path(f"{batch}skip/", imports.skip_all, name="skip_all"),
    path(f"{batch}rows/<int:row>/", imports.mend, name="mend"),
    path(f"{batch}rows/<int:row>/person/", imports.choose, name="choose"),
    path(f"{batch}rows/<int:row>/skip/", imports.skip, name="skip"),
]
